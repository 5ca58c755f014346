export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** More names than these are not looked at for one pattern. */
const mostLooked = 50_000;

/**
 * The paths that Python's `glob.glob(pattern, recursive=True)` finds below a folder: `*`, `?` and `[…]` within a name,
 * `**` for any folders, and a name that begins with a dot only where the pattern has the dot. `list` gives a folder's
 * entries, for `''` those of the folder itself.
 */
export function pythonGlob(pattern: string, list: (folder: string) => readonly FolderEntry[]): readonly string[] {
  const names = pattern.split('/').filter((name) => name !== '');
  return names.includes('..') ? [] : [...new Set(new Walk(list).find('', names))];
}

class Walk {
  readonly #list: (folder: string) => readonly FolderEntry[];
  #looked = 0;

  constructor(list: (folder: string) => readonly FolderEntry[]) {
    this.#list = list;
  }

  find(folder: string, [first, ...rest]: readonly string[]): readonly string[] {
    if (first === undefined) return [];
    const entries = this.#entries(folder);
    if (first === '**') return this.#anyDepth(folder, entries, rest);
    const matching = entries.filter(({ name }) => isShown(name, first) && nameMatches(name, first));
    if (rest.length === 0) return matching.map(({ name }) => `${folder}${name}`);
    return matching.flatMap(({ name, isFolder }) => (isFolder ? this.find(`${folder}${name}/`, rest) : []));
  }

  #anyDepth(folder: string, entries: readonly FolderEntry[], rest: readonly string[]): readonly string[] {
    const shown = entries.filter(({ name }) => isShown(name, '**'));
    const here = rest.length > 0 ? this.find(folder, rest) : shown.map(({ name }) => `${folder}${name}`);
    const below = shown.flatMap(({ name, isFolder }) =>
      isFolder ? this.find(`${folder}${name}/`, ['**', ...rest]) : [],
    );
    return [...here, ...below];
  }

  #entries(folder: string): readonly FolderEntry[] {
    if (this.#looked > mostLooked) return [];
    const entries = this.#list(folder);
    this.#looked += entries.length + 1;
    return entries;
  }
}

function isShown(name: string, pattern: string): boolean {
  return !name.startsWith('.') || pattern.startsWith('.');
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
