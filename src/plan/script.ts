import { posix } from 'node:path';
import { shellQuote, shellQuoteAll } from '../base/shell-quote.ts';
import type { Command } from '../config/config.ts';
import { ControlFile, NoteDescriptor, SupervisorExit } from './control-folder.ts';
import { hasPipeline, isSelfContained } from './split-commands.ts';

export interface CommandScriptInput {
  readonly commands: readonly Command[];
  /** Absolute path in the container, for where the supervisor's own descriptor is out of reach: see parseStep. */
  readonly stepFile: string;
  /** Likewise: gets `no-pipefail N` where that is why nothing ran. */
  readonly stateFile: string;
}

/**
 * The text of `commands.sh`: the commands in one shell, so that `export` and `cd` carry over, each of which must
 * succeed: also where `set -e` goes on, as after `a && b`, and whatever of it the user's own script switches off
 * (`cmd || true` allows a failure). A command that the lexer is not sure of is parsed by the shell on its own, by
 * `eval`, so that a missing quote cannot swallow the rest of the script and pass. Its one argument is the process id
 * of the supervisor.
 */
export function commandScript({ commands, stepFile, stateFile }: CommandScriptInput): string {
  const note = (text: string, descriptor: number, file: string): string =>
    `{ echo ${text} >>"$dox_notes/${descriptor}" || echo ${text} >>${shellQuote(file)}; } 2>/dev/null || :`;
  const script = stepScript({
    commands,
    note: (step) => note(step, NoteDescriptor.step, stepFile),
    failed: note('failed', NoteDescriptor.step, stepFile),
    withoutPipefail: (number) =>
      `${note(`no-pipefail ${number}`, NoteDescriptor.state, stateFile)}; exit ${SupervisorExit.noPipefail}`,
    announce: false,
  });
  return `dox_notes=/proc/$1/fd\nshift\n${stopIfSignalled(`${posix.dirname(stateFile)}/${ControlFile.stopped}`)}\n${script}`;
}

/**
 * A signal that comes before this shell runs meets only shells that outlive it (a fork still has its parent's traps),
 * so that the reader of the lifeline leaves a note of the exit code first.
 */
function stopIfSignalled(file: string): string {
  return `{ read -r dox_code <${shellQuote(file)}; } 2>/dev/null && exit "$dox_code"`;
}

export interface StepScriptInput {
  readonly commands: readonly Command[];
  /** What the shell does to note where it is, as parseStep reads it. It must succeed. */
  readonly note: (step: string) => string;
  /** What the shell does, if it is bash, when a command's failure ends it: a `trap` on EXIT may still make that 0. */
  readonly failed: string;
  /** What the shell does where it has no pipefail and command `number` needs it. */
  readonly withoutPipefail: (number: number) => string;
  /** Whether each command is printed before it runs, after a `$`. */
  readonly announce: boolean;
}

/** The script that commandScript describes, for any use. */
export function stepScript({ commands, note, failed, withoutPipefail, announce }: StepScriptInput): string {
  const isLenient = commands.some((command) => command.keepGoing || (command.kind === 'argv' && command.always));
  const first = commands.findIndex((command) => command.kind === 'script' && hasPipeline(command.text));
  const lines = [
    'set -e',
    `if (set -o pipefail) 2>/dev/null; then set -o pipefail; else ${first < 0 ? ':' : withoutPipefail(first + 1)}; fi`,
  ];
  // bash runs it where `set -e` ends the shell; with `set +e` and in subshells too, so that those are left out
  const onError = `{ case $-/$BASH_SUBSHELL in *e*/0) ${failed} ;; esac; } 2>/dev/null`;
  lines.push(`test -z "\${BASH_VERSION-}" || { set -E; trap ${inQuotes(onError)} ERR; }`);
  // the code is that of the command that is named, also where another one ends the shell
  if (isLenient) lines.push('dox_end=0 dox_skip=', `trap 'test "$dox_end" = 0 || exit "$dox_end"' EXIT`);
  for (const [index, command] of commands.entries()) {
    if (isLenient && (command.kind === 'argv' || command.keepGoing)) {
      lines.push(...lenient(command, index + 1, note));
      continue;
    }
    // after a failure only those with a mark run
    const mayBeSkipped = isLenient && commands.slice(0, index).some((each) => each.kind === 'argv' && !each.keepGoing);
    if (mayBeSkipped) lines.push('if { test -z "$dox_skip"; } 2>/dev/null; then');
    lines.push(note(String(index + 1)));
    if (announce) lines.push(`printf '$ %s\\n' ${inQuotes(render(command))}`);
    // the check is in a group with its own stderr, so that a `set -x` in the commands does not show it
    lines.push(run(command), `{ dox_code=$?; test "$dox_code" = 0; } 2>/dev/null || { ${failed}; exit "$dox_code"; }`);
    if (mayBeSkipped) lines.push('fi');
  }
  if (isLenient) lines.push('test "$dox_end" = 0 || exit "$dox_end"');
  return `${[...lines, note(`${commands.length} end`)].join('\n')}\n`;
}

/** A command where some run after a failure: it is noted, which ones are skipped then, and the first exit code kept. */
function lenient(command: Command, number: number, note: StepScriptInput['note']): string[] {
  const { keepGoing = false } = command;
  const { always = false } = command.kind === 'argv' ? command : {};
  // a script may end with a comment, or be nothing else
  const text = command.kind === 'script' ? `eval ${inQuotes(render(command))}` : render(command);
  const stop = keepGoing ? '' : `; dox_skip=${always ? 'all' : 'most'}`;
  return [
    `if case $dox_skip in ${always ? "'' | most" : "''"}) ;; *) false ;; esac; then`,
    note(String(number)),
    `if ${text}; then dox_code=0; else dox_code=$?; fi`,
    `test "$dox_code" = 0 || { test "$dox_end" != 0 || { dox_end=$dox_code; ${note(`fails ${number}`)}; }${stop}; }`,
    'fi',
  ];
}

function run(command: Command): string {
  const text = render(command);
  return command.kind === 'argv' || isSelfContained(text) ? text : `eval ${inQuotes(text)}`;
}

/** A command as a shell would read it, and as a person is told of it. */
export function render(command: Command): string {
  if (command.kind === 'script') return command.text.replaceAll('\0', '');
  if (command.argv.length === 0) return ':';
  const words = `${command.invertExit ? '! ' : ''}${shellQuoteAll(command.argv)}`;
  return command.ignoreExit ? `${words} || :` : words;
}

/** Always in quotes, for readers who compare it with what was written. */
function inQuotes(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
