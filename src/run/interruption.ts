import type { RunSignal } from './event.ts';

/** `times` counts the signals: 1, 2, … */
type Listener = (times: number, typed: boolean) => void;

/**
 * What the user (or the system) said to end the run: the first signal is handed to the tests and starts a tidy
 * end, the second kills. (The third is main.ts's: it returns the prompt, and the containers end by their lifeline.)
 */
export class Interruption {
  #signal: RunSignal | null = null;
  #count = 0;
  readonly #controller = new AbortController();
  readonly #listeners = new Set<Listener>();

  /** The first signal, or null. */
  get signal(): RunSignal | null {
    return this.#signal;
  }

  /** How many signals there have been. */
  get times(): number {
    return this.#count;
  }

  /** Aborted by the first signal: for pulls, builds and waits. */
  get aborted(): AbortSignal {
    return this.#controller.signal;
  }

  /** `typed`: it was a key, which the container's own terminal has made a signal for the tests already. */
  raise(signal: RunSignal, typed: boolean): void {
    this.#signal ??= signal;
    this.#count += 1;
    this.#controller.abort();
    for (const listener of [...this.#listeners]) listener(this.#count, typed);
  }

  /** Calls back on each signal from now on; returns how to stop that. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
