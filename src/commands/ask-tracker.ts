import { DoxError } from '../base/dox-error.ts';
import type { Io } from '../base/io.ts';
import type { Flags } from '../flags.ts';
import type { Diagnosis } from '../recheck/advice.ts';
import { parseTracker, type TrackerReference } from '../recheck/bug-reference.ts';
import { ownServer } from '../recheck/github-server.ts';
import { type Candidates, mostSearches, withCandidates } from '../recheck/search-bugs.ts';
import { trackerAt } from './web-api.ts';

/** Where bugs are kept: what --tracker names, else the project's own. Throws `usage` where --tracker names none. */
export function trackerFor(
  { tracker }: Flags,
  own: TrackerReference | null,
  { env }: Pick<Io, 'env'>,
): TrackerReference | null {
  if (tracker === undefined) return own;
  const reference = parseTracker(tracker, ownServer(env));
  if (reference !== null) return reference;
  const hint = 'write launchpad:PROJECT, launchpad, or github:OWNER/REPO';
  throw new DoxError('usage', `--tracker: ${tracker} is no tracker that dox knows`, { hint });
}

/** Diagnoses with the bugs that a tracker has for failures of unknown cause, and why it has none to give, perhaps. */
export async function askTracker(
  diagnoses: readonly Diagnosis[],
  reference: TrackerReference | null,
  io: Io,
): Promise<{ readonly diagnoses: readonly Diagnosis[]; readonly notes: readonly string[] }> {
  if (reference === null) return { diagnoses, notes: [] };
  const stop = new AbortController();
  const deaf = io.onSignal(() => stop.abort());
  try {
    const tracker = trackerAt(reference, { io, signal: stop.signal });
    const found = await withCandidates(diagnoses, tracker);
    return { diagnoses: found.diagnoses, notes: notesOn(found) };
  } catch (error) {
    // what a tracker cannot tell costs a proposal, not the answer
    if (!(error instanceof DoxError) || error.code === 'interrupted') throw error;
    return { diagnoses, notes: [`no bugs were searched for: ${why(error)}`] };
  } finally {
    deaf();
  }
}

function notesOn({ diagnoses, wanted, searched, problem }: Candidates): readonly string[] {
  if (searched === wanted) return [];
  const because = problem === null ? `a tracker is asked ${mostSearches} times at the most` : why(problem);
  const isNone = searched === 0 && diagnoses.every(({ candidates }) => candidates.length === 0);
  if (isNone) return [`no bugs were searched for: ${because}`];
  return [`only ${searched} of ${wanted} failures were searched for to the end: ${because}`];
}

function why({ message, hint }: DoxError): string {
  return hint === undefined ? message : `${message} (${hint})`;
}
