import { splitNames } from '../base/expand-braces.ts';
import { quoted } from '../base/printable.ts';
import { checkValue } from './check-value.ts';
import { isCommand } from './command-item.ts';
import type { ImageSource, SystemPackage } from './config.ts';
import type { DiagnosticLog, Span } from './diagnostic-log.ts';
import { fillPieces } from './fill-pieces.ts';
import { keys } from './keys.ts';
import { type Exists, projectPath } from './project-path.ts';
import { type Commands, readCommands, reportUnquoted } from './read-commands.ts';
import { readBuild, readReferences } from './read-images.ts';
import { readServices, type ServiceDrafts } from './read-services.ts';
import { readSystem } from './read-system.ts';
import { reportPartKeys } from './report-part-keys.ts';
import { isKeyName, type KeyName, type KeyValues } from './schema.ts';
import { explainKey, isAllowed, meantKey, type Position } from './unknown-key.ts';
import { itemsOf, type MapTree, mapTexts, type Tree } from './yaml-tree.ts';

/** A name of a target, or a pattern, and where it is written. */
export interface WrittenName {
  readonly name: string;
  readonly span: Span;
}

/** What one mapping of the file says, checked and converted: the top, or one entry for one target. */
export interface Layer {
  readonly values: KeyValues;
  readonly images?: readonly ImageSource[];
  readonly system?: readonly SystemPackage[];
  readonly commands?: Commands;
  readonly services?: ServiceDrafts;
  /** Where each key's value is. */
  readonly spans: Readonly<Record<string, Span>>;
  /** The names in `extends`, with their places. */
  readonly bases: readonly WrittenName[];
  /** The names and patterns in `needs`, with their places. */
  readonly needs?: readonly WrittenName[];
  /** Keys that are there, right or wrong, so that a wrong one is not reported as missing too. */
  readonly given: ReadonlySet<string>;
}

export interface LayerContext {
  readonly position: Position;
  /** For messages: ` in target "unit"`, or nothing at the top. */
  readonly owner: string;
  /** What the braces of the target's name gave, for `{1}`, `{2}`. */
  readonly pieces: readonly string[];
  readonly exists: Exists;
  readonly log: DiagnosticLog;
}

type Draft = { -readonly [Name in keyof Layer]: Layer[Name] } & { given: Set<string>; spans: Record<string, Span> };

/** Reads one mapping; everything wrong in it goes to the log, the rest is kept. */
export function readLayer(map: MapTree | null, context: LayerContext): Layer {
  const draft: Draft = { values: {}, bases: [], given: new Set(), spans: {} };
  if (map === null) return draft;
  for (const [name, { keySpan, value, merged }] of map.entries) {
    if (name === 'targets' && context.position === 'top') continue;
    if (merged && isImageKey(name) && choosesImage(map)) continue;
    if (isKeyName(name) && isAllowed(name, context.position)) {
      draft.given.add(name);
      readKey(name, { keySpan, value: filled(value, context.pieces) }, draft, context);
    } else if (context.log.isFull) {
      context.log.error(keySpan, name); // only counted: to find out what was meant would cost most of the time
    } else {
      const { message, hint } = explainKey({ word: name, value, ...context });
      draft.given.add(meantKey(name, context.position) ?? name);
      context.log.error(keySpan, message, hint);
    }
  }
  checkImages(map, context);
  checkCommands(map, draft, context);
  return draft;
}

function readKey(name: KeyName, entry: { keySpan: Span; value: Tree }, draft: Draft, context: LayerContext): void {
  const { owner, log } = context;
  const { value } = entry;
  if (name === 'commands' && reportUnquoted(name, value, context, isCommand)) return;
  if (name === 'prep' && reportUnquoted(name, value, context)) return;
  if (reportPartKeys(name, value, owner, log)) return;
  const checked = checkValue({ name, ...entry, spec: keys[name], owner, log });
  if (checked === null) return;
  draft.spans[name] = value.span;
  keep(name, value, checked.output, draft, context);
}

/** Takes over a checked value; those that need their places or the project's files are read once more. */
function keep(name: KeyName, value: Tree, output: unknown, draft: Draft, context: LayerContext): void {
  const { owner, exists, log } = context;
  switch (name) {
    case 'image':
    case 'images':
      draft.images = readReferences(value, owner, log);
      return;
    case 'build': {
      const image = readBuild({ value, owner, exists, log });
      if (image !== null) draft.images = [image];
      return;
    }
    case 'system':
      draft.system = readSystem(value, owner, log);
      return;
    case 'commands':
      draft.commands = readCommands(value, log);
      return;
    case 'extends':
      draft.bases = writtenNames(value);
      return;
    case 'needs':
      draft.needs = writtenNames(value);
      return;
    case 'services':
      draft.services = readServices(value, context);
      return;
    case 'add':
      draft.values.add = addedPaths(value, context);
      return;
    default:
      // The schema of this very key made the value, which the type of a loop over keys cannot say.
      Object.assign(draft.values, { [name]: output });
  }
}

function filled(value: Tree, pieces: readonly string[]): Tree {
  return pieces.length === 0 ? value : mapTexts(value, (text) => fillPieces(text, pieces));
}

/** The names in a text or a list of texts. */
export function writtenNames(value: Tree): readonly WrittenName[] {
  return itemsOf(value).flatMap((item) =>
    item.kind === 'text' ? splitNames(item.text).map((name) => ({ name, span: item.span })) : [],
  );
}

function addedPaths(value: Tree, { owner, exists, log }: LayerContext): string[] {
  const paths: string[] = [];
  for (const item of itemsOf(value)) {
    if (item.kind !== 'text') continue;
    const path = projectPath(item.text.trim());
    const shown = `"add"${owner}: ${quoted(item.text)}`;
    if (path === null) log.error(item.span, `${shown} is outside the tree`, 'name a file or folder below the project');
    else if (exists(path) === null) {
      const glob = /[*?[]/.test(path) ? '"add" takes names of files and folders, no patterns' : undefined;
      log.error(item.span, `${shown} does not exist`, glob ?? 'paths are relative to the top folder of the project');
    } else paths.push(path);
  }
  return [...new Set(paths)];
}

function isImageKey(name: string): boolean {
  return name === 'image' || name === 'images' || name === 'build';
}

/** True if the mapping says itself which image it wants, whatever a merge key brings. */
function choosesImage({ entries }: MapTree): boolean {
  return [...entries].some(([name, { merged }]) => isImageKey(name) && !merged);
}

/** Without any command there is nothing to run, unless that is said to be meant. */
function checkCommands({ entries }: MapTree, { values }: Draft, { owner, log }: LayerContext): void {
  const value = entries.get('commands')?.value;
  if (value?.kind !== 'list' || value.items.length > 0 || values.allow_empty === true) return;
  log.error(value.span, `"commands"${owner} must be ${keys.commands.expected}, not an empty list`);
}

/** `image`, `images` and `build` are one choice. */
function checkImages({ entries }: MapTree, { owner, log }: LayerContext): void {
  const [first, ...others] = [...entries].filter(([name, { merged }]) => isImageKey(name) && !merged);
  for (const [name, { keySpan }] of others) {
    const message = `"${name}" and "${first?.[0]}"${owner} exclude each other`;
    log.error(keySpan, message, 'keep one: image (one name), images (several), or build (a Dockerfile)');
  }
}
