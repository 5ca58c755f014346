import type { Failure } from '../failures/failure.ts';
import type { Advice, Cause, Diagnosis } from './advice.ts';
import type { BugReference } from './bug-reference.ts';
import { bugReport, type DraftFacts, type Trackers } from './bug-report.ts';
import { bugSearches, searchLink } from './bug-searches.ts';
import { retryIsRight } from './diagnose.ts';
import { suggest } from './suggestion.ts';

export interface AdviceInput extends Trackers {
  readonly diagnoses: readonly Diagnosis[];
  /** What to type, the best first. */
  readonly templates: readonly string[];
  /** Failures of unknown cause do not stand in the way. */
  readonly allowUnknown: boolean;
  /** Why more may have failed, as sentences: they stand in the way as failures of unknown cause do. */
  readonly gaps: readonly string[];
  /** Somebody ended the run: what is not known of it is no cause for a recheck. */
  readonly interrupted: boolean;
  /** The job's name in the CI system, and the number of its run there, where they are known. */
  readonly job: string | null;
  readonly run: string | null;
  readonly facts: DraftFacts;
  readonly notes: readonly string[];
}

/** Makes one answer of all diagnoses: whether a recheck is right, why, and what to type. */
export function advise(input: AdviceInput): Advice {
  const { templates, tracker, allowUnknown, gaps, interrupted, job, run, notes } = input;
  const diagnoses = input.diagnoses.map((each) => withHelp(each, input));
  const against = diagnoses.filter(
    ({ cause }) => !retryIsRight.has(cause.kind) && !(allowUnknown && cause.kind === 'unknown'),
  );
  const isWhole = gaps.length === 0 || allowUnknown;
  const justified = diagnoses.length > 0 && against.length === 0 && isWhole && !interrupted;
  const why = justified ? whyRight(diagnoses, gaps) : whyNot(diagnoses, against, input);
  const { bug, reason, test } = mainCause(diagnoses);
  const blanks = { bug, reason, job: job ?? onlyJob(diagnoses), test, run };
  // a known bug would not make a recheck right where something else stands in the way
  const wouldBeRight = !interrupted && against.every(({ cause }) => cause.kind === 'unknown');
  const isAnyUnknown = wouldBeRight && diagnoses.some(({ cause }) => cause.kind === 'unknown');
  const ifKnown = suggest(withNumber(templates), { ...blanks, bug: null, reason: 'REASON' }, null);
  const typeIfKnown = isAnyUnknown ? ifKnown : null;
  if (!justified) return { diagnoses, justified, why, type: null, typeIfKnown, notes };
  const type = suggest(templates, blanks, tracker);
  const missing = 'no template of "system" fits: each has a blank of which nothing is known here';
  return { diagnoses, justified, why, type, typeIfKnown, notes: type === null ? [...notes, missing] : notes };
}

function withNumber(templates: readonly string[]): readonly string[] {
  return templates.filter((each) => each.includes('{bug}')).map((each) => each.replaceAll('{bug}', 'NUMBER'));
}

/** What helps with a failure of unknown cause: where to search, and a report to paste. */
function withHelp(diagnosis: Diagnosis, { tracker, searchIn, facts }: AdviceInput): Diagnosis {
  const { subject, cause } = diagnosis;
  if (cause.kind !== 'unknown') return diagnosis;
  const searches = subject.kind === 'job' ? [] : bugSearches(subject.failure).map((each) => searchLink(each, searchIn));
  return { ...diagnosis, cause: { ...cause, searches, draft: bugReport(diagnosis, facts, { tracker, searchIn }) } };
}

function whyRight(diagnoses: readonly Diagnosis[], gaps: readonly string[]): string {
  const parts = (['known bug', 'likely flaky', 'infrastructure', 'unknown'] as const).flatMap((kind) => {
    const count = diagnoses.filter(({ cause }) => cause.kind === kind).length;
    return count === 0 ? [] : [`${count} ${named[kind]}`];
  });
  const failures = diagnoses.length === 1 ? '1 failure' : `${diagnoses.length} failures`;
  const more = gaps.length === 0 ? '' : '; more may have failed, which you allow';
  return `a recheck is right: ${failures}, ${parts.join(', ')}${more}`;
}

const named = {
  'known bug': 'by a known bug',
  'likely flaky': 'likely flaky',
  infrastructure: 'by the infrastructure',
  unknown: 'unknown, which you allow',
} as const;

function whyNot(
  diagnoses: readonly Diagnosis[],
  against: readonly Diagnosis[],
  { gaps: [gap], interrupted }: Pick<AdviceInput, 'gaps' | 'interrupted'>,
): string {
  if (interrupted) return 'no recheck: the run was interrupted: run it again';
  if (gap !== undefined && against.length === 0) {
    return `no recheck: ${gap}${diagnoses.length > 0 ? '; --allow-unknown rechecks all the same' : ''}`;
  }
  if (diagnoses.length === 0) return 'nothing to recheck: nothing failed here';
  const real = against.filter(({ cause }) => cause.kind === 'real').length;
  const unknown = against.length - real;
  const allow = unknown > 0 && real === 0 ? '; --allow-unknown rechecks all the same' : '';
  if (diagnoses.length === 1) {
    return `no recheck: ${real > 0 ? 'the failure is real' : 'nobody knows the cause of the failure'}${allow}`;
  }
  if (real === 0) return `no recheck: nobody knows the cause of ${unknown} of ${diagnoses.length} failures${allow}`;
  const parts = [
    `${real} ${real === 1 ? 'is' : 'are'} real`,
    ...(unknown > 0 ? [`of ${unknown} nobody knows the cause`] : []),
  ];
  return `no recheck: of ${diagnoses.length} failures ${parts.join(', and ')}`;
}

interface MainCause {
  readonly bug: BugReference | null;
  readonly reason: string | null;
  readonly test: string | null;
}

/** What the comment names: the bug that explains most failures, else the first cause there is. */
function mainCause(diagnoses: readonly Diagnosis[]): MainCause {
  const counts = new Map<string, { readonly bug: BugReference; readonly reason: string; count: number }>();
  for (const { cause } of diagnoses) {
    if (cause.kind !== 'known bug') continue;
    for (const { bug, name } of cause.bugs) {
      const known = counts.get(bug.url);
      if (known === undefined) counts.set(bug.url, { bug, reason: name, count: 1 });
      else known.count += 1;
    }
  }
  const [most] = [...counts.values()].sort((a, b) => b.count - a.count);
  const [first] = diagnoses;
  const failure = first?.subject.kind === 'test' ? first.subject.failure : null;
  const test = failure?.id ?? null;
  if (most !== undefined) return { bug: most.bug, reason: most.reason, test };
  return { bug: null, reason: first === undefined ? null : shortReason(first.cause, failure), test };
}

function shortReason(cause: Cause, failure: Failure | null): string {
  switch (cause.kind) {
    case 'known bug':
      return cause.bugs[0].name;
    case 'infrastructure':
      return cause.reason;
    case 'likely flaky':
      return failure === null ? 'flaky' : `flaky test ${failure.id}`;
    case 'real':
    case 'unknown':
      return failure === null ? 'failed, cause unknown' : `${failure.id} failed, cause unknown`;
  }
}

function onlyJob(diagnoses: readonly Diagnosis[]): string | null {
  const [only = null, ...more] = new Set(diagnoses.map(({ job }) => job));
  return more.length === 0 ? only : null;
}
