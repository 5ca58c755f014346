import type { BugDraft, Diagnosis } from './advice.ts';
import type { TrackerReference } from './bug-reference.ts';
import { newBugLink } from './bug-searches.ts';
import { signatureDraft } from './signature-draft.ts';

/** What a report of a bug says of where it was seen. */
export interface DraftFacts {
  /** The log: a file, an address, or the name of a run. */
  readonly source: string;
  /** Lines such as `dox 0.1.0`, `image debian@sha256:…`, `memcached 1.6.18-1`, by job; those under '' hold for all. */
  readonly versions: ReadonlyMap<string, readonly string[]>;
}

/** Where bugs are kept. */
export interface Trackers {
  /** The project's own. */
  readonly tracker: TrackerReference | null;
  /** Where a person may search, whether it is the project's own or not; null for all of GitHub. */
  readonly searchIn: TrackerReference | null;
}

const longestTitle = 120;

/** A report of a failure whose cause is unknown, as text that Launchpad and GitHub both show well. */
export function bugReport(
  { subject, job, history }: Diagnosis,
  facts: DraftFacts,
  { tracker, searchIn }: Trackers,
): BugDraft {
  const versions = [...(facts.versions.get('') ?? []), ...(job === null ? [] : (facts.versions.get(job) ?? []))];
  const failure = subject.kind === 'test' ? subject.failure : null;
  const title = oneLine(
    failure === null
      ? subject.kind === 'job'
        ? subject.what
        : ''
      : `${failure.id} fails: ${failure.message ?? failure.outcome}`,
  );
  const where = [
    ...(failure === null ? [] : [`Test: ${oneLine(failure.id)} (${failure.runner})`]),
    ...(job === null ? [] : [`Job: ${job}`]),
    `Log: ${facts.source}`,
    `How often: ${history ?? 'seen once; nothing else is known here'}`,
    ...versions.map((version, index) => (index === 0 ? `Versions: ${version}` : `          ${version}`)),
  ];
  const excerpt =
    failure === null ? [] : failure.excerpt.length > 0 ? failure.excerpt : (failure.message ?? '').split('\n');
  const text = [
    ...where,
    ...(excerpt.length === 0 ? [] : ['', ...excerpt.map((line) => `    ${line}`.trimEnd())]),
  ].join('\n');
  return {
    title,
    text: `${text}\n`,
    url: tracker === null ? null : newBugLink(title, tracker),
    signature: failure === null ? null : signatureDraft(failure, searchIn),
  };
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > longestTitle ? `${line.slice(0, longestTitle - 1)}…` : line;
}
