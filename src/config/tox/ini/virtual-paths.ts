/**
 * Paths while values are worked out. tox works with real paths: `..` is taken away, `{toxinidir}/.tox` is absolute,
 * braces in them would mean something. So the project's folder is one that cannot be meant by anybody, deep enough to
 * have parents; `toTokens` says `{toxinidir}` for it again at the end.
 */
export const projectRoot = '/\ue0f0/1/2/3/4/5/6/7';
export const homeFolder = '/\ue0f1';
export const sitePackages = '/\ue0f2';
/** tox's own interpreter. */
export const toxPython = '/\ue0f3';

/** What only the interpreter itself knows: its version, as `3.11`, and its kind, as `cpython`. */
export const pythonVersion = '\ue0f4';
export const pythonKind = '\ue0f5';

const parents = projectRoot.split('/').slice(1);

export interface Folders {
  readonly envdir: string;
  readonly toxworkdir: string;
}

/** Text with tox's names for the folders in place of their paths; without `envdir`, `{envdir}` is not among them. */
export function toTokens(text: string, folders: Partial<Folders>): string {
  let told = text;
  if (folders.envdir !== undefined) told = replacePath(told, folders.envdir, '{envdir}');
  if (folders.toxworkdir !== undefined) told = replacePath(told, folders.toxworkdir, '{toxworkdir}');
  told = told.replaceAll(projectRoot, '{toxinidir}');
  for (let up = 1; up < parents.length && told.includes('\ue0f0'); up += 1) {
    const parent = `/${parents.slice(0, parents.length - up).join('/')}`;
    told = told.replaceAll(parent, `{toxinidir}${'/..'.repeat(up)}`);
  }
  return withoutFolders(told);
}

const others: readonly (readonly [string, string])[] = [
  [homeFolder, '{homedir}'],
  [sitePackages, '{envsitepackagesdir}'],
  [toxPython, '{python}'],
  [pythonVersion, '{py_dot_ver}'],
  [pythonKind, '{py_impl}'],
];

function withoutFolders(text: string): string {
  if (!/[\ue0f1-\ue0f5]/.test(text)) return text;
  return others.reduce((told, [path, token]) => told.replaceAll(path, token), text);
}

/** tox 4 leaves a relative folder relative; then only a text that begins with it speaks of it. */
function replacePath(text: string, path: string, token: string): string {
  if (path.startsWith('/')) return path.length > 1 ? text.replaceAll(path, token) : text;
  return text === path || text.startsWith(`${path}/`) ? token + text.slice(path.length) : text;
}

/** Python's `os.path.normpath`. */
export function normalPath(path: string): string {
  const isAbsolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || (parts.length === 0 && !isAbsolute) || parts.at(-1) === '..') parts.push(part);
    else parts.pop();
  }
  const joined = parts.join('/');
  if (isAbsolute) return `/${joined}`;
  return joined === '' ? '.' : joined;
}

/** What a path from the file is: below the project, unless it is absolute. */
export function inProject(path: string): string {
  return normalPath(path.startsWith('/') ? path : `${projectRoot}/${path}`);
}

/** The path below the project's folder, or null if it is not in there. */
export function pathInProject(path: string): string | null {
  const whole = inProject(path);
  return whole.startsWith(`${projectRoot}/`) ? whole.slice(projectRoot.length + 1) : null;
}
