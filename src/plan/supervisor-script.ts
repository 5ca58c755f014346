import { posix } from 'node:path';
import { shellQuote, shellQuoteAll } from '../base/shell-quote.ts';
import { ControlFile, NoteDescriptor, SupervisorExit } from './control-folder.ts';

/**
 * What the container runs. Its exit code is 117 if it does not see the script in `controlDir` (an absolute path in
 * the container), 115 if its user is not let into that folder. The script's argument tells it that it is in a container
 * of its own, where a signal to every process is meant.
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
    `(exec ${NoteDescriptor.state}>&- ${NoteDescriptor.step}>&-; exec $reset "$@")\ncode=$?`,
    memory,
    artifacts.length > 0 ? [keep, ...artifacts.map((word) => `keep ${word}`)].join('\n') : '',
    'say "exit $code"\nexit "$code"',
  ];
  return `${parts.filter((part) => part !== '').join('\n')}\n`;
}

function header({ controlDir, token }: SupervisorInput): string {
  return `control=${shellQuote(controlDir)}
say() { echo "$1" >&${NoteDescriptor.state}; } 2>/dev/null
{ echo ${shellQuote(`started ${token}`)} >>"$control/${ControlFile.state}"; } 2>/dev/null || exit ${SupervisorExit.notWritable}
exec ${NoteDescriptor.state}>>"$control/${ControlFile.state}" ${NoteDescriptor.step}>>"$control/${ControlFile.step}"
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
