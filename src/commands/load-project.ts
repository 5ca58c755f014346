import { readFileSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { type Diagnostic, hasErrors } from '../base/diagnostic.ts';
import { DoxError } from '../base/dox-error.ts';
import { formatDiagnostics } from '../base/format-diagnostics.ts';
import type { Io } from '../base/io.ts';
import { wantsColor } from '../base/style.ts';
import type { Config } from '../config/config.ts';
import { findConfigFile } from '../config/find-config.ts';
import type { PathKind } from '../config/project-path.ts';
import type { Flags } from '../flags.ts';
import { readRemembered } from './config-cache.ts';
import { xdgFolder } from './to-options.ts';

/** Finds and reads the configuration; null if it has mistakes, which have then been printed. */
export async function loadProject(io: Io, flags: Flags): Promise<Config | null> {
  const start = resolve(io.cwd, flags.directory ?? '.');
  demand(start, 'folder', `-C ${flags.directory}`);
  const file = flags.file === undefined ? findConfigFile(start) : resolve(start, flags.file);
  if (file === null) {
    const hint =
      'write one (README shows how), for example:\n    image: debian:bookworm-slim\n    commands: [make test]';
    throw new DoxError('usage', `there is no dox.yml in ${start} or above it`, { hint });
  }
  demand(file, 'file', `--file ${flags.file}`);
  const root = flags.file !== undefined && flags.directory !== undefined ? start : dirname(file);
  const source = {
    file,
    text: readFileSync(file),
    root,
    shown: relative(io.cwd, file),
    exists: (path: string) => kindOf(resolve(root, path)),
  };
  const { config, diagnostics } = await readRemembered(source, xdgFolder(io, 'cache'));
  printDiagnostics(io, flags, diagnostics);
  return hasErrors(diagnostics) ? null : config;
}

/** Prints diagnostics on standard error. */
export function printDiagnostics(io: Io, flags: Flags, diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  const color = wantsColor(flags.color ?? 'auto', io.env, io.stderr.isTTY === true);
  io.stderr.write(formatDiagnostics(diagnostics, { color }));
}

function demand(path: string, wanted: 'file' | 'folder', option: string): void {
  const kind = kindOf(path);
  if (kind === wanted) return;
  if (kind === null) throw new DoxError('usage', `${option}: there is no such ${wanted}`);
  const other = wanted === 'file' ? '-C FOLDER looks for dox.yml there' : '--file FILE reads that';
  throw new DoxError('usage', `${option}: that is a ${kind}, not a ${wanted}`, { hint: other });
}

function kindOf(path: string): PathKind | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  return stat.isDirectory() ? 'folder' : 'file';
}
