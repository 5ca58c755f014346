import { closest } from '../base/closest.ts';
import { quoted } from '../base/printable.ts';
import type { DiagnosticLog, Span } from '../config/diagnostic-log.ts';
import { isNothing, type MapEntry, type MapTree, type Tree } from '../config/yaml-tree.ts';
import { runners } from '../failures/runners.ts';
import { type BugReference, parseBug, type TrackerReference } from './bug-reference.ts';
import { type LineMatcher, patternMatcher, textMatcher } from './line-matcher.ts';
import { readKeys } from './read-keys.ts';
import { type SignatureValues, signatureKeys } from './recheck-keys.ts';
import type { Signature } from './signature.ts';

/** A signature that does not count any more. */
export interface Expired {
  readonly name: string;
  readonly from: string;
  readonly expires: string;
}

interface Context {
  readonly tracker: TrackerReference | null;
  /** That is meant by github:OWNER/REPO. */
  readonly githubServer: string;
  readonly today: string;
  readonly log: DiagnosticLog;
}

interface Read {
  readonly signatures: readonly Signature[];
  readonly expired: readonly Expired[];
}

/** The list under `signatures`; everything wrong goes to the log. */
export function readSignatures(entry: MapEntry | undefined, context: Context): Read {
  const signatures: Signature[] = [];
  const expired: Expired[] = [];
  const names = new Map<string, Span>();
  for (const item of itemsOf(entry, context.log)) {
    const read = readSignature(item, context);
    if (read === null) continue;
    const { signature, expires } = read;
    reportTwice(signature.name, item, { names, log: context.log });
    if (expires === null || expires >= context.today) signatures.push(signature);
    else expired.push({ name: signature.name, from: signature.from, expires });
  }
  return { signatures, expired };
}

function itemsOf(entry: MapEntry | undefined, log: DiagnosticLog): readonly MapTree[] {
  if (entry === undefined || isNothing(entry.value)) return [];
  const { value, keySpan } = entry;
  if (value.kind !== 'list') {
    log.error(keySpan, '"signatures" must be a list', 'begin each of them with "- name: …"');
    return [];
  }
  return value.items.flatMap((item: Tree) => {
    if (item.kind === 'map') return [item];
    log.error(item.span, 'a signature must be a mapping', 'write "- name: …", and its other keys below');
    return [];
  });
}

function reportTwice(
  name: string,
  item: MapTree,
  { names, log }: { names: Map<string, Span>; log: DiagnosticLog },
): void {
  const span = item.entries.get('name')?.value.span ?? item.span;
  const first = names.get(name);
  if (first === undefined) names.set(name, span);
  else
    log.error(
      span,
      `there are two signatures ${quoted(name)}`,
      `the first one is in line ${log.place(first.start).line}`,
    );
}

function readSignature(item: MapTree, context: Context): { signature: Signature; expires: string | null } | null {
  const { log } = context;
  const given = item.entries.get('name')?.value;
  const owner = given?.kind === 'text' ? ` in signature ${quoted(given.text)}` : ' in this signature';
  const values: SignatureValues = readKeys(item, { specs: signatureKeys, others: [], owner }, log); // by their schemas
  const start = { start: item.span.start, end: item.span.start + 1 };
  for (const name of ['name', 'bug'] as const) {
    if (!item.entries.has(name)) log.error(start, `the key "${name}" is missing${owner}`);
  }
  const matcher = matcherOf(item, values, { owner, start, log });
  const bug = bugOf(item, values.bug, context);
  reportRunners(item, values.runner ?? [], log);
  if (values.name === undefined || matcher === null || bug === null) return null;
  const { line, column } = log.place(item.span.start);
  const { file } = log.place(0);
  const only = {
    tests: values.tests ?? [],
    runners: values.runner ?? [],
    jobs: values.job ?? [],
    files: values.file ?? [],
  };
  const signature: Signature = {
    name: values.name,
    from: `${file}:${line}:${column}`,
    bug,
    note: values.note ?? null,
    asks: [],
    resolvedAt: null,
    part: values.where ?? 'excerpt',
    only,
    ...matcher,
  };
  return { signature, expires: values.expires ?? null };
}

interface Owner {
  readonly owner: string;
  readonly start: Span;
  readonly log: DiagnosticLog;
}

function matcherOf(
  item: MapTree,
  { text, pattern }: SignatureValues,
  { owner, start, log }: Owner,
): LineMatcher | null {
  const [texts, expression] = [item.entries.get('text'), item.entries.get('pattern')];
  if (texts !== undefined && expression !== undefined) {
    const hint = 'keep one: "text" is literal, "pattern" is a regular expression';
    log.error(expression.keySpan, `there are both "text" and "pattern"${owner}`, hint);
    return null;
  }
  if (texts === undefined && expression === undefined) {
    log.error(
      start,
      `the key "text" is missing${owner}`,
      'it says what a line of the output says; or give a "pattern"',
    );
  }
  if (text !== undefined) return textMatcher(text);
  if (pattern === undefined || expression === undefined) return null;
  const matcher = patternMatcher(pattern);
  if (!('ok' in matcher)) return matcher;
  const hint = 'or give a list of literal texts as "text": all of them must stand in one line';
  const at = matcher.at > 0 ? ` (at its character ${matcher.at + 1})` : '';
  log.error(expression.value.span, `this pattern cannot be used${at}: ${matcher.message}`, hint);
  return null;
}

function bugOf(item: MapTree, text: string | undefined, { tracker, githubServer, log }: Context): BugReference | null {
  if (text === undefined) return null;
  const bug = parseBug(text, tracker, githubServer);
  if (bug !== null) return bug;
  const span = item.entries.get('bug')?.value.span ?? item.span;
  const hint = /^#?\d+$/.test(text)
    ? 'a number needs a tracker: write "tracker: launchpad:PROJECT" or "tracker: github:OWNER/REPO" at the top'
    : 'write launchpad:NUMBER, github:OWNER/REPO#NUMBER or a link';
  log.error(span, `${quoted(text)} is no bug that dox can name`, hint);
  return null;
}

function reportRunners(item: MapTree, names: readonly string[], log: DiagnosticLog): void {
  const known = runners.map(({ name }) => name);
  const span = item.entries.get('runner')?.value.span ?? item.span;
  for (const name of names) {
    if (/[*?]/.test(name) || known.includes(name)) continue;
    const meant = closest(name, known);
    log.error(
      span,
      `dox knows no runner ${quoted(name)}`,
      meant === null ? `the runners are: ${known.join(', ')}` : `did you mean ${quoted(meant)}?`,
    );
  }
}
