import { Refusal } from './refusal.ts';

/** What one environment may cost, in characters looked at: less than a second, where real files need some thousand. */
const mostWork = 5_000_000;

/** How deep values may stand for others: a person has lost track long before. */
const deepest = 200;

/** What has been spent on a file so far. */
export interface Spent {
  work: number;
}

/** No value grows longer than this by what is put into it. */
const longest = 1_000_000;

/** Bounds what working out an environment costs, however values refer to each other. */
export class Budget {
  readonly #spent: Spent;
  #left = mostWork;
  #depth = 0;

  constructor(spent: Spent) {
    this.#spent = spent;
  }

  spend(work: number): void {
    this.#left -= work + 1;
    this.#spent.work += work + 1;
    if (this.#left < 0)
      throw new Refusal('its values refer to each other too often to be worked out', { whole: false });
  }

  /** Does what is one level deeper than what asks for it. */
  deeper<T>(work: () => T): T {
    if (this.#depth >= deepest) throw new Refusal('values stand for each other too deeply', { whole: false });
    this.#depth += 1;
    try {
      return work();
    } finally {
      this.#depth -= 1;
    }
  }

  /** Gives the text back, if it is not absurdly long. */
  fits(text: string): string {
    this.spend(text.length);
    if (text.length <= longest) return text;
    throw new Refusal(`a value of more than ${longest} characters comes of it`, { whole: false });
  }
}
