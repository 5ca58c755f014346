import { type Diagnostic, hasErrors } from '../base/diagnostic.ts';
import { quoted } from '../base/printable.ts';
import { decodeText } from './decode-text.ts';
import { DiagnosticLog, type Span } from './diagnostic-log.ts';
import type { Lock, LockedImage, PlatformLock } from './lock.ts';
import { lockVersion } from './lock-text.ts';
import { parseYaml } from './parse-yaml.ts';
import type { MapTree, Tree } from './yaml-tree.ts';

export interface ReadLock {
  /** Null if there is an error among the diagnostics. */
  readonly lock: Lock | null;
  readonly diagnostics: readonly Diagnostic[];
}

const damaged = 'mend it, or take it back from version control; or remove it, and `dox lock` writes it anew';

/** Reads a dox.lock. Never throws: all that is wrong with it comes back as diagnostics. `shown` is how they name it. */
export function readLock(text: string | Uint8Array, shown: string): ReadLock {
  const decoded = decodeText(text);
  if (!decoded.ok) {
    const message = `${shown} cannot be read: ${decoded.reason}`;
    return { lock: null, diagnostics: [{ severity: 'error', message, hint: damaged }] };
  }
  const log = new DiagnosticLog(shown, decoded.text);
  const lock = conflictFree(log) ? read(log) : null;
  const diagnostics = log.diagnostics();
  return { lock: hasErrors(diagnostics) ? null : lock, diagnostics };
}

/** The marks that git (also with `diff3`) and others leave in a file that they could not merge. */
const mark = /^(?:<{7}|\|{7}|={7}|>{7})(?: .*)?$/gm;

function conflictFree(log: DiagnosticLog): boolean {
  const first = log.text.matchAll(mark).next().value;
  if (first === undefined) return true;
  const span = { start: first.index, end: first.index + first[0].length };
  log.error(
    span,
    'a merge conflict is not resolved',
    'resolve it, or run `dox lock`: where the two sides differ, it keeps yours (the upper one)',
  );
  return false;
}

/** The two sides of a text with merge conflicts, or null if it has none. */
export function conflictSides(text: string): readonly [string, string] | null {
  const sides: [string[], string[]] = [[], []];
  let within: 'both' | 'ours' | 'base' | 'theirs' = 'both';
  let conflicts = 0;
  for (const line of text.split(/\r?\n/)) {
    const [sign] = line.match(mark) ?? [];
    if (sign?.startsWith('<')) [within, conflicts] = ['ours', conflicts + 1];
    else if (sign?.startsWith('|')) within = 'base';
    else if (sign?.startsWith('=') && within !== 'both') within = 'theirs';
    else if (sign?.startsWith('>')) within = 'both';
    else {
      if (within === 'both' || within === 'ours') sides[0].push(line);
      if (within === 'both' || within === 'theirs') sides[1].push(line);
    }
  }
  return conflicts === 0 ? null : [sides[0].join('\n'), sides[1].join('\n')];
}

function read(log: DiagnosticLog): Lock | null {
  const whole = { start: 0, end: 0 };
  const tree = parseYaml(log.text, log);
  if (tree?.kind !== 'map') {
    if (log.diagnostics().length === 0) log.error(tree?.span ?? whole, 'this is no dox.lock', damaged);
    return null;
  }
  const version = tree.entries.get('version');
  const number = version?.value.kind === 'text' ? version.value.value : undefined;
  if (number !== lockVersion) {
    const newer = typeof number === 'number' && number > lockVersion;
    const what = number === undefined ? 'the version of this lock is missing' : `version ${number} is unknown`;
    const message = `${what}: this dox reads version ${lockVersion}`;
    log.error(version?.keySpan ?? whole, message, newer ? 'a newer dox wrote it: update dox' : damaged);
    return null;
  }
  const platforms = new Map<string, PlatformLock>();
  for (const [platform, { keySpan, value }] of tree.entries) {
    if (platform === 'version') continue;
    if (!/^[a-z0-9]+\/[a-z0-9/.-]+$/i.test(platform)) {
      log.error(keySpan, `${quoted(platform)} is not a platform`, 'a platform is written as linux/amd64');
    } else platforms.set(platform, platformLock(value, log));
  }
  return { platforms };
}

function platformLock(tree: Tree, log: DiagnosticLog): PlatformLock {
  const images = new Map<string, string>();
  const prepared = new Map<string, LockedImage>();
  for (const [name, entry] of entriesOf(tree, ['images', 'prepared'], log)) {
    for (const [key, { value }] of mapOf(entry, log)?.entries ?? []) {
      if (name === 'images') keepText(images, key, { value, pattern: digest, what: 'a digest (sha256:…)', log });
      else prepared.set(key, lockedImage(value, log));
    }
  }
  return { images, prepared };
}

const digest = /^sha256:[0-9a-f]{64}$/;
const day = /^\d{4}-\d\d-\d\d$/;
const version = /^[A-Za-z0-9.+~:-]+$/;

function lockedImage(tree: Tree, log: DiagnosticLog): LockedImage {
  const texts = new Map<string, string>();
  const lists = { packages: new Map<string, string>(), others: new Map<string, string>() };
  for (const [name, value] of entriesOf(tree, ['image', 'date', 'packages', 'others'], log)) {
    if (name === 'image') keepText(texts, name, { value, pattern: digest, what: "an image's id (sha256:…)", log });
    else if (name === 'date') keepText(texts, name, { value, pattern: day, what: 'a day (2026-01-31)', log });
    else {
      const list = name === 'packages' ? lists.packages : lists.others;
      for (const [key, entry] of mapOf(value, log)?.entries ?? []) {
        if (!/^[a-z0-9][a-z0-9+.-]*(?::[a-z0-9-]+)?$/.test(key)) {
          log.error(entry.keySpan, `${quoted(key)} is not the name of a Debian package`, damaged);
        } else keepText(list, key, { value: entry.value, pattern: version, what: 'a version', log });
      }
    }
  }
  const [image = '', date = ''] = [texts.get('image'), texts.get('date')];
  if (image === '') log.error(tree.span, 'the key "image" is missing here', damaged);
  return { image, date, ...lists };
}

interface Expected {
  readonly value: Tree;
  readonly pattern: RegExp;
  readonly what: string;
  readonly log: DiagnosticLog;
}

function keepText(into: Map<string, string>, key: string, { value, pattern, what, log }: Expected): void {
  if (value.kind === 'text' && pattern.test(value.text)) into.set(key, value.text);
  else log.error(value.span, `${what} is expected here`, damaged);
}

function mapOf(tree: Tree, log: DiagnosticLog): MapTree | null {
  if (tree.kind === 'map') return tree;
  log.error(tree.span, 'a mapping is expected here', damaged);
  return null;
}

/** The known keys of a mapping with their values; others are mistakes. */
function entriesOf(tree: Tree, known: readonly string[], log: DiagnosticLog): readonly (readonly [string, Tree])[] {
  const found: (readonly [string, Tree])[] = [];
  for (const [name, { keySpan, value }] of mapOf(tree, log)?.entries ?? []) {
    if (known.includes(name)) found.push([name, value]);
    else unknown(name, keySpan, log);
  }
  return found;
}

function unknown(name: string, span: Span, log: DiagnosticLog): void {
  log.error(span, `unknown key ${quoted(name)}`, damaged);
}
