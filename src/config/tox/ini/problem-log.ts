import type { Place } from '../../../base/diagnostic.ts';
import type { ToxProblem } from '../tox-project.ts';
import { Refusal } from './refusal.ts';

/** Keeps, by tox's key, why a value of an environment could not be worked out. */
export class ProblemLog {
  readonly problems: Record<string, ToxProblem> = {};
  readonly #place: (offset: number) => Place;

  constructor(place: (offset: number) => Place) {
    this.#place = place;
  }

  /** The value, or `instead` where tox has none. `offset` is the key's, for problems without a better place. */
  get<T>(key: string, offset: number | null, instead: T, work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.add(key, error.at(offset));
      return instead;
    }
  }

  add(key: string, refusal: Refusal): void {
    const place = refusal.offset === null ? null : this.#place(refusal.offset);
    this.problems[key] ??= { message: refusal.message, place };
  }
}
