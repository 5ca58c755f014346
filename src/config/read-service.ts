import { quoted } from '../base/printable.ts';
import { checkValue } from './check-value.ts';
import type { ImageSource } from './config.ts';
import { curatedServices } from './curated.ts';
import type { DiagnosticLog, Span } from './diagnostic-log.ts';
import type { Exists } from './project-path.ts';
import { reportUnquoted } from './read-commands.ts';
import { readBuild, readReferences } from './read-images.ts';
import { reportPartKeys } from './report-part-keys.ts';
import { reportReady } from './report-ready.ts';
import { isServiceKey, type ServiceKey, type ServiceValues, serviceKeys } from './service-keys.ts';
import { noImageHint } from './service-name.ts';
import { serviceKeyHint } from './unknown-service-key.ts';
import { isNothing, itemsOf, type MapTree, type Tree } from './yaml-tree.ts';

/** What one mapping of the file says of a service, checked and converted; not yet with what is inherited. */
export interface ServiceDraft {
  readonly name: string;
  readonly span: Span;
  /**
   * `nothing`: there is nothing after the name, which takes an inherited service away and else asks for dox's own;
   * `gone`: it has taken one away.
   */
  readonly state: 'there' | 'nothing' | 'gone';
  readonly values: ServiceValues;
  readonly image?: ImageSource;
  /** The names in `depends_on`, with their places. */
  readonly dependsOn?: readonly { readonly name: string; readonly span: Span }[];
  readonly localhostSpan?: Span;
  /** Keys that are there, right or wrong, so that a wrong one is not reported as missing too. */
  readonly given: ReadonlySet<string>;
}

export interface ServiceContext {
  /** For messages: ` in target "unit"`, or nothing at the top. */
  readonly owner: string;
  readonly exists: Exists;
  readonly log: DiagnosticLog;
}

/** A service where the file names it. */
export interface Mention {
  readonly name: string;
  readonly span: Span;
  /** Undefined for a name in a list. */
  readonly value: Tree | undefined;
}

/** What the file says of a service in one place; everything wrong goes to the log, the rest is kept. */
export function readService({ name, span, value }: Mention, context: ServiceContext): ServiceDraft {
  const draft: ServiceDraft = { name, span, state: 'there', values: {}, given: new Set() };
  if (value === undefined) return draft;
  const { owner, log } = context;
  switch (value.kind) {
    case 'text':
      if (isNothing(value)) return { ...draft, state: 'nothing' };
      return readKeys(draft, [['version', { keySpan: span, value }]], context);
    case 'map':
      return readKeys(draft, ownEntries(value, draft, context), context);
    case 'list':
      log.error(value.span, `the service ${quoted(name)}${owner} must be a version or a mapping, not a list`);
      return { ...draft, given: new Set(['image']) };
  }
}

type Entry = readonly [string, { readonly keySpan: Span; readonly value: Tree }];

const imageKeys = ['image', 'version', 'build'];

/** Without the image that a merge key brings where there is one of its own; two of its own are reported. */
function ownEntries({ entries }: MapTree, { name }: ServiceDraft, { owner, log }: ServiceContext): readonly Entry[] {
  const [first, ...others] = [...entries].filter(([key, { merged }]) => imageKeys.includes(key) && !merged);
  for (const [key, { keySpan }] of others) {
    const message = `"${key}" and "${first?.[0]}" of service ${quoted(name)}${owner} exclude each other`;
    log.error(keySpan, message, 'keep one: image (any), version (of the one that dox has), or build (a Dockerfile)');
  }
  return [...entries].filter(([key, { merged }]) => !(merged && first !== undefined && imageKeys.includes(key)));
}

function readKeys(draft: ServiceDraft, entries: readonly Entry[], context: ServiceContext): ServiceDraft {
  const { log } = context;
  const owner = ` of service ${quoted(draft.name)}${context.owner}`;
  const given = new Set(draft.given);
  let read: ServiceDraft = { ...draft, given };
  for (const [key, entry] of entries) {
    given.add(imageKeys.includes(key) ? 'image' : key);
    if (isServiceKey(key)) read = { ...read, ...readKey(key, entry, read, { ...context, owner }) };
    else log.error(entry.keySpan, `unknown key ${quoted(key)}${owner}`, serviceKeyHint(key));
  }
  return read;
}

/** What a key adds to the draft; nothing if its value is wrong. `owner` names the service too. */
function readKey(
  key: ServiceKey,
  entry: Entry[1],
  { name, values }: ServiceDraft,
  { owner, exists, log }: ServiceContext,
): Partial<ServiceDraft> {
  const { value } = entry;
  if (key === 'build' && reportPartKeys('build', value, owner, log)) return {};
  if (key === 'init' && reportUnquoted(key, value, { owner, log })) return {};
  if (key === 'ready' && reportReady(value, owner, log)) return {};
  const checked = checkValue({ name: key, ...entry, spec: serviceKeys[key], owner, log });
  if (checked === null) return {};
  switch (key) {
    case 'image':
      return imageOf(readReferences(value, owner, log));
    case 'version':
      return curatedImage(name, value, owner, log);
    case 'build': {
      const image = readBuild({ value, owner, exists, log });
      return image === null ? {} : { image };
    }
    case 'depends_on':
      return {
        dependsOn: itemsOf(value).flatMap((item) =>
          item.kind === 'text' ? [{ name: item.text, span: item.span }] : [],
        ),
      };
    case 'localhost':
      // The schema of this very key made the value.
      return { values: { ...values, [key]: checked.output as boolean }, localhostSpan: value.span };
    default:
      return { values: { ...values, [key]: checked.output } };
  }
}

function curatedImage(name: string, value: Tree, owner: string, log: DiagnosticLog): Partial<ServiceDraft> {
  if (value.kind !== 'text') return {};
  if (curatedServices.includes(name)) return imageOf(curatedReferences(name, value.text, value.span, log));
  log.error(value.span, `dox has no image of its own${owner.replace(' of ', ' for ')}`, noImageHint(name, value.text));
  return {};
}

/** dox's own image of that name; null is its usual version. */
export function curatedReferences(name: string, version: string | null, span: Span, log: DiagnosticLog) {
  const text = `dox/${name}${version === null ? '' : `:${version}`}`;
  return readReferences({ kind: 'text', value: text, text, block: false, span }, '', log);
}

function imageOf([image]: readonly ImageSource[]): Partial<ServiceDraft> {
  return image === undefined ? {} : { image };
}
