import type { PullPolicy } from './plan.ts';

/** What the command line asks for, as plain data; the same for every command that selects targets. */
export interface Options {
  /** Where the configuration was said to be, as words of the command line: `-C`, `--file`. */
  readonly where: readonly string[];
  /** Values of -e, not yet split at commas. */
  readonly environments: readonly string[];
  /** Values of -m, not yet split at commas. */
  readonly labels: readonly string[];
  /** --skip-env: a regular expression. */
  readonly skipEnv: string | null;
  /** --images: these instead of the configured ones. */
  readonly images: readonly string[];
  /** `command` (-c): the arguments are the whole command. `shell`: an interactive shell takes its place. */
  readonly direct: 'command' | 'shell' | null;
  /** The words after the options. */
  readonly args: readonly string[];
  /** The command of dox that the only argument may be a slip for, or null. */
  readonly meant: string | null;
  readonly rebuild: 'no' | 'prepared' | 'all';
  readonly pull: PullPolicy;
  readonly push: boolean;
  readonly failFast: boolean;
  readonly retries: number;
  readonly failOnFlaky: boolean;
  readonly keep: boolean;
  /** Seconds; wins over the targets' own. */
  readonly timeout: number | null;
}
