import type { DoxErrorCode } from './dox-error.ts';

/** The exit codes of dox, as README promises them. */
export const ExitCode = {
  ok: 0,
  testsFailed: 1,
  usage: 2,
  couldNotRun: 3,
  bug: 70,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** The exit codes of a run that a signal ended. */
export const signalExit = {
  SIGHUP: ExitCode.hungUp,
  SIGINT: ExitCode.interrupted,
  SIGTERM: ExitCode.terminated,
} as const;

const userMistakes: ReadonlySet<DoxErrorCode> = new Set([
  'usage',
  'version-unavailable',
  'drift',
  'not-found',
  'shell',
]);

/** The exit code that one failure of the world leads to: 2 where the user must change something, else 3. */
export function exitCodeOf(code: DoxErrorCode): ExitCode {
  if (code === 'interrupted') return ExitCode.interrupted;
  return userMistakes.has(code) ? ExitCode.usage : ExitCode.couldNotRun;
}

/** The order in which codes win if several apply: signals, a bug, usage, failed tests, could not run, success. */
const precedence: readonly ExitCode[] = [129, 130, 143, 70, 2, 1, 3, 0];

/** The one code of a run in which each of `codes` applies; nothing at all is a usage error, never success. */
export function combineExitCodes(codes: readonly ExitCode[]): ExitCode {
  return precedence.find((code) => codes.includes(code)) ?? ExitCode.usage;
}
