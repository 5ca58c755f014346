/** Names of the files in a control folder, by which the host and the supervisor in the container talk. */
export const ControlFile = {
  /** The supervisor, written by the host. */
  supervisor: 'run.sh',
  /** The target's commands, written by the host. */
  commands: 'commands.sh',
  /** What the supervisor has to say: see parseState. */
  state: 'state',
  /** The command that runs: see parseStep. */
  step: 'step',
  /** The exit code that a signal through the lifeline asks for, for commands that have not begun. */
  stopped: 'stopped',
  /** There as soon as the lifeline beside the supervisor is, where that is an exec. */
  lifeline: 'lifeline',
  /** Copies of absolute artifacts: `artifacts/var/log/x.log`. */
  artifacts: 'artifacts',
} as const;

/**
 * The supervisor's descriptors of its notes. The commands do not inherit them; their script opens them through
 * /proc/PID/fd, so that the notes reach the host also where a command has removed the files (`git clean -fdx`).
 */
export const NoteDescriptor = { state: 8, step: 9 } as const;

/** Exit codes by which the supervisor says why nothing ran; to be believed only if the state says the same. */
export const SupervisorExit = {
  /** The container's user cannot write into the control folder, or not get there; there is no state file. */
  notWritable: 115,
  /** PID 1 is not the container's own, so that a signal to every process would hit others. */
  notIsolated: 116,
  /** There is no readable script: the engine does not see the tree; there is no state file. */
  treeNotSeen: 117,
  noShell: 118,
  noPipefail: 119,
  noLifeline: 120,
  /** dox gave up, or was gone, before the services were ready. */
  noServices: 121,
} as const;

/** Why the supervisor ran no command at all. */
export type Refusal =
  /** The shell that the target names is not in the image. */
  | { readonly kind: 'no-shell'; readonly shell: string }
  /** A command has a pipeline and the shell cannot tell whether its first parts failed; `command` is 1-based. */
  | { readonly kind: 'no-pipefail'; readonly command: number }
  /** The container shares its processes with others, so that the lifeline would kill those. */
  | { readonly kind: 'not-isolated' }
  /** The engine has not opened the lifeline beside the supervisor within a minute. */
  | { readonly kind: 'no-lifeline' };

/** What the supervisor said; null, 0, false or empty where it said nothing. */
export interface State {
  /** Equal to the token in the script: host and container share the folder. */
  readonly token: string | null;
  readonly refused: Refusal | null;
  /** The shell that runs the commands: `bash`, `/bin/sh`, or what the target names. */
  readonly shell: string | null;
  /** The engine started the container with SIGINT ignored, and nothing in the image can undo that. */
  readonly interruptIgnored: boolean;
  /** Signals that came through the lifeline. */
  readonly signals: readonly ('INT' | 'TERM')[];
  /** The lifeline ended while the commands ran, so that everything was killed. */
  readonly lifelineEnded: boolean;
  /** How many processes the kernel killed because the container's memory limit was reached. */
  readonly oomKills: number;
  /** Absolute artifacts that are not there or could not be copied. */
  readonly missingArtifacts: readonly string[];
  /** The exit code of the commands; null if the supervisor was killed before they ended. */
  readonly exit: number | null;
}

/** Reads the state file: one word a line, mostly with a value. Unknown lines and a cut last line are passed over. */
export function parseState(text: string): State {
  const lines = text.split('\n').slice(0, -1);
  const values = (word: string): string[] =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
  const number = (word: string): number | null => {
    const value = values(word).at(-1);
    return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : null;
  };
  return {
    token: values('started')[0] ?? null,
    refused: refusal(lines, values('no-shell')[0], number('no-pipefail')),
    shell: values('shell')[0] ?? null,
    interruptIgnored: lines.includes('interrupt-ignored'),
    signals: values('signal').filter((name) => name === 'INT' || name === 'TERM'),
    lifelineEnded: lines.includes('lifeline-ended'),
    oomKills: number('oom') ?? 0,
    missingArtifacts: values('artifact-missing'),
    exit: number('exit'),
  };
}

function refusal(lines: readonly string[], shell: string | undefined, command: number | null): Refusal | null {
  if (lines.includes('not-isolated')) return { kind: 'not-isolated' };
  if (lines.includes('no-lifeline')) return { kind: 'no-lifeline' };
  if (shell !== undefined) return { kind: 'no-shell', shell };
  return command === null ? null : { kind: 'no-pipefail', command };
}

/** Where the commands ended. */
export interface Step {
  /** The 1-based number of the last command that began; 0 if none did. */
  readonly command: number;
  /** All commands succeeded and nothing ended the script early, as `exit 0` or `exec` in one of them does. */
  readonly finished: boolean;
  /** It failed, whatever exit code the script has: `trap 'exit 0' EXIT` in one of the commands can make it 0. */
  readonly failed: boolean;
}

/**
 * Reads the step file: a line for each command that began, its number; after the last one it again and `end`; `failed`
 * where bash knows that the command failed; `fails N` where others were to run after the N-th, which failed first.
 */
export function parseStep(text: string): Step {
  const lines = text.split('\n').slice(0, -1);
  const first = lines.map((line) => /^fails (\d{1,9})$/.exec(line)?.[1]).find((number) => number !== undefined);
  if (first !== undefined) return { command: Number(first), finished: false, failed: true };
  const failed = lines.at(-1) === 'failed';
  const match = /^(\d{1,9})( end)?$/.exec(lines.findLast((line) => line !== 'failed') ?? '');
  return { command: Number(match?.[1] ?? 0), finished: match?.[2] !== undefined && !failed, failed };
}
