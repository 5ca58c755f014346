import { writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type Diagnostic, hasErrors } from '../base/diagnostic.ts';
import { DoxError } from '../base/dox-error.ts';
import { ExitCode } from '../base/exit-code.ts';
import type { Io } from '../base/io.ts';
import type { Config } from '../config/config.ts';
import { findConfigFile } from '../config/find-config.ts';
import type { FoundSource } from '../config/find-source.ts';
import type { Flags } from '../flags.ts';
import { differences } from '../init/same-plans.ts';
import { starter } from '../init/starter.ts';
import { bareEnvironment, canRun } from '../init/write-dox-yml.ts';
import { writtenBack } from '../init/written-back.ts';
import { narrowed } from '../plan/narrowed.ts';
import { selectOf } from '../plan/select.ts';
import { findOther, printDiagnostics, readOther } from './load-project.ts';
import { refuseWords } from './refuse-words.ts';

/** `dox init`: a dox.yml that says what was found here, beside it; with --print or `-` on standard output. */
export async function init(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  const isPrinted = flags.print === true || words[0] === '-';
  refuseWords('init', words[0] === '-' ? words.slice(1) : words);
  const start = resolve(io.cwd, flags.directory ?? '.');
  const existing = findConfigFile(start);
  if (existing !== null) mindExisting(io, existing, isPrinted);
  const found = await findOther(start, io, flags);
  const written = await write(found, io, flags);
  if (written === null) return ExitCode.usage;
  if (isPrinted) io.stdout.write(written.text);
  else {
    const file = join(found.files.root, 'dox.yml');
    create(io, file, written.text);
    io.stdout.write(`${relative(io.cwd, file)}: ${written.summary}\n`);
  }
  return ExitCode.ok;
}

function mindExisting(io: Io, existing: string, isPrinted: boolean): void {
  const shown = relative(io.cwd, existing);
  if (isPrinted) {
    io.stderr.write(`there is a ${shown} already, which counts; this is what the project's other files say\n`);
    return;
  }
  const hint = '`dox init --print` shows what would be in it; `dox config` shows what counts';
  throw new DoxError('usage', `there is a ${shown} already, and dox init overwrites nothing`, { hint });
}

interface Written {
  readonly text: string;
  /** What it is, for who has it written. */
  readonly summary: string;
}

/** The text, after the proof that its plans are those of what it was made from; null if that has mistakes. */
async function write(found: FoundSource, io: Io, flags: Flags): Promise<Written | null> {
  const { files, kind } = found;
  const { config: all, diagnostics: read } = await readOther(found, { ...io, env: bareEnvironment }, flags);
  const diagnostics = [...read];
  if (all === null && kind === 'guess' && diagnostics.every(({ place }) => place === undefined)) {
    return { text: starter(files), summary: 'nothing here says how the tests are run: say it in there' };
  }
  const config = all === null ? null : chosen(all, flags, diagnostics);
  printDiagnostics(io, flags, diagnostics);
  if (config === null || hasErrors(diagnostics)) return null;
  const from = relative(files.root, config.file);
  const shown = (path: string): string => relative(io.cwd, join(files.root, path));
  if (!config.targets.some(canRun))
    throw new DoxError('usage', `no target of ${from} can run`, { hint: '`dox list` and `dox plan` say why' });
  const { text, read: again } = writtenBack(config, files, shown);
  if (again.config === null) {
    printDiagnostics(io, flags, again.diagnostics);
    const hint = 'name the targets that you want: dox init -e NAMES';
    throw new DoxError('usage', `what ${from} says cannot be written as a dox.yml`, { hint });
  }
  const names = config.targets.filter(canRun).map(({ name }) => name);
  const unlike = namesUnlike(config, again.config, { names, env: bareEnvironment });
  if (unlike.length > 0) io.stderr.write(`not quite what ${from} says, please look at it: ${unlike.join('; ')}\n`);
  const mine = await readOther(found, io, flags);
  const yours = mine.config === null ? [] : namesUnlike(mine.config, again.config, { names, env: io.env });
  if (unlike.length === 0 && yours.length > 0) {
    io.stderr.write(`${from} looks at your environment, and the file says what it does without: ${yours.join('; ')}\n`);
  }
  const count = names.length === 1 ? '1 target, which runs' : `${names.length} targets, which run`;
  return { text, summary: `${count} what ${kind === 'guess' ? 'was guessed' : `${from} says`}` };
}

/** Of all targets those that -e and -m name, less those that --skip-env matches. */
function chosen(config: Config, { environment, labels, skipEnv }: Flags, diagnostics: Diagnostic[]): Config {
  if (environment === undefined && labels === undefined && skipEnv === undefined) return config;
  const all = { ...config, defaults: config.targets.map(({ name }) => name) };
  const asked = { environments: environment ?? [], labels: labels ?? [], skip: skipEnv ?? null };
  const selection = selectOf(all, asked);
  diagnostics.push(...selection.diagnostics);
  return narrowed(config, selection.selected);
}

interface Compared {
  readonly names: readonly string[];
  readonly env: Io['env'];
}

/** The targets whose plans are not the same, and in what: `py27 (env.HOME)`. */
function namesUnlike(source: Config, written: Config, { names, env }: Compared): readonly string[] {
  return names.flatMap((name) => {
    const found = differences(source, written, name, env).map((path) => path.replace(/^targets\.\d+\./, ''));
    return found.length === 0 ? [] : [`${name} (${found.slice(0, 5).join(', ')})`];
  });
}

/** Never writes over anything, not even what has come since it was looked for. */
function create(io: Io, file: string, text: string): void {
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.replace(/^[A-Z]+: /, '').replace(/, open .*$/, '') : String(error);
    const hint = '`dox init --print` writes it to standard output';
    throw new DoxError('usage', `${relative(io.cwd, file)} cannot be written: ${reason}`, { hint, cause: error });
  }
}
