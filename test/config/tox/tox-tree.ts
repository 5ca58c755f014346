import { posix } from 'node:path';
import { formatDiagnostics } from '../../../src/base/format-diagnostics.ts';
import type { Config, Target } from '../../../src/config/config.ts';
import type { ReadResult } from '../../../src/config/config-source.ts';
import type { ProjectFiles } from '../../../src/config/project-files.ts';
import { readToxConfig } from '../../../src/config/tox/tox-config.ts';

/** A project's files by path, kept in memory, as a reader sees them. */
export function memoryFiles(files: Readonly<Record<string, string>>): ProjectFiles {
  const paths = Object.keys(files);
  const plain = (path: string): string => posix.normalize(path === '' ? '.' : path).replace(/\/$/, '');
  const below = (path: string): readonly string[] => {
    const prefix = plain(path) === '.' ? '' : `${plain(path)}/`;
    return paths.flatMap((each) => (each.startsWith(prefix) ? [each.slice(prefix.length)] : []));
  };
  return {
    root: '/code/shop',
    exists: (path) => (plain(path) in files ? 'file' : below(path).length > 0 ? 'folder' : null),
    read: (path) => (plain(path) in files ? Buffer.from(files[plain(path)] ?? '') : null),
    list: (path) => [...new Set(below(path).map((each) => each.split('/')[0] ?? ''))].sort(),
  };
}

interface Asked {
  readonly file?: string;
  readonly names?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Reads a project that is tested by tox. */
export function readTree(files: Readonly<Record<string, string>>, asked: Asked = {}): ReadResult {
  return readFiles(memoryFiles(files), asked);
}

/** The same of files of any kind. */
export function readFiles(files: ProjectFiles, { file = 'tox.ini', names = [], env = {} }: Asked): ReadResult {
  return readToxConfig({ files, file, shown: (path) => path, names, env });
}

/** The config of a project that must be right. */
export function toxConfig(files: Readonly<Record<string, string>>, asked: Asked = {}): Config {
  const { config, diagnostics } = readTree(files, asked);
  if (config === null) throw new Error(formatDiagnostics(diagnostics));
  return config;
}

/** One target of a tox.ini, with other files beside it. */
export function toxTarget(ini: string, name: string, more: Readonly<Record<string, string>> = {}): Target {
  const { targets } = toxConfig({ ...more, 'tox.ini': ini }, { names: [name] });
  const found = targets.find((target) => target.name === name);
  if (found === undefined) throw new Error(`no target ${name}`);
  return found;
}
