import { readFileSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { type Diagnostic, hasErrors } from '../base/diagnostic.ts';
import { DoxError } from '../base/dox-error.ts';
import { formatDiagnostics } from '../base/format-diagnostics.ts';
import type { Io } from '../base/io.ts';
import { wantsColor } from '../base/style.ts';
import type { Config } from '../config/config.ts';
import { readDoxYml } from '../config/dox-yml.ts';
import { findConfigFile } from '../config/find-config.ts';
import type { Flags } from '../flags.ts';

/** Finds and reads the configuration; null if it has mistakes, which have then been printed. */
export function loadProject(io: Io, flags: Flags): Config | null {
  const start = resolve(io.cwd, flags.directory ?? '.');
  if (kindOf(start) !== 'folder') throw new DoxError('usage', `-C ${flags.directory}: there is no such folder`);
  const file = flags.file === undefined ? findConfigFile(start) : resolve(start, flags.file);
  if (file === null) {
    const hint =
      'write one (README shows how), for example:\n    image: debian:bookworm-slim\n    commands: [make test]';
    throw new DoxError('usage', `there is no dox.yml in ${start} or above it`, { hint });
  }
  if (kindOf(file) !== 'file') throw new DoxError('usage', `--file ${flags.file}: there is no such file`);
  const root = flags.file !== undefined && flags.directory !== undefined ? start : dirname(file);
  const { config, diagnostics } = readDoxYml({
    file,
    text: readFileSync(file),
    root,
    shown: relative(io.cwd, file),
    exists: (path) => kindOf(resolve(root, path)),
  });
  printDiagnostics(io, flags, diagnostics);
  return hasErrors(diagnostics) ? null : config;
}

/** Prints diagnostics on standard error. */
export function printDiagnostics(io: Io, flags: Flags, diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  const color = wantsColor(flags.color ?? 'auto', io.env, io.stderr.isTTY === true);
  io.stderr.write(formatDiagnostics(diagnostics, { color }));
}

function kindOf(path: string): 'file' | 'folder' | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  return stat.isDirectory() ? 'folder' : 'file';
}
