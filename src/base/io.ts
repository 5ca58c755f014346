import type { ReadStream, WriteStream } from 'node:tty';

export type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** All of the process that dox may touch, handed in by main.ts; nothing else uses `process` or `console`. */
export interface Io {
  /** Without node and the script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly pid: number;
  /** Such as `v20.20.2`. */
  readonly nodeVersion: string;
  readonly hostname: string;
  readonly user: { readonly name: string; readonly uid: number; readonly gid: number; readonly home: string };
  readonly stdin: NodeJS.ReadStream | ReadStream;
  readonly stdout: NodeJS.WriteStream | WriteStream;
  readonly stderr: NodeJS.WriteStream | WriteStream;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /**
   * Calls back on each SIGINT and SIGTERM, and once where dox is hung up on: at SIGHUP, or when nobody reads its
   * output any more. `typed` says that it was a key of a terminal in raw mode. Returns how to stop that.
   */
  readonly onSignal: (listener: (signal: Signal, typed: boolean) => void) => () => void;
  /** A Ctrl-C that was typed at a terminal in raw mode, where the system makes no signal of it. */
  readonly typedInterrupt: () => void;
}
