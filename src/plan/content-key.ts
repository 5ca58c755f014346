import { createHash } from 'node:crypto';

/** Everything that a prepared image is made of. */
export interface Recipe {
  /** The base image's id or digest: its content, never a tag. */
  readonly base: string;
  /** Such as `linux/amd64`. */
  readonly platform: string;
  /** As wanted, not as resolved; their order does not matter. */
  readonly system: readonly { readonly name: string; readonly version: string | null }[];
  /** Their order does not matter. */
  readonly add: readonly AddedEntry[];
  /** Their order matters. */
  readonly prep: readonly string[];
  readonly args: Readonly<Record<string, string>>;
}

export interface AddedEntry {
  /** Relative, `/`-separated. */
  readonly path: string;
  /** Permission bits; of these only whether the owner may execute counts, as in git. */
  readonly mode: number;
  /** Hexadecimal, of the file's bytes. */
  readonly sha256: string;
}

/** Raised when the same recipe begins to make another image (a new way of installing or of running `prep`). */
const version = 1;

/**
 * The recipe's content key: 64 hexadecimal digits, the SHA-256 of canonical JSON. What changes the image changes
 * the key; the order of `system` and `add` and the other permission bits do not.
 */
export function recipeKey(recipe: Recipe): string {
  const canonical = {
    version,
    base: recipe.base,
    platform: recipe.platform,
    system: sorted(recipe.system.map(({ name, version: wanted }) => [name, wanted])),
    add: sorted(recipe.add.map(({ path, mode, sha256 }) => [path, (mode & 0o100) !== 0, sha256])),
    prep: recipe.prep,
    args: sorted(Object.entries(recipe.args)),
  };
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}

/** By the JSON text of each row, code unit by code unit, so that no locale has a say. */
function sorted(rows: readonly (readonly unknown[])[]): readonly unknown[] {
  const keyed = rows.map((row) => [JSON.stringify(row), row] as const);
  return keyed.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0)).map(([, row]) => row);
}

/** `dox/PROJECT:KEY16`, a valid reference whatever the project is called. */
export function imageName(project: string, key: string): string {
  return `dox/${plainName(project)}:${key.slice(0, 16)}`;
}

/**
 * A project's name as part of other names (distribution/reference: path components are lower case letters and digits,
 * separated by `.`, `_`, `__` or any number of `-`).
 */
export function plainName(project: string): string {
  const words = project.toLowerCase().match(/[a-z0-9]+|[^a-z0-9]+/g) ?? [];
  const plain = words.map((word) => (/[a-z0-9]/.test(word) ? word : separator(word))).join('');
  const name = plain.slice(0, 100).replace(/^[._-]+|[._-]+$/g, '');
  return name === '' ? 'project' : name;
}

function separator(text: string): string {
  return /^(\.|_|__|-+)$/.test(text) ? text : '-';
}
