import type { ProjectFiles } from '../project-files.ts';

/** More names than these are not looked at for one pattern. */
const mostLooked = 50_000;

/**
 * The paths that Python's `glob.glob(pattern, recursive=True)` finds in a project: `*`, `?` and `[…]` within a name,
 * `**` for any folders, and a name that begins with a dot only where the pattern has the dot.
 */
export function globIn(files: Pick<ProjectFiles, 'list' | 'exists'>, pattern: string): readonly string[] {
  const names = pattern.split('/').filter((name) => name !== '' && name !== '.');
  return names.includes('..') ? [] : [...new Set(new Walk(files).find('', names))];
}

class Walk {
  readonly #files: Pick<ProjectFiles, 'list' | 'exists'>;
  #looked = 0;

  constructor(files: Pick<ProjectFiles, 'list' | 'exists'>) {
    this.#files = files;
  }

  /** `folder` is empty or ends with a slash. */
  find(folder: string, [first, ...rest]: readonly string[]): readonly string[] {
    if (first === undefined) return [];
    if (first === '**') return this.#anyDepth(folder, rest);
    const matching = this.#names(folder, first).filter((name) => nameMatches(name, first));
    if (rest.length === 0) return matching.map((name) => `${folder}${name}`);
    return this.#folders(folder, matching).flatMap((below) => this.find(below, rest));
  }

  #anyDepth(folder: string, rest: readonly string[]): readonly string[] {
    const names = this.#names(folder, '**');
    const here = rest.length > 0 ? this.find(folder, rest) : names.map((name) => `${folder}${name}`);
    return [...here, ...this.#folders(folder, names).flatMap((below) => this.find(below, ['**', ...rest]))];
  }

  #names(folder: string, pattern: string): readonly string[] {
    if (this.#looked > mostLooked) return [];
    const names = this.#files.list(folder === '' ? '.' : folder.slice(0, -1));
    this.#looked += names.length + 1;
    return names.filter((name) => !name.startsWith('.') || pattern.startsWith('.'));
  }

  #folders(folder: string, names: readonly string[]): readonly string[] {
    return names
      .filter((name) => this.#files.exists(`${folder}${name}`) === 'folder')
      .map((name) => `${folder}${name}/`);
  }
}

/** Whether a name is what a pattern with `*`, `?`, `[abc]`, `[!a-c]` means, as Python's `fnmatch` has it. */
function nameMatches(name: string, pattern: string): boolean {
  let at = 0;
  let place = 0;
  let star: { readonly after: number; at: number } | null = null;
  while (at < name.length) {
    const length = pattern[place] === '*' ? 0 : matchOne(name[at] ?? '', pattern, place);
    if (pattern[place] === '*') {
      place += 1;
      star = { after: place, at };
    } else if (length > 0) {
      at += 1;
      place += length;
    } else if (star !== null) {
      star.at += 1;
      at = star.at;
      place = star.after;
    } else return false;
  }
  while (pattern[place] === '*') place += 1;
  return place === pattern.length;
}

/** How many characters of the pattern match the character, 0 if they do not. */
function matchOne(character: string, pattern: string, place: number): number {
  const first = pattern[place];
  if (first === '?') return 1;
  if (first === '[') {
    const isNot = pattern[place + 1] === '!';
    const start = place + (isNot ? 2 : 1);
    // A bracket right behind the first one stands for itself.
    const end = pattern.indexOf(']', start + 1);
    if (end > 0) return isIn(character, pattern.slice(start, end)) === isNot ? 0 : end + 1 - place;
  }
  return first === character ? 1 : 0;
}

function isIn(character: string, set: string): boolean {
  for (let at = 0; at < set.length; at += 1) {
    const first = set[at] ?? '';
    const isRange = set[at + 1] === '-' && at + 2 < set.length;
    const last = isRange ? (set[at + 2] ?? '') : first;
    if (character >= first && character <= last) return true;
    if (isRange) at += 2;
  }
  return false;
}
