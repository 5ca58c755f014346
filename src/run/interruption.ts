import type { RunSignal } from './event.ts';

/**
 * What the user (or the system) said to end the run: the first signal is handed to the tests and starts a tidy
 * end, the second kills. (The third is main.ts's: it returns the prompt, and the containers end by their lifeline.)
 */
export class Interruption {
  #signal: RunSignal | null = null;
  #count = 0;
  readonly #controller = new AbortController();
  readonly #listeners = new Set<(times: number) => void>();

  /** The first signal, or null. */
  get signal(): RunSignal | null {
    return this.#signal;
  }

  /** Aborted by the first signal: for pulls, builds and waits. */
  get aborted(): AbortSignal {
    return this.#controller.signal;
  }

  raise(signal: RunSignal): void {
    this.#signal ??= signal;
    this.#count += 1;
    this.#controller.abort();
    for (const listener of [...this.#listeners]) listener(this.#count);
  }

  /** Calls back with 1, 2, … on each signal from now on; returns how to stop that. */
  listen(listener: (times: number) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
