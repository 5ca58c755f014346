import { Refusal } from './refusal.ts';

/** What one environment may cost, in characters looked at: a second at most, where real files need some thousand. */
const mostWork = 20_000_000;

/** No value grows longer than this by what is put into it. */
const longest = 1_000_000;

/** Bounds what working out an environment costs, however values refer to each other. */
export class Budget {
  #left = mostWork;

  spend(work: number): void {
    this.#left -= work + 1;
    if (this.#left < 0)
      throw new Refusal('its values refer to each other too often to be worked out', { whole: false });
  }

  /** Gives the text back, if it is not absurdly long. */
  fits(text: string): string {
    this.spend(text.length);
    if (text.length <= longest) return text;
    throw new Refusal(`a value of more than ${longest} characters comes of it`, { whole: false });
  }
}
