import type { ReadStream, WriteStream } from 'node:tty';

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
  /** Calls back on each SIGINT, SIGTERM, SIGHUP, and with SIGHUP where nobody reads our output any more. */
  readonly onSignal: (listener: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void) => () => void;
}
