import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { formatDiagnostics } from '../../src/base/format-diagnostics.ts';
import { withBindep } from '../../src/config/bindep/read-bindep.ts';
import type { Config } from '../../src/config/config.ts';
import type { ReadSource } from '../../src/config/config-source.ts';
import { readGuess } from '../../src/config/guess/guess.ts';
import type { ProjectFiles } from '../../src/config/project-files.ts';
import { readToxConfig } from '../../src/config/tox/tox-config.ts';
import { readTravisConfig } from '../../src/config/travis/travis-config.ts';
import { differences } from '../../src/init/same-plans.ts';
import { bareEnvironment, canRun } from '../../src/init/write-dox-yml.ts';
import { writtenBack } from '../../src/init/written-back.ts';
import { neededAmong } from '../../src/plan/needed-among.ts';
import { memoryFiles } from '../config/tox/tox-tree.ts';

/** A project's files by path, or with an answer of its own to what exists. */
export type Tree = Readonly<Record<string, string>>;

const readers: Readonly<Record<'tox' | 'travis' | 'guess', ReadSource>> = {
  tox: readToxConfig,
  travis: readTravisConfig,
  guess: readGuess,
};

export interface Made {
  readonly config: Config;
  readonly text: string;
  /** What is read from the text; null if it has mistakes, which `complaints` tells. */
  readonly written: Config | null;
  readonly complaints: string;
}

/** What `dox init` makes of a project's file; null where the file has mistakes. */
export function made(kind: keyof typeof readers, file: string, files: ProjectFiles): Made | null {
  const shown = (path: string): string => path;
  const read = readers[kind]({ files, file, shown, names: [], env: bareEnvironment });
  const { config } = withBindep(read, files, shown);
  return config === null ? null : madeOf(config, files);
}

/** The same for each part of a project that has more targets than a dox.yml has place for, as -e chooses them. */
export function madeInParts({ config }: Made, files: ProjectFiles): readonly Made[] {
  const size = 300;
  const count = Math.ceil(config.targets.length / size);
  return Array.from({ length: count }, (_, at) => {
    const targets = config.targets.slice(at * size, (at + 1) * size);
    return madeOf({ ...config, targets, defaults: [] }, files);
  });
}

function madeOf(config: Config, files: ProjectFiles): Made {
  const { text, read } = writtenBack(config, files, (path) => path);
  return { config, text, written: read.config, complaints: formatDiagnostics(read.diagnostics) };
}

/** The text of a project that must be right, after the proof that it says the same. */
export function initText(kind: keyof typeof readers, file: string, tree: Tree): string {
  const found = made(kind, file, memoryFiles(tree));
  if (found === null) throw new Error(`${file} has mistakes`);
  if (found.written === null) throw new Error(found.complaints);
  const unlike = namesOf(found).flatMap((name) => differences(found.config, found.written ?? found.config, name, {}));
  if (unlike.length > 0) throw new Error(`not the same: ${unlike.join(', ')}`);
  return found.text;
}

/** The targets that the file must have. */
export function namesOf({ config }: Pick<Made, 'config'>): readonly string[] {
  return config.targets.filter(canRun).map(({ name }) => name);
}

/** A caller's environment, some of which is handed over. */
const callers = {
  CI: '1',
  PIP_INDEX_URL: 'http://index/',
  HOME: '/home/me',
  TOXENV: 'x',
  OS_DEBUG: '1',
  DJANGO_X: '2',
};

/** Why a target of the written file is not what it was made from, in few words; null if it is. */
export function unlike({ config, written }: Made, name: string | null): string | null {
  if (written === null) return 'cannot be read';
  const found = differences(config, written, name, callers);
  return found.length === 0 ? null : found.join(', ');
}

/** Whether all targets, and those that run without -e where some of them can, are the same, and need the same. */
export function sameDefaults({ config, written }: Made): boolean {
  const able = new Set(namesOf({ config }));
  const wanted = config.defaults.filter((name) => able.has(name));
  const isSame = (left: readonly string[], right: readonly string[] = []) => left.join('\n') === right.join('\n');
  const all = isSame(
    [...able],
    written?.targets.map(({ name }) => name),
  );
  const needs = neededAmong([...able], config.targets);
  const alike = written?.targets.every((target) => isSame(target.needs, needs.get(target.name)));
  return all && alike === true && (wanted.length === 0 || isSame(wanted, written?.defaults));
}

/** The folder of the corpora, or null where it is not. */
export function corpora(): string | null {
  const folder = process.env.DOX_CORPORA ?? resolve(import.meta.dirname, '../../../shared/corpora');
  return existsSync(join(folder, 'tox')) ? folder : null;
}

export interface CorpusFile {
  readonly kind: 'tox' | 'travis';
  /** Its name in the project. */
  readonly file: string;
  /** Its name in the corpora. */
  readonly name: string;
  readonly text: string;
}

const folders = [
  ['tox/real', '.ini', 'tox', 'tox.ini'],
  ['tox/small', '.ini', 'tox', 'tox.ini'],
  ['tox/toml', '.toml', 'tox', 'tox.toml'],
  ['tox/small-toml', '.toml', 'tox', 'tox.toml'],
  ['tox/pyproject', '.toml', 'tox', 'pyproject.toml'],
  ['tox/setupcfg', '.cfg', 'tox', 'setup.cfg'],
  ['travis/real', '.yml', 'travis', '.travis.yml'],
] as const;

/** All of them. */
export function corpusFiles(root: string): readonly CorpusFile[] {
  return folders.flatMap(([folder, ending, kind, file]) => {
    const path = join(root, folder);
    const names = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith(ending)) : [];
    return names.sort().map((name): CorpusFile => {
      return { kind, file, name: `${folder}/${name}`, text: readFileSync(join(path, name), 'utf8') };
    });
  });
}

/** A tree around the file, in which every file that it may name exists, empty. */
export function treeAround({ file, text, kind }: CorpusFile): ProjectFiles {
  const around: Tree = kind === 'tox' ? { 'setup.py': '' } : { 'setup.py': '', 'requirements.txt': '' };
  const files = memoryFiles({ ...around, [file]: text });
  return { ...files, exists: (path) => files.exists(path) ?? (/[^/]\.\w+$/.test(path) ? 'file' : null) };
}
