import type { FailedUnit } from '../failures/failure.ts';
import type { Advice, BugDraft, Cause, Diagnosis, KnownBug } from '../recheck/advice.ts';
import type { BugReference } from '../recheck/bug-reference.ts';
import type { NumberedLine } from '../recheck/log-scanner.ts';

/** What `dox recheck --json` prints, by advice.schema.json. */
export interface AdviceJson {
  /** True if a recheck is right. */
  readonly justified: boolean;
  readonly why: string;
  /** What to type, or null. */
  readonly type: string | null;
  /** What to type if somebody knows the bug, with NUMBER in its place. */
  readonly type_if_known: string | null;
  readonly notes: readonly string[];
  readonly failures: readonly DiagnosisJson[];
}

interface DiagnosisJson {
  /** The test, or what broke as a whole; null where no test is named. */
  readonly id: string | null;
  readonly runner: string | null;
  readonly unit: FailedUnit | null;
  readonly job: string | null;
  /** The test's first telling line, or what happened to the job. */
  readonly message: string | null;
  readonly cause: Cause['kind'];
  /** Why it is taken for that; null for a known bug and where nothing is known. */
  readonly reason: string | null;
  readonly bugs: readonly BugJson[];
  /** The lines that show the cause, where it is the infrastructure. */
  readonly lines: readonly LineJson[];
  readonly history: string | null;
  readonly searches: readonly { readonly by: 'test' | 'error'; readonly text: string; readonly url: string }[];
  readonly candidates: readonly CandidateJson[];
  readonly draft: BugDraft | null;
}

interface BugJson {
  readonly number: number | null;
  readonly url: string;
  readonly name: string;
  readonly note: string | null;
  readonly from: string;
  readonly resolved_at: string | null;
  readonly seen: KnownBug['seen'];
  readonly before: KnownBug['before'];
  readonly lines: readonly LineJson[];
}

interface LineJson {
  /** In the log, from 1; null where only the text is known. */
  readonly number: number | null;
  readonly text: string;
}

interface CandidateJson {
  readonly number: number | null;
  readonly url: string;
  readonly title: string;
  readonly status: string;
  readonly open: boolean;
}

export function adviceJson({ justified, why, type, typeIfKnown, notes, diagnoses }: Advice): AdviceJson {
  return { justified, why, type, type_if_known: typeIfKnown, notes, failures: diagnoses.map(diagnosisJson) };
}

function diagnosisJson({ subject, job, cause, history, candidates }: Diagnosis): DiagnosisJson {
  const failure = subject.kind === 'test' ? subject.failure : null;
  return {
    id: failure?.id ?? null,
    runner: failure?.runner ?? null,
    unit: failure?.unit ?? null,
    job,
    message: subject.kind === 'test' ? subject.failure.message : subject.what,
    cause: cause.kind,
    reason: 'reason' in cause ? cause.reason : null,
    bugs: cause.kind === 'known bug' ? cause.bugs.map(bugJson) : [],
    lines: cause.kind === 'infrastructure' ? cause.lines.map(lineJson) : [],
    history,
    searches: cause.kind === 'unknown' ? cause.searches : [],
    candidates: candidates.map(({ bug, title, status, open }) => ({
      number: numberOf(bug),
      url: bug.url,
      title,
      status,
      open,
    })),
    draft: cause.kind === 'unknown' ? cause.draft : null,
  };
}

function bugJson({ bug, name, note, from, resolvedAt, seen, before, lines }: KnownBug): BugJson {
  return {
    number: numberOf(bug),
    url: bug.url,
    name,
    note,
    from,
    resolved_at: resolvedAt,
    seen,
    before,
    lines: lines.map(lineJson),
  };
}

function numberOf(bug: BugReference): number | null {
  return bug.kind === 'link' ? null : bug.number;
}

function lineJson({ number, text }: NumberedLine): LineJson {
  return { number: number === 0 ? null : number, text };
}
