import { posix } from 'node:path';
import { shellQuote, shellQuoteAll } from '../base/shell-quote.ts';
import type { Command } from '../config/config.ts';
import { ControlFile, SupervisorExit } from './control-folder.ts';
import { hasPipeline, isSelfContained } from './split-commands.ts';

/**
 * What the container runs. Its exit code is 117 if it does not see the script in `controlDir` (an absolute path in
 * the container), 115 if its user is not let into that folder. The script's argument tells it that it is in a container of its own, where a signal to every
 * process is meant.
 */
export function containerCommand(controlDir: string): { entrypoint: readonly string[]; command: readonly string[] } {
  const folders = controlDir.split('/').map((_, index, names) => names.slice(0, index + 1).join('/'));
  const start = `if test -r "$1"; then exec /bin/sh "$1" container; fi
shift
for folder in "$@"; do test ! -d "$folder" || test -x "$folder" || exit ${SupervisorExit.notWritable}; done
exit ${SupervisorExit.treeNotSeen}`;
  const script = `${controlDir}/${ControlFile.supervisor}`;
  return { entrypoint: ['/bin/sh'], command: ['-c', start, 'dox', script, ...folders.slice(1)] };
}

export interface CommandScriptInput {
  readonly commands: readonly Command[];
  /** Absolute path in the container, for where the supervisor's own descriptor is out of reach: see parseStep. */
  readonly stepFile: string;
  /** Likewise: gets `no-pipefail N` where that is why nothing ran. */
  readonly stateFile: string;
}

/**
 * The supervisor's descriptors of its notes. The commands do not inherit them; their script opens them through
 * /proc/PID/fd, so that the notes reach the host also where a command has removed the files (`git clean -fdx`).
 */
const Descriptor = { state: 8, step: 9 } as const;

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
    note: (step) => note(step, Descriptor.step, stepFile),
    failed: note('failed', Descriptor.step, stepFile),
    withoutPipefail: (number) =>
      `${note(`no-pipefail ${number}`, Descriptor.state, stateFile)}; exit ${SupervisorExit.noPipefail}`,
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
  if (isLenient) lines.push('dox_end=0 dox_skip=');
  for (const [index, command] of commands.entries()) {
    if (isLenient && (command.kind === 'argv' || command.keepGoing)) {
      lines.push(...lenient(command, index + 1, note));
      continue;
    }
    lines.push(note(String(index + 1)));
    if (announce) lines.push(`printf '$ %s\\n' ${inQuotes(render(command))}`);
    // the check is in a group with its own stderr, so that a `set -x` in the commands does not show it
    lines.push(run(command), `{ dox_code=$?; test "$dox_code" = 0; } 2>/dev/null || { ${failed}; exit "$dox_code"; }`);
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

export interface SupervisorInput {
  /** Absolute path of the control folder in the container; writable by its user. */
  readonly controlDir: string;
  /** Letters and digits that nobody can guess: written back, they prove that host and container share the folder. */
  readonly token: string;
  /** The shell's argument list, or null for bash where the image has it, else sh. */
  readonly shell: readonly string[] | null;
  /** Words put before the shell: a target's `entrypoint`. */
  readonly prefix: readonly string[];
  /** `lifeline`: standard input is dox's lifeline. `caller`: it is the commands' own. */
  readonly stdin: 'lifeline' | 'caller';
  /** Seconds that services may take until they are ready: the commands wait for that. 0: there are none. */
  readonly servicesLimit: number;
  /** Where a home may be made if HOME cannot be written to, in this order; empty: HOME is left as it is. */
  readonly homes: readonly string[];
  /** Absolute paths or globs in the container, copied into the control folder at the end. */
  readonly artifacts: readonly string[];
}

/**
 * The text of `run.sh`, for any POSIX sh, with nothing but builtins (and `mkdir` for a home, `mkdir` and `cp` for
 * artifacts). It shows that it lives, guards the lifeline, finds a home that can be written to, runs `commands.sh`
 * with the dispositions of signals that a program expects, and ends with its exit code. What it has to say goes to
 * the state file.
 *
 * Through the lifeline comes a line INT or TERM for every process in the container, as a terminal's Ctrl-C would
 * send it; when the lifeline ends, everything is killed. That is done only as a child of PID 1, or as PID 1, of a
 * container that `containerCommand` started.
 */
export function supervisorScript(input: SupervisorInput): string {
  const artifacts = input.artifacts.map(globWord).filter((word) => word !== '');
  const parts = [
    header(input),
    input.stdin === 'lifeline' && input.servicesLimit > 0 ? awaitServices : '',
    input.stdin === 'lifeline' ? lifeline : awaitLifeline(60 + input.servicesLimit),
    input.homes.length > 0 ? findHome(input.homes) : '',
    chooseShell(input.shell),
    `set -- ${[...input.prefix.map(shellQuote), '"$@"'].join(' ')} "$control/${ControlFile.commands}" "$$"`,
    // in a subshell: dash would move its own descriptors away for as long as a redirected command runs
    `(exec ${Descriptor.state}>&- ${Descriptor.step}>&-; exec $reset "$@")\ncode=$?`,
    memory,
    artifacts.length > 0 ? [keep, ...artifacts.map((word) => `keep ${word}`)].join('\n') : '',
    'say "exit $code"\nexit "$code"',
  ];
  return `${parts.filter((part) => part !== '').join('\n')}\n`;
}

function header({ controlDir, token }: SupervisorInput): string {
  return `control=${shellQuote(controlDir)}
say() { echo "$1" >&${Descriptor.state}; } 2>/dev/null
{ echo ${shellQuote(`started ${token}`)} >>"$control/${ControlFile.state}"; } 2>/dev/null || exit ${SupervisorExit.notWritable}
exec ${Descriptor.state}>>"$control/${ControlFile.state}" ${Descriptor.step}>>"$control/${ControlFile.step}"
${signals}`;
}

/**
 * The shell outlives what is sent to its children, who get the default back. An engine that was itself started in
 * the background hands on SIGINT ignored, which no shell can undo: then coreutils' env does, else TERM is sent too.
 */
const signals = `reset=
interrupt=INT
{
  while read -r key value; do
    case $key:$value in
      SigIgn:*[2367abef]) interrupt='INT TERM' ;;
    esac
  done </proc/self/status
} 2>/dev/null
if test "$interrupt" != INT; then
  if env --default-signal=INT true 2>/dev/null; then
    reset='env --default-signal=INT'
    interrupt=INT
  else
    say interrupt-ignored
  fi
fi
trap : HUP INT QUIT TERM`;

const lifeline = `case "$1:$PPID" in
  container:0 | container:1) ;;
  *) say not-isolated; exit ${SupervisorExit.notIsolated} ;;
esac
exec 3<&0 </dev/null
{
  trap '' HUP INT QUIT TERM
  while read -r word; do
    say "signal $word"
    case $word in
      INT) echo 130 ;;
      TERM) echo 143 ;;
    esac >"$control/${ControlFile.stopped}"
    case $word in
      INT) for name in $interrupt; do kill "-$name" -1; done ;;
      TERM) kill -TERM -1 ;;
    esac
  done
  say lifeline-ended
  kill -KILL -1
} <&3 3<&- >/dev/null 2>&1 &
exec 3<&-`;

function findHome(homes: readonly string[]): string {
  return `for HOME in "\${HOME:-/}" ${homes.map(shellQuote).join(' ')}; do
  test -d "$HOME" || mkdir -m 700 -p "$HOME"
  test -w "$HOME" && break
done 2>/dev/null
export HOME`;
}

/** The services share this container's network, so that it is there before them. */
const awaitServices = `read -r word || word=
test "$word" = GO || exit ${SupervisorExit.noServices}`;

/** Where the lifeline is an exec beside it: the commands must not outlive a dox that is killed before that is there. */
const awaitLifeline = (seconds: number): string => `if command -v sleep >/dev/null 2>&1; then
  tries=0
  until test -e "$control/${ControlFile.lifeline}"; do
    tries=$((tries + 1))
    test "$tries" -lt ${Math.ceil(seconds) * 100} || { say no-lifeline; exit ${SupervisorExit.noLifeline}; }
    sleep 0.01 2>/dev/null || { sleep 1; tries=$((tries + 99)); }
  done
fi`;

function chooseShell(shell: readonly string[] | null): string {
  const [name, ...rest] = shell ?? [];
  const choose =
    name === undefined
      ? 'if command -v bash >/dev/null 2>&1; then set -- bash; else set -- /bin/sh; fi'
      : `set -- ${shellQuoteAll([name, ...rest])}
command -v "$1" >/dev/null 2>&1 || { say "no-shell $1"; exit ${SupervisorExit.noShell}; }`;
  return `${choose}\nsay "shell $1"`;
}

/** The kernel's own count: memory.events of cgroup v2, memory.oom_control of v1 (kernel.org, cgroup-v2, memory). */
const memory = `if test "$code" != 0; then
  for file in /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control; do
    test -r "$file" || continue
    while read -r key value; do
      case $key:$value in
        oom_kill:0) ;;
        oom_kill:*) say "oom $value" ;;
      esac
    done <"$file"
  done
fi`;

const keep = `keep() {
  found=
  for path in "$@"; do
    test -e "$path" || continue
    found=yes
    folder=$control/${ControlFile.artifacts}\${path%/*}
    { mkdir -p "$folder" && cp -RH "$path" "$folder/"; } 2>/dev/null || say "artifact-missing $path"
  done
  test -n "$found" || say "artifact-missing $1"
}`;

/** A glob as a shell's word: only `*`, `?` and `[…]` keep their meaning. */
function globWord(pattern: string): string {
  const path = posix.normalize(pattern.replaceAll('\n', '')).replace(/\/+$/, '');
  if (!path.startsWith('/')) return '';
  return path
    .split(/([*?]|\[[^\]'"\\ ]*\])/)
    .map((part, index) => (index % 2 === 1 ? part : part === '' ? '' : `'${part.replaceAll("'", `'\\''`)}'`))
    .join('');
}
