import type { Failure } from '../failure.ts';
import type { GotestsumEntry } from './gotestsum-line.ts';

const maxFailures = 10_000;

/** What `go test` said failed, but for what gotestsum names itself. */
export class GoFailures {
  readonly #all = new Set<Failure>();
  /** By the last word of their ids, so that few are compared. */
  readonly #byTail = new Map<string, Set<Failure>>();
  readonly #packages = new Set<Failure>();
  dropped = 0;

  get size(): number {
    return this.#all.size;
  }

  add(failure: Failure): void {
    if (this.#all.size >= maxFailures) {
      this.dropped += 1;
      return;
    }
    const tail = tailOf(failure.id);
    const known = this.#byTail.get(tail);
    if (known === undefined) this.#byTail.set(tail, new Set([failure]));
    else known.add(failure);
    this.#all.add(failure);
    if (failure.unit !== undefined) this.#packages.add(failure);
  }

  remove(entry: GotestsumEntry): void {
    const named = [entry.test ?? entry.pkg, entry.pkg].flatMap((name) => [...(this.#byTail.get(tailOf(name)) ?? [])]);
    for (const failure of [...named, ...(entry.pkg === '.' ? this.#packages : [])]) {
      if (!isSame(entry, failure)) continue;
      this.#all.delete(failure);
      this.#packages.delete(failure);
      this.#byTail.get(tailOf(failure.id))?.delete(failure);
    }
  }

  all(): readonly Failure[] {
    return [...this.#all];
  }
}

function tailOf(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('.')) + 1);
}

/** The test itself, or the package of one: with the format standard-quiet `go test` says no more. */
function isSame({ pkg, test }: GotestsumEntry, { id, unit }: Failure): boolean {
  const whole = test === null || unit !== undefined ? pkg : `${pkg}.${test}`;
  if (pkg === '.') return unit !== undefined || (test !== null && id.endsWith(`.${test}`));
  return id === whole || id.endsWith(`/${whole}`);
}
