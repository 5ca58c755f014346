import type { RunningContainer } from '../engine/engine.ts';

/** A person's terminal, given to a container for as long as it runs. */
export interface Terminal {
  /** Its type, for TERM. */
  readonly name: string;
  readonly stdin: NodeJS.ReadableStream;
  size(): { readonly rows: number; readonly columns: number };
  /**
   * Goes to raw mode, follows the window's size, and watches for Ctrl-C, which reaches the tests through their own
   * terminal: it also counts as a SIGINT that was typed, except that a direct command (a shell) has Ctrl-C for
   * itself. Returns how to give the terminal back.
   */
  attach(running: RunningContainer, direct: boolean): () => void;
}
