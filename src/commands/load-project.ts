import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { type Diagnostic, hasErrors } from '../base/diagnostic.ts';
import { DoxError } from '../base/dox-error.ts';
import { expandBraces, splitNames } from '../base/expand-braces.ts';
import { formatDiagnostics } from '../base/format-diagnostics.ts';
import { isGlob } from '../base/glob.ts';
import type { Io } from '../base/io.ts';
import { shellQuote } from '../base/shell-quote.ts';
import { wantsColor } from '../base/style.ts';
import { xdgFolder } from '../base/xdg-folder.ts';
import type { Config } from '../config/config.ts';
import type { ReadResult, ReadSource } from '../config/config-source.ts';
import { findConfigFile } from '../config/find-config.ts';
import type { FoundSource } from '../config/find-source.ts';
import { projectFiles } from '../config/project-files.ts';
import type { PathKind } from '../config/project-path.ts';
import type { Flags } from '../flags.ts';
import { readRemembered } from './config-cache.ts';

export interface LoadOptions {
  /** What runs is the command line's own, so that the configuration need not say it. */
  readonly direct?: boolean;
  /** Where a project is only one of the things that would do: what else, the hint of a `usage` error where there is none. */
  readonly elseHint?: string;
}

/** Finds and reads the configuration; null if it has mistakes, which have then been printed. */
export async function loadProject(io: Io, flags: Flags, options: LoadOptions = {}): Promise<Config | null> {
  const { direct = flags.command === true, elseHint } = options;
  const start = resolve(io.cwd, flags.directory ?? '.');
  demand(start, 'folder', `-C ${flags.directory}`);
  const { config, diagnostics, isNothing = false } = await read(io, flags, { start, direct });
  if (isNothing && elseHint !== undefined)
    throw new DoxError('usage', `there is no project in ${start}`, { hint: elseHint });
  printDiagnostics(io, flags, diagnostics);
  return hasErrors(diagnostics) ? null : config;
}

/** The configuration that is here, or null where there is none that can be read, of which nothing is said. */
export async function projectIfAny(io: Io, flags: Flags): Promise<Config | null> {
  const start = resolve(io.cwd, flags.directory ?? '.');
  const { config, diagnostics } = await read(io, flags, { start, direct: false });
  return hasErrors(diagnostics) ? null : config;
}

interface Asked {
  readonly start: string;
  readonly direct: boolean;
}

async function read(io: Io, flags: Flags, { start, direct }: Asked): Promise<ReadResult> {
  const file = flags.file === undefined ? findConfigFile(start) : resolve(start, flags.file);
  if (file !== null) demand(file, 'file', `--file ${flags.file}`);
  const root = file === null || (flags.file !== undefined && flags.directory !== undefined) ? start : dirname(file);
  const other = await otherSource(file, root, io);
  if (other !== null) {
    const result = await readOther(other, io, flags);
    const notes = [...(flags.file === undefined ? await unusedBeside(other) : []), ...unusedToxenv(other, io, flags)];
    return withNotes(result, notes);
  }
  if (file !== null) return readDoxFile(file, root, io);
  return readOther(await guessAt(root, io), io, flags, direct);
}

/** What says how the project is tested besides a dox.yml: the file that --file names, the nearest of another tool's, or a guess. */
export async function findOther(start: string, io: Io, flags: Flags): Promise<FoundSource> {
  if (flags.file === undefined) return (await otherSource(null, start, io)) ?? guessAt(start, io);
  const file = resolve(start, flags.file);
  demand(file, 'file', `--file ${flags.file}`);
  const other = await otherSource(file, flags.directory === undefined ? dirname(file) : start, io);
  if (other !== null) return other;
  throw new DoxError('usage', `--file ${flags.file} is no file of tox's or Travis's`);
}

async function guessAt(start: string, { user }: Io): Promise<FoundSource> {
  const { guessSource } = await import('../config/guess/guess-source.ts');
  return guessSource(start, user.home);
}

function readDoxFile(file: string, root: string, io: Io): Promise<ReadResult> {
  const source = {
    file,
    text: readFileSync(file),
    root,
    shown: relative(io.cwd, file),
    shownFile: (path: string) => relative(io.cwd, join(root, path)),
    exists: (path: string) => kindOf(resolve(root, path)),
    read: projectFiles(root).read,
  };
  return readRemembered(source, xdgFolder(io, 'cache'));
}

/** What another tool's file says, where there is no dox.yml or `--file` names such a file. */
async function otherSource(file: string | null, root: string, { user }: Io): Promise<FoundSource | null> {
  if (file !== null && /^dox\.ya?ml$/.test(basename(file))) return null;
  const { findSource, sourceKindOf } = await import('../config/find-source.ts');
  if (file === null) return findSource(root, user.home);
  const kind = sourceKindOf(basename(file));
  if (kind === null) return null;
  return { kind, files: projectFiles(root), file: relative(root, file) };
}

/** A file that was not said to be read may not be the one that is meant. */
async function unusedBeside(source: FoundSource): Promise<readonly string[]> {
  const note = (await import('../config/find-source.ts')).unusedNote(source);
  return note === null ? [] : [note];
}

/** tox would run what TOXENV names; dox may itself be run by tox, so that it is only said. */
function unusedToxenv({ kind }: FoundSource, { env }: Io, { environment }: Flags): readonly string[] {
  const asked = env.TOXENV;
  if (kind !== 'tox' || asked === undefined || asked === '' || environment !== undefined) return [];
  return [`TOXENV is not used: \`dox -e ${shellQuote(asked)}\` or DOX_ENV names targets`];
}

function withNotes(result: ReadResult, notes: readonly string[]): ReadResult {
  const { config } = result;
  return config === null ? result : { ...result, config: { ...config, notes: [...config.notes, ...notes] } };
}

/** How each kind of file is read. */
const readers: Readonly<Record<FoundSource['kind'], () => Promise<ReadSource>>> = {
  guess: async () => (await import('../config/guess/guess.ts')).readGuess,
  tox: async () => (await import('../config/tox/tox-config.ts')).readToxConfig,
  travis: async () => (await import('../config/travis/travis-config.ts')).readTravisConfig,
};

/** Reads what was found, with the bindep.txt beside it. */
export async function readOther(
  { kind, files, file }: FoundSource,
  io: Io,
  flags: Flags,
  direct = false,
): Promise<ReadResult> {
  const reader = await readers[kind]();
  const shown = (path: string): string => relative(io.cwd, join(files.root, path));
  const { withBindep } = await import('../config/bindep/read-bindep.ts');
  return withBindep(
    reader({ files, file, shown, names: namesAskedFor(flags.environment ?? []), env: io.env, direct }),
    files,
    shown,
  );
}

/** The targets that values of -e name, without patterns. */
export function namesAskedFor(environments: readonly string[]): readonly string[] {
  const written = environments.flatMap((each) => splitNames(each)).filter((name) => !isGlob(name) && name !== 'ALL');
  return [...new Set(written.flatMap((name) => namesOf(name)))];
}

/** What cannot be expanded is told when targets are selected. */
function namesOf(pattern: string): readonly string[] {
  const expansion = expandBraces(pattern);
  return expansion.ok ? expansion.names.map(({ name }) => name) : [];
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
