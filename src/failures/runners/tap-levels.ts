import type { TapFound } from './tap-failure.ts';

/** What one level of subtests has had since the last point of the level above. */
export interface TapLevel {
  readonly indent: number;
  points: number;
  found: TapFound[];
  /** What failed below a point that is ok all the same: it counts only if a point further out has no other reason. */
  pardoned: TapFound[];
}

const maxDepth = 100;

/** The levels of subtests that are open, outer ones first, by their indents. */
export class TapLevels {
  readonly #levels: TapLevel[] = [];

  at(indent: number): TapLevel {
    const known = this.#levels.at(-1);
    if (known?.indent === indent) return known;
    const level = { indent, points: 0, found: [], pardoned: [] };
    if (this.#levels.length < maxDepth) this.#levels.push(level);
    return level;
  }

  /** Closes all that are deeper, and gives what was in them. */
  takeBelow(indent: number): Pick<TapLevel, 'points' | 'found' | 'pardoned'> {
    const below: TapLevel[] = [];
    while ((this.#levels.at(-1)?.indent ?? 0) > indent) below.unshift(...this.#levels.splice(-1));
    return {
      points: below.reduce((sum, { points }) => sum + points, 0),
      found: below.flatMap(({ found }) => found),
      pardoned: below.flatMap(({ pardoned }) => pardoned),
    };
  }

  /** Gives the last one found at the innermost level another path. */
  rename(found: TapFound, path: readonly string[]): void {
    const level = this.#levels.at(-1);
    if (level?.found.at(-1) === found) level.found.splice(-1, 1, { ...found, path });
  }

  /** What was found at each level that is open. */
  all(): readonly Pick<TapLevel, 'indent' | 'found'>[] {
    return this.#levels;
  }
}
