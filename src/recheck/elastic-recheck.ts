import { closest } from '../base/closest.ts';
import { hasErrors } from '../base/diagnostic.ts';
import { quoted } from '../base/printable.ts';
import type { DiagnosticLog, Span } from '../config/diagnostic-log.ts';
import { parseYaml } from '../config/parse-yaml.ts';
import { spanInText } from '../config/span-in-text.ts';
import type { MapEntry, Tree } from '../config/yaml-tree.ts';
import { launchpadBug } from './bug-reference.ts';
import { eventFields } from './event-fields.ts';
import { type AskedField, parseQuery } from './parse-query.ts';
import { evaluate, fieldsOf, literalsOf, phrasesOf, type Query } from './query.ts';
import type { Signature } from './signature.ts';

/** A file of elastic-recheck's folder `queries`: `1449136.yaml` has the number of the bug for its name. */
export interface QueryFile {
  readonly query: Query;
  /** Counts only if one of these tests failed. */
  readonly testIds: readonly string[];
  /** When the bug was closed, as written, or null. */
  readonly resolvedAt: string | null;
  readonly allowNonvoting: boolean;
  /** elastic-recheck counts its hits, but tells nobody. */
  readonly silent: boolean;
}

/** All keys of the 925 files in elastic-recheck's history. */
const keys = ['query', 'test_ids', 'resolved_at', 'suppress-graph', 'suppress-notification', 'allow-nonvoting'];

/**
 * Reads a query file as it is. Null if something is wrong with it, which the log then says: all of it. What asks for a field
 * that is neither one of logstash's nor `given` is no mistake for elastic-recheck, but never matches: that is a warning.
 */
export function readQueryFile(log: DiagnosticLog, given: ReadonlySet<string> = new Set()): QueryFile | null {
  const tree = parseYaml(log.text, log);
  if (tree?.kind !== 'map') {
    const span = tree?.span ?? { start: 0, end: 0 };
    if (log.diagnostics().length === 0)
      log.error(span, 'this is no query of elastic-recheck', 'it begins with "query:"');
    return null;
  }
  for (const [name, { keySpan }] of tree.entries) {
    if (!keys.includes(name)) log.error(keySpan, `unknown key ${quoted(name)}`, didYouMean(name, keys, 'the keys are'));
  }
  const entry = tree.entries.get('query');
  if (entry === undefined)
    log.error({ start: tree.span.start, end: tree.span.start + 1 }, 'the key "query" is missing');
  const query = entry === undefined ? null : queryOf(entry, given, log);
  const testIds = testIdsOf(tree.entries.get('test_ids'), log);
  const flag = (name: string): boolean => isTrue(tree.entries.get(name), name, log);
  const [allowNonvoting, silent] = [flag('allow-nonvoting'), flag('suppress-notification')];
  flag('suppress-graph');
  const resolved = tree.entries.get('resolved_at')?.value;
  const resolvedAt = resolved?.kind === 'text' ? resolved.text : null;
  if (query === null || hasErrors(log.diagnostics())) return null;
  return { query, testIds, resolvedAt, allowNonvoting, silent };
}

function queryOf({ keySpan, value }: MapEntry, given: ReadonlySet<string>, log: DiagnosticLog): Query | null {
  if (value.kind !== 'text' || typeof value.value !== 'string') {
    log.error(keySpan, '"query" must be a text', 'put it below "query: >"');
    return null;
  }
  const parsed = parseQuery(value.value);
  const place = (at: Span | null): Span => (at === null ? value.span : spanInText(value, at, log.text));
  if (!parsed.ok) {
    for (const { message, at } of parsed.mistakes) log.error(place(at), `this query cannot be read: ${message}`);
    return null;
  }
  for (const field of parsed.fields) if (!given.has(field.name)) warnOf(field, place(field.at), log);
  if (literalsOf(parsed.query) !== null) return parsed.query;
  log.error(value.span, 'this query would match any line', 'it needs a message: that a line must have');
  return null;
}

function warnOf({ name }: AskedField, span: Span, log: DiagnosticLog): void {
  if (eventFields.includes(name)) return;
  const hint = didYouMean(
    name,
    eventFields,
    'give it with --meta or in "metadata" of recheck.yml; the fields of logstash are',
  );
  log.warning(span, `nothing is known of a field ${quoted(name)}: what asks for it never matches`, hint);
}

function didYouMean(name: string, known: readonly string[], list: string): string {
  const meant = closest(name, known);
  return meant === null ? `${list}: ${known.join(', ')}` : `did you mean ${quoted(meant)}?`;
}

function testIdsOf(entry: MapEntry | undefined, log: DiagnosticLog): readonly string[] {
  if (entry === undefined) return [];
  const items: readonly Tree[] = entry.value.kind === 'list' ? entry.value.items : [];
  const ids = items.flatMap((item) => (item.kind === 'text' && item.text !== '' ? [item.text] : []));
  if (ids.length === 0 || ids.length < items.length) log.error(entry.keySpan, '"test_ids" must be a list of tests');
  return ids;
}

function isTrue(entry: MapEntry | undefined, name: string, log: DiagnosticLog): boolean {
  if (entry === undefined) return false;
  const { value, keySpan } = entry;
  if (value.kind === 'text' && typeof value.value === 'boolean') return value.value;
  log.error(keySpan, `"${name}" must be true or false`);
  return false;
}

/**
 * The signature of a query file: it speaks for the whole job, as with elastic-recheck, unless the line stands in the output
 * of one test. `from` is how messages name the file. Jobs are taken to be voting unless the metadata says `voting: 0`.
 */
export function querySignature(file: QueryFile, number: number, from: string): Signature {
  const { query, testIds, resolvedAt, allowNonvoting } = file;
  return {
    name: phrasesOf(query)[0] ?? '',
    from,
    bug: launchpadBug(number),
    note: null,
    asks: fieldsOf(query),
    resolvedAt,
    part: 'log',
    only: { tests: testIds, runners: [], jobs: [], files: [] },
    literals: literalsOf(query),
    matches: (line, metadata) => {
      const isVoting = allowNonvoting || metadata.get('voting')?.includes('0') !== true;
      return isVoting && evaluate(query, line, metadata);
    },
  };
}

/** The number of the bug in the name of a query file, or null. */
export function bugOfName(name: string): number | null {
  const [, number] = /^(\d{1,9})\.ya?ml$/.exec(name) ?? [];
  return number === undefined ? null : Number(number);
}
