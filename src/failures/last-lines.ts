const size = 256;

/** Where the last lines of a stream lie, as stretches of texts; nothing is copied until someone asks. */
export class LastLines {
  readonly #texts: string[] = new Array(size).fill('');
  readonly #starts = new Float64Array(size);
  readonly #ends = new Float64Array(size);
  #count = 0;

  add(text: string, start: number, end: number): void {
    const at = this.#count % size;
    this.#texts[at] = text;
    this.#starts[at] = start;
    this.#ends[at] = end;
    this.#count += 1;
  }

  /** The newest first. */
  *[Symbol.iterator](): Generator<{ readonly text: string; readonly start: number; readonly end: number }> {
    for (let back = 1; back <= Math.min(this.#count, size); back += 1) {
      const at = (this.#count - back) % size;
      yield { text: this.#texts[at] ?? '', start: this.#starts[at] ?? 0, end: this.#ends[at] ?? 0 };
    }
  }
}
