import type { Span } from '../../diagnostic-log.ts';

/** Why a setting has no value. It is thrown while the setting is read and caught there, and becomes a `ToxProblem`. */
export class SettingFailure extends Error {
  readonly span: Span | null;

  constructor(message: string, span: Span | null = null) {
    super(message);
    this.span = span;
  }
}

/** tox's own limit on how deep references may lead. */
export const deepestReference = 100;

/** What resolving one environment may cost, so that references to references come to an end. */
export class Budget {
  #left = 2_000_000;

  /** `cost` is about the number of characters or values made. */
  spend(cost: number): void {
    this.#left -= cost;
    if (this.#left < 0) throw new SettingFailure('its references and replacements make too much text');
  }
}
