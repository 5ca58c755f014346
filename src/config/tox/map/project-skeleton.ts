import { posix } from 'node:path';
import type { ProjectFiles } from '../../project-files.ts';

/** As much of a Python project as it takes to install it: its settings, and packages of which little but the names is there. */
export interface ProjectSkeleton {
  /** Files that must be as they are, relative to the root of the tree; sorted. */
  readonly add: readonly string[];
  /** Files of which it is enough that they are there, empty; sorted. */
  readonly empty: readonly string[];
  /** Top-level packages and modules, as they lie in site-packages once they are installed. */
  readonly names: readonly string[];
  /** The folder that Python looks for them in, relative to the root of the tree: `` or `src`. */
  readonly importRoot: string;
  /** Text of a PKG-INFO that says its version to what asks git's tags for it, which are not there; null if nothing does. */
  readonly packageInfo: string | null;
  /** Why it takes the whole project, or null: the end of a sentence. */
  readonly whole: string | null;
}

const settings: readonly string[] = ['setup.py', 'setup.cfg', 'pyproject.toml'];
/** What settings read by code, and cannot do with empty. */
const readByCode =
  /^(?:MANIFEST\.in|PKG-INFO|versioneer\.py|_*version_*(?:\.(?:py|txt|in|json))?|_*about_*\.py|[\w.-]*requirements[\w.-]*\.(?:txt|in|pip))$/i;
const forPeople = /^(?:readme|licen[cs]e|copying|authors|notice|contributors|changes|changelog|history|news|release)/i;
const compiled =
  /\b(?:ext_modules|cythonize|cffi_modules|rust_extensions)\b|\bExtension\(|\b(?:mesonpy|maturin|scikit_build_core|skbuild|py_build_cmake)\b/;
/** Whether the version or a description is taken from the package's own code. */
const readsItself = /__init__|__version__|\battr\s*[:=]|\bflit|\bdynamic\b/;
/** Tools that take the version from git's tags, or from PKG-INFO where there is no git. */
const asksGit = /\b(?:pbr|setuptools[_-]scm|hatch-vcs)\b/;
const most = 200;

/** Reads the project in `folder` of the tree (`` for its root); null where there is none that pip could install. */
export function projectSkeleton(files: ProjectFiles, folder: string): ProjectSkeleton | null {
  const isFile = (path: string): boolean => files.exists(posix.join(folder, path)) === 'file';
  const list = (path: string): readonly string[] => files.list(posix.join(folder, path));
  const found = settings.filter((name) => isFile(name));
  if (!found.includes('setup.py') && !found.includes('pyproject.toml')) return null;
  const read = (name: string): string => Buffer.from(files.read(posix.join(folder, name)) ?? '').toString('utf8');
  const text = found.map(read).join('\n');
  const top = list('').filter((name) => isFile(name));
  const { importRoot, packages, modules } = importable(list, isFile, text);
  const ownCode = [...packages.map((path) => posix.join(path, '__init__.py')), ...modules];
  const versions = packages.flatMap((path) =>
    list(path).flatMap((name) => (readByCode.test(name) ? [`${path}/${name}`] : [])),
  );
  const add = new Set([
    ...found,
    ...top.filter((name) => readByCode.test(name)),
    ...versions.filter((path) => isFile(path)),
    ...mentioned(text).filter((path) => isFile(path) && !forPeople.test(path)),
    ...(readsItself.test(text) ? ownCode : []),
  ]);
  const empty = [...top.filter((name) => forPeople.test(name)), ...ownCode, ...subpackages(text, packages, isFile)];
  const inTree = (paths: Iterable<string>): string[] =>
    [...new Set(paths)].map((path) => posix.join(folder, path)).sort();
  return {
    add: inTree(add),
    empty: inTree(empty.filter((path) => !add.has(path))),
    names: [...packages, ...modules].map((path) => posix.basename(path)).sort(),
    importRoot: posix.join(folder, importRoot).replace(/^\.$/, ''),
    packageInfo: asksGit.test(text) && !isFile('PKG-INFO') ? packageInfo(text) : null,
    whole: compiled.test(text) ? 'has parts to compile' : null,
  };
}

function packageInfo(text: string): string {
  const name = /^[ \t]*name[ \t]*=[ \t]*["']?([\w.-]+)/m.exec(text)?.[1] ?? 'project';
  return `Metadata-Version: 1.0\nName: ${name}\nVersion: 0.0.0\n`;
}

interface Importable {
  readonly importRoot: string;
  /** Folders of the top-level packages, relative to the project's. */
  readonly packages: readonly string[];
  readonly modules: readonly string[];
}

type List = (path: string) => readonly string[];
type IsFile = (path: string) => boolean;

const noPackage = /^(?:\.|_|build$|dist$|node_modules$|venv$)|\.egg-info$/;

/** What lies in `src` or `lib` if packages do, else in the project's own folder; modules only if the settings name them. */
function importable(list: List, isFile: IsFile, text: string): Importable {
  const packagesIn = (root: string): readonly string[] =>
    list(root)
      .filter((name) => !noPackage.test(name) && isFile(posix.join(root, name, '__init__.py')))
      .map((name) => posix.join(root, name));
  const importRoot = ['src', 'lib'].find((root) => packagesIn(root).length > 0) ?? '';
  const words = new Set(text.match(/\w+/g) ?? []);
  const modules = list(importRoot).filter((name) => name.endsWith('.py') && words.has(name.slice(0, -3)));
  const own = modules.filter((name) => name !== 'setup.py').map((name) => posix.join(importRoot, name));
  return { importRoot, packages: packagesIn(importRoot), modules: own.filter((path) => isFile(path)) };
}

/** The `__init__.py` of packages that the settings name one by one. */
function subpackages(text: string, packages: readonly string[], isFile: IsFile): readonly string[] {
  const words = new Set(text.match(/\w+(?:[./]\w+)+/g) ?? []);
  const paths = [...words].flatMap((word) => {
    const [first = '', ...rest] = word.split(/[./]/);
    const top = packages.find((path) => posix.basename(path) === first);
    return top === undefined ? [] : [posix.join(top, ...rest, '__init__.py')];
  });
  return paths.filter((path) => isFile(path)).slice(0, most);
}

/** What may be the path of a file in the settings. */
function mentioned(text: string): readonly string[] {
  const words = new Set(text.match(/[A-Za-z0-9_.][A-Za-z0-9_./-]*/g) ?? []);
  return [...words].filter((path) => !/(?:^|\/)\.\.(?:\/|$)/.test(path) && /[./]/.test(path)).slice(0, most * 10);
}
