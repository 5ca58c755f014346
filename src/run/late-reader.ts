import type { FailureReport } from '../failures/failure.ts';
import type { Stream } from '../failures/parser.ts';
import type { FailureReader } from '../failures/reader.ts';

/**
 * Reads for failures as the output comes. The parsers are loaded with the first of it, while the tests go on, so that no
 * start waits for them and a silent command never needs them; what comes until they are there is held.
 */
export class LateReader {
  #reader: FailureReader | null = null;
  #loading: Promise<void> | null = null;
  #held: { readonly stream: Stream; readonly chunk: Uint8Array }[] = [];

  push(stream: Stream, chunk: Uint8Array): void {
    if (this.#reader !== null) {
      this.#reader.push(stream, chunk);
      return;
    }
    this.#held.push({ stream, chunk });
    this.#loading ??= this.#load();
  }

  async #load(): Promise<void> {
    const { createFailureReader } = await import('../failures/reader.ts');
    const reader = createFailureReader();
    for (const { stream, chunk } of this.#held) reader.push(stream, chunk);
    this.#held = [];
    this.#reader = reader;
  }

  /** Call it once, after the last push. */
  async end(): Promise<FailureReport> {
    await this.#loading;
    return this.#reader?.end() ?? { runners: [] };
  }
}
