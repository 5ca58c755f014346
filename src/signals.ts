import { signalExit } from './base/exit-code.ts';
import type { Io, Signal } from './base/io.ts';

type Listener = Parameters<Io['onSignal']>[0];

/**
 * Within so many milliseconds of a signal the same one is its echo: `npx`, `npm run` and `sudo` hand on the Ctrl-C
 * that the terminal has sent to dox already, and that must not count as the second.
 */
const echoTime = 100;

interface Clock {
  /** Ends the process. */
  readonly exit: (code: number) => void;
  /** Milliseconds, from any beginning. */
  readonly now: () => number;
}

/**
 * The signals that end dox. They go to whoever listens; where nobody does, and at the third, the process ends at
 * once: containers end with their lifeline. To be hung up on counts once, since a closed terminal says it in many ways.
 */
export class Signals {
  readonly #listeners = new Set<Listener>();
  readonly #clock: Clock;
  #first: Signal | null = null;
  #last: { readonly signal: Signal; readonly time: number } | null = null;
  #count = 0;
  #isHungUp = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The exit code of the first signal, or null where there was none. */
  get exitCode(): number | null {
    return this.#first === null ? null : signalExit[this.#first];
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  raise(signal: Signal, typed = false): void {
    if (this.#isRepeated(signal)) return;
    this.#first ??= signal;
    this.#count += 1;
    if (this.#listeners.size === 0 || this.#count >= 3) return this.#clock.exit(signalExit[this.#first]);
    for (const listener of [...this.#listeners]) listener(signal, typed);
  }

  #isRepeated(signal: Signal): boolean {
    const time = this.#clock.now();
    const isEcho = this.#last?.signal === signal && time - this.#last.time < echoTime;
    const isSecondHangUp = signal === 'SIGHUP' && this.#isHungUp;
    if (isEcho || isSecondHangUp) return true;
    this.#isHungUp ||= signal === 'SIGHUP';
    this.#last = { signal, time };
    return false;
  }
}
