import type { Failure } from './failure.ts';

/** How one runner is told to run some tests and nothing else. A string instead of an answer says why it cannot. */
export interface RerunSyntax {
  /** As in `Failure.runner`. */
  readonly runner: string;
  /** Other runners whose output cannot be told from that of this one's program; it selects their tests too. */
  readonly alsoPrints?: readonly string[];
  /** How a command starts it: its first words, such as `go test` or `npx jest`; folders before the first are ignored. */
  readonly programs: readonly string[];
  /** What to type where the project's own command is not known: one or more argument lists. */
  readonly commands: (failures: readonly Failure[]) => readonly (readonly string[])[] | string;
  /**
   * What is put behind the command of a target. `own` are the words that this has after the program and keeps: if they
   * select tests already, so that others would run as well, the answer is a sentence.
   */
  readonly arguments: (failures: readonly Failure[], own: readonly string[]) => readonly string[] | string;
}
