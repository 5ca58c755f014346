import type { BugReference } from './bug-reference.ts';

/** What is asked of a tracker: the text, and what it is, since people name bugs by either. */
export interface BugSearch {
  readonly text: string;
  readonly by: 'test' | 'error';
}

/** A bug that a tracker gives for a search. */
export interface BugHit {
  readonly bug: BugReference;
  readonly title: string;
  /** As the tracker says it: `In Progress`, `closed`. */
  readonly status: string;
  readonly open: boolean;
}

/**
 * Where known bugs can be searched for. A search gives the best hits first, none where there are none, each bug once; it
 * throws a DoxError where the tracker cannot be asked.
 */
export interface Tracker {
  search(search: BugSearch): Promise<readonly BugHit[]>;
}
