/**
 * The closed set of things that the world can do to a run. Each has one exit code (exit-code.ts):
 * `usage`, `version-unavailable`, `drift`, `not-found` and `shell` are the user's to mend (2),
 * all others mean that dox could not run (3).
 */
export type DoxErrorCode =
  | 'usage'
  | 'version-unavailable'
  | 'drift'
  | 'not-found'
  | 'shell'
  | 'engine-unreachable'
  | 'engine-failed'
  | 'pull-failed'
  | 'push-failed'
  | 'build-failed'
  | 'tree-not-seen'
  | 'disk-full'
  | 'out-of-memory'
  | 'not-startable'
  | 'service-failed'
  | 'interrupted';

export interface DoxErrorOptions {
  /** What the user can do next, one sentence or a command. */
  readonly hint?: string;
  /** Lines of output that explain it, for example the tail of a failed build. */
  readonly detail?: string;
  /** True where the same command may well succeed if it is simply run again. */
  readonly retryMayHelp?: boolean;
  readonly cause?: unknown;
}

/** A failure of the world (engine, registry, disk), with a code that the program can act on. */
export class DoxError extends Error {
  readonly code: DoxErrorCode;
  readonly hint: string | undefined;
  readonly detail: string | undefined;
  readonly retryMayHelp: boolean;

  constructor(code: DoxErrorCode, message: string, options: DoxErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'DoxError';
    this.code = code;
    this.hint = options.hint;
    this.detail = options.detail;
    this.retryMayHelp = options.retryMayHelp ?? false;
  }
}
