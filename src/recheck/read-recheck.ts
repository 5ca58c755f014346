import { closest } from '../base/closest.ts';
import { type Diagnostic, hasErrors } from '../base/diagnostic.ts';
import { quoted } from '../base/printable.ts';
import { decodeText } from '../config/decode-text.ts';
import { DiagnosticLog, type Span } from '../config/diagnostic-log.ts';
import { parseYaml } from '../config/parse-yaml.ts';
import type { MapTree } from '../config/yaml-tree.ts';
import { parseTracker, type TrackerReference } from './bug-reference.ts';
import { eventFields } from './event-fields.ts';
import { githubServer as usualServer } from './github-server.ts';
import type { Metadata } from './query.ts';
import { readKeys } from './read-keys.ts';
import { type Expired, readSignatures } from './read-signatures.ts';
import { type SettingValues, settingKeys } from './recheck-keys.ts';
import type { Signature } from './signature.ts';
import { blankNames, systems, unknownBlanks } from './suggestion.ts';

/** A recheck.yml, checked. */
export interface RecheckFile {
  /** What to type, the best first; null where the file names no system. */
  readonly templates: readonly string[] | null;
  readonly tracker: TrackerReference | null;
  /** Folders of query files, as written, with the place for messages. */
  readonly queries: readonly { readonly folder: string; readonly span: Span }[];
  readonly metadata: Metadata;
  readonly signatures: readonly Signature[];
  readonly expired: readonly Expired[];
}

export interface ReadRecheck {
  /** Null if there is an error among the diagnostics. */
  readonly file: RecheckFile | null;
  /** What it says of query files, also where there is an error elsewhere, so that all mistakes can be told at once. */
  readonly queries: RecheckFile['queries'];
  /** The names in its `metadata`. */
  readonly fields: readonly string[];
  /** For what only turns out later, such as a folder that is not there. */
  readonly log: DiagnosticLog | null;
  readonly diagnostics: readonly Diagnostic[];
}

interface Source {
  readonly text: string | Uint8Array;
  /** How diagnostics name the file. */
  readonly shown: string;
  /** The day (2026-01-31) on which signatures may have expired. */
  readonly today: string;
  /** The server of GitHub that is meant by github:OWNER/REPO. */
  readonly githubServer?: string;
}

/** Reads a recheck.yml. Never throws: all that is wrong with it comes back as diagnostics. */
export function readRecheck({ text, shown, today, githubServer = usualServer }: Source): ReadRecheck {
  const decoded = decodeText(text);
  if (!decoded.ok) {
    const message = `${shown} cannot be read: ${decoded.reason}`;
    return { file: null, queries: [], fields: [], log: null, diagnostics: [{ severity: 'error', message }] };
  }
  const log = new DiagnosticLog(shown, decoded.text);
  const tree = parseYaml(log.text, log);
  const file = tree?.kind === 'map' ? readFile(tree, { today, githubServer, log }) : nothing;
  if (tree !== null && tree.kind !== 'map') log.error(tree.span, 'recheck.yml must be a mapping', example);
  const diagnostics = log.diagnostics();
  const { queries, metadata } = file;
  return { file: hasErrors(diagnostics) ? null : file, queries, fields: [...metadata.keys()], log, diagnostics };
}

/** A recheck.yml that says nothing, or that is not there. */
export const nothing: RecheckFile = {
  templates: null,
  tracker: null,
  queries: [],
  metadata: new Map(),
  signatures: [],
  expired: [],
};

const example =
  'for example:\nsignatures:\n  - name: the mirror is out of step\n    text: Hash Sum mismatch\n    bug: launchpad:1400905';

interface Reading {
  readonly today: string;
  readonly githubServer: string;
  readonly log: DiagnosticLog;
}

function readFile(tree: MapTree, { today, githubServer, log }: Reading): RecheckFile {
  const keys = { specs: settingKeys, others: ['signatures'], owner: '' };
  const values: SettingValues = readKeys(tree, keys, log); // by the schemas of the keys
  const metadata = tree.entries.get('metadata')?.value;
  // a list passes for a mapping with valibot
  if (metadata?.kind === 'list')
    log.error(metadata.span, `"metadata" must be ${settingKeys.metadata.expected}, not a list`);
  if (metadata?.kind === 'map') warnOfFields(metadata, log);
  const tracker = trackerOf(values.tracker, tree, { githubServer, log });
  return {
    templates: templatesOf(values.system, tree, log),
    tracker,
    queries: (values.queries ?? []).map((folder, index) => ({ folder, span: itemSpan(tree, 'queries', index) })),
    metadata: new Map(Object.entries(values.metadata ?? {})),
    ...readSignatures(tree.entries.get('signatures'), { tracker, githubServer, today, log }),
  };
}

/** Queries may ask for whatever the project has, but not for what looks like a slip. */
function warnOfFields({ entries }: MapTree, log: DiagnosticLog): void {
  for (const [name, { keySpan }] of entries) {
    const meant = eventFields.includes(name) ? null : closest(name, eventFields);
    if (meant !== null)
      log.warning(keySpan, `no query of elastic-recheck asks for ${quoted(name)}`, `did you mean ${quoted(meant)}?`);
  }
}

function valueSpan(tree: MapTree, name: string): Span {
  return tree.entries.get(name)?.value.span ?? tree.span;
}

/** Of what may be one value or a list of them. */
function itemSpan(tree: MapTree, name: string, index: number): Span {
  const value = tree.entries.get(name)?.value;
  const item = value?.kind === 'list' ? value.items[index] : value;
  return item?.span ?? tree.span;
}

function trackerOf(
  text: string | undefined,
  tree: MapTree,
  { githubServer, log }: Pick<Reading, 'githubServer' | 'log'>,
): TrackerReference | null {
  if (text === undefined) return null;
  const tracker = parseTracker(text, githubServer);
  if (tracker === null) {
    const hint = 'write launchpad:PROJECT or github:OWNER/REPO';
    log.error(valueSpan(tree, 'tracker'), `${quoted(text)} is no tracker that dox knows`, hint);
  }
  return tracker;
}

function templatesOf(
  texts: readonly string[] | undefined,
  tree: MapTree,
  log: DiagnosticLog,
): readonly string[] | null {
  if (texts === undefined) return null;
  const span = valueSpan(tree, 'system');
  return texts.flatMap((text) => {
    const known = Object.hasOwn(systems, text) ? systems[text] : undefined;
    if (known !== undefined) return known;
    for (const blank of unknownBlanks(text)) {
      const meant = closest(blank, blankNames);
      const hint =
        meant === null
          ? `dox fills in ${blankNames.map((name) => `{${name}}`).join(', ')}`
          : `did you mean {${meant}}?`;
      log.error(span, `"system" has {${blank}}, which dox cannot fill in`, hint);
    }
    if (/^[\w-]+$/.test(text) && text !== 'recheck') {
      const meant = closest(text, Object.keys(systems));
      const hint = `the systems are: ${Object.keys(systems).join(', ')}; or write what is to be typed: "recheck bug {bug}"`;
      log.error(span, `dox knows no system ${quoted(text)}`, meant === null ? hint : `did you mean ${quoted(meant)}?`);
    }
    return [text];
  });
}
