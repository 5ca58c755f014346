import type { Diagnosis } from './advice.ts';
import { bugSearches } from './bug-searches.ts';
import type { BugHit, BugSearch, Tracker } from './tracker.ts';

/** A run with hundreds of failures must not ask a tracker hundreds of times. */
const mostSearches = 20;
const mostHits = 5;

/**
 * Asks a tracker for bugs that failures of unknown cause may be, by the test's name and by its error. What is found is a
 * proposal for a person: it makes nothing a known bug. Equal searches are made once.
 */
export async function withCandidates(diagnoses: readonly Diagnosis[], tracker: Tracker): Promise<readonly Diagnosis[]> {
  const known = new Map<string, readonly BugHit[]>();
  const search = async (each: BugSearch): Promise<readonly BugHit[]> => {
    const key = `${each.by} ${each.text}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const hits = known.size < mostSearches ? await tracker.search(each) : [];
    known.set(key, hits);
    return hits;
  };
  const found: Diagnosis[] = [];
  for (const diagnosis of diagnoses) {
    const { subject, cause } = diagnosis;
    if (cause.kind !== 'unknown' || subject.kind === 'job') {
      found.push(diagnosis);
      continue;
    }
    const hits: BugHit[] = [];
    for (const each of bugSearches(subject.failure)) hits.push(...(await search(each)));
    const unique = [...new Map(hits.map((hit) => [hit.bug.url, hit])).values()];
    found.push({ ...diagnosis, candidates: unique.slice(0, mostHits) });
  }
  return found;
}
