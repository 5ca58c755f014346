/**
 * Thrown while a value is worked out, and caught where a key, an environment or a file is: tox would stop here.
 * `whole` is true where tox 3 would refuse the whole file for it, false where only this key has no value.
 * `offset` is where in the text that is, as near as is known.
 */
export class Refusal extends Error {
  readonly whole: boolean;
  readonly offset: number | null;

  constructor(message: string, options: { readonly whole: boolean; readonly offset?: number | null }) {
    super(message);
    this.name = 'Refusal';
    this.whole = options.whole;
    this.offset = options.offset ?? null;
  }

  /** The same, with a place if it has none yet. */
  at(offset: number | null): Refusal {
    return this.offset === null ? new Refusal(this.message, { whole: this.whole, offset }) : this;
  }
}
