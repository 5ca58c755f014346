import { Command, CommanderError } from 'commander';
import { DoxError } from './base/dox-error.ts';
import { ExitCode, exitCodeOf } from './base/exit-code.ts';
import type { Io } from './base/io.ts';
import { createStyle, wantsColor } from './base/style.ts';
import { version } from './base/version.ts';
import { type CommandName, isCommandName } from './command-names.ts';
import { addOptions } from './flag-options.ts';
import { type Flags, mergeFlags } from './flags.ts';
import { about, examples, usage } from './help.ts';
import { toxOptionHint } from './tox-options.ts';

/** A command: its wiring. It gets the flags and the words after them, and returns the exit code. */
export type CommandFunction = (io: Io, flags: Flags, words: readonly string[]) => Promise<number>;

/** One line each for the help, and the code, loaded only when it is wanted. */
const commands: Record<CommandName, { readonly summary: string; readonly load: () => Promise<CommandFunction> }> = {
  run: {
    summary: 'run targets (what dox does without a command)',
    load: async () => (await import('./commands/run.ts')).run,
  },
  list: {
    summary: 'list the targets with their descriptions',
    load: async () => (await import('./commands/list.ts')).list,
  },
  config: {
    summary: 'print what dox understood of the configuration',
    load: async () => (await import('./commands/config.ts')).config,
  },
  init: {
    summary: 'write a dox.yml that says what was found (tox.ini, .travis.yml, a guess)',
    load: async () => (await import('./commands/init.ts')).init,
  },
  plan: {
    summary: 'print all that a run would do, without doing it',
    load: async () => (await import('./commands/plan.ts')).plan,
  },
  shell: {
    summary: "open a shell in a target's container",
    load: async () => (await import('./commands/shell.ts')).shell,
  },
  rerun: {
    summary: 'run again what failed last, on the very images of that run',
    load: async () => (await import('./commands/rerun.ts')).rerun,
  },
  lock: {
    summary: 'write down exactly which images and packages the runs use',
    load: async () => (await import('./commands/lock.ts')).lock,
  },
  sbom: {
    summary: 'print what targets run on as a bill of materials (CycloneDX)',
    load: async () => (await import('./commands/sbom.ts')).sbom,
  },
  images: {
    summary: 'list the images that dox has made, and who uses them; push them',
    load: async () => (await import('./commands/images.ts')).images,
  },
  report: {
    summary: 'say what failed in a log, and how to run it again',
    load: async () => (await import('./commands/report.ts')).report,
  },
  recheck: {
    summary: 'say why something failed, and whether and how to have it run again',
    load: async () => (await import('./commands/recheck.ts')).recheck,
  },
  history: {
    summary: 'list the tests that failed lately, or show the runs of one',
    load: async () => (await import('./commands/history.ts')).history,
  },
  clean: {
    summary: 'show what dox left in the engine; --yes removes it',
    load: async () => (await import('./commands/clean.ts')).clean,
  },
  doctor: {
    summary: 'say which engine dox uses, and what will not work',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
};

/**
 * From the command line to the exit code. Options end at the first word that is not one; that word is a command's
 * name or the first argument. With -c, and after `--`, no word is a command's name.
 */
export async function runCli(io: Io): Promise<number> {
  try {
    const top = parse('dox', io.argv, io);
    const dashes = io.argv[io.argv.length - top.words.length - 1] === '--';
    const [first, ...rest] = top.words;
    const isCommand = first !== undefined && !dashes && !top.flags.command;
    if (isCommand && first === 'help') return help(io, rest[0]);
    if (isCommand && isCommandName(first)) {
      const sub = parse(first, rest, io);
      return await (await commands[first].load())(io, mergeFlags(top.flags, sub.flags), sub.words);
    }
    if (isCommand) (await import('./commands/refuse-slip.ts')).refuseSlip(top.words, io.cwd);
    const name = top.flags.list ? 'list' : top.flags.noop ? 'plan' : 'run';
    return await (await commands[name].load())(io, top.flags, top.words);
  } catch (error) {
    return report(error, io);
  }
}

function help(io: Io, name: string | undefined): number {
  parse(name !== undefined && isCommandName(name) ? name : 'dox', ['--help'], io);
  return ExitCode.ok;
}

/** Commands whose words are files and names of dox's own, so that options may stand behind them. */
const readers: ReadonlySet<'dox' | CommandName> = new Set<CommandName>(['history', 'report', 'recheck']);

function parse(
  name: 'dox' | CommandName,
  argv: readonly string[],
  io: Io,
): { readonly flags: Flags; readonly words: readonly string[] } {
  const command = new Command(name === 'dox' ? 'dox' : `dox ${name}`)
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
    .showHelpAfterError('(`dox --help` shows all options)')
    // of other commands the words may be options of the tests, or of a command in the container
    .passThroughOptions(!readers.has(name))
    .argument('[words...]')
    .helpOption('-h, --help', 'show this help');
  if (name === 'dox') command.version(`dox ${version}`, '-V, --version', 'show the version');
  addOptions(command, name, io.env);
  const summaries = Object.entries(commands).map(([key, { summary }]) => [key, summary] as const);
  command.usage(usage[name] ?? '[options]').description(name === 'dox' ? about : commands[name].summary);
  command.addHelpText('after', examples(name, summaries));
  command.parse([...argv], { from: 'user' });
  return { flags: command.opts<Flags>(), words: command.args };
}

/** What went wrong, in words; only a bug of dox's own shows a stack. */
function report(error: unknown, io: Io): number {
  const style = createStyle(wantsColor('auto', io.env, io.stderr.isTTY === true));
  if (error instanceof CommanderError) {
    const option = /^error: unknown option '([^']*)'/.exec(error.message)?.[1];
    const hint = option === undefined ? null : toxOptionHint(option);
    if (hint !== null) io.stderr.write(`  ${style.cyan('hint:')} ${hint}\n`);
    return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  }
  if (error instanceof DoxError) {
    const lines = [`${style.red('error:')} ${error.message}`];
    if (error.detail !== undefined) lines.push(...error.detail.split('\n').map((line) => style.dim(`  | ${line}`)));
    if (error.hint !== undefined) lines.push(`  ${style.cyan('hint:')} ${error.hint}`);
    if (error.retryMayHelp) lines.push('  running it again may help');
    io.stderr.write(`${lines.join('\n')}\n`);
    return exitCodeOf(error.code);
  }
  const stack = error instanceof Error ? error.stack : String(error);
  io.stderr.write(`${style.red('this is a bug in dox')} ${version}, please report it with these lines:\n${stack}\n`);
  return ExitCode.bug;
}
