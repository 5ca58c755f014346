import { LiteralScanner } from './literal-scanner.ts';
import type { LineCondition } from './signature.ts';

/** Tells which of many conditions a line is worth being tried on, without trying one. */
export class ConditionIndex {
  readonly #literals: LiteralScanner;
  /** Which condition each text of the scanner belongs to. */
  readonly #owners: readonly number[];
  /** The conditions that any line may fulfil. */
  readonly #always: readonly number[];
  readonly #wanted = new Set<number>();
  readonly #want = (text: number): void => {
    this.#wanted.add(this.#owners[text] ?? 0);
  };

  constructor(conditions: readonly LineCondition[]) {
    const texts = conditions.flatMap(({ literals }, owner) => (literals ?? []).map((text) => ({ text, owner })));
    this.#literals = new LiteralScanner(texts.map(({ text }) => text));
    this.#owners = texts.map(({ owner }) => owner);
    this.#always = conditions.flatMap(({ literals }, index) => (literals === null ? [index] : []));
  }

  /** The places of those conditions in their list. The set is only good until the next call. */
  candidates(line: Uint8Array, start: number, end: number): ReadonlySet<number> {
    this.#wanted.clear();
    for (const index of this.#always) this.#wanted.add(index);
    this.#literals.find(line, start, end, this.#want);
    return this.#wanted;
  }
}
