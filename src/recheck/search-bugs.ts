import { DoxError } from '../base/dox-error.ts';
import type { Diagnosis } from './advice.ts';
import { bugSearches } from './bug-searches.ts';
import type { BugHit, BugSearch, Tracker } from './tracker.ts';

/** A run with hundreds of failures must not ask a tracker hundreds of times. */
export const mostSearches = 20;
const mostHits = 5;

/** Diagnoses with what a tracker gave for them. */
export interface Candidates {
  readonly diagnoses: readonly Diagnosis[];
  /** How many failures were to be searched for. */
  readonly wanted: number;
  /** For how many of them all that was to be asked was answered. */
  readonly searched: number;
  /** Why the tracker answered no more, or null. */
  readonly problem: DoxError | null;
}

/**
 * Asks a tracker for bugs that failures of unknown cause may be, by the test's name and by its error. What is found is a
 * proposal for a person: it makes nothing a known bug. Equal searches are made once. What was found before the tracker
 * gave up is kept; only the person's own interruption is thrown.
 */
export async function withCandidates(diagnoses: readonly Diagnosis[], tracker: Tracker): Promise<Candidates> {
  const asking = new Asking(tracker);
  const found: Diagnosis[] = [];
  let [wanted, searched] = [0, 0];
  for (const diagnosis of diagnoses) {
    const { subject, cause } = diagnosis;
    if (cause.kind !== 'unknown' || subject.kind === 'job') {
      found.push(diagnosis);
      continue;
    }
    const answers: (readonly BugHit[] | null)[] = [];
    for (const each of bugSearches(subject.failure)) answers.push(await asking.search(each));
    wanted += 1;
    if (!answers.includes(null)) searched += 1;
    const unique = [...new Map(answers.flatMap((hits) => hits ?? []).map((hit) => [hit.bug.url, hit])).values()];
    found.push({ ...diagnosis, candidates: unique.slice(0, mostHits) });
  }
  return { diagnoses: found, wanted, searched, problem: asking.problem };
}

class Asking {
  problem: DoxError | null = null;
  readonly #tracker: Tracker;
  readonly #known = new Map<string, readonly BugHit[]>();

  constructor(tracker: Tracker) {
    this.#tracker = tracker;
  }

  /** Null where it was not asked, or did not answer. */
  async search(search: BugSearch): Promise<readonly BugHit[] | null> {
    const key = `${search.by} ${search.text}`;
    const before = this.#known.get(key);
    if (before !== undefined) return before;
    if (this.problem !== null || this.#known.size >= mostSearches) return null;
    try {
      const hits = await this.#tracker.search(search);
      this.#known.set(key, hits);
      return hits;
    } catch (error) {
      if (!(error instanceof DoxError) || error.code === 'interrupted') throw error;
      this.problem = error;
      return null;
    }
  }
}
