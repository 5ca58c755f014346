import type { Failure } from '../failures/failure.ts';
import type { TestJudgement } from '../history/judge-test.ts';
import { figuresOf } from '../history/judgement-text.ts';
import type { Cause, Diagnosis, KnownBug } from './advice.ts';
import { ConditionIndex } from './condition-index.ts';
import { messageSign, signIn, silentNameServer } from './infrastructure.ts';
import { isOneOf } from './is-one-of.ts';
import { LogLine } from './log-line.ts';
import type { NumberedLine } from './log-scanner.ts';
import type { Metadata } from './query.ts';
import type { Signature } from './signature.ts';

/** All that was seen of one job: a target of a run, or a whole log. */
export interface JobOutcome {
  /** The target's label, or the job's name; null where nobody knows. */
  readonly job: string | null;
  readonly failures: readonly Failure[];
  /** Those that failed first and then passed. */
  readonly flaky: readonly Failure[];
  /** What is wrong with the job although no test is named, or null. */
  readonly broken: string | null;
  /** Why the tests could not run, where that is none of their doing, or null. */
  readonly couldNotRun: string | null;
  /** Output that explains it, such as the tail of a failed build. */
  readonly detail: readonly string[];
  /** By signature: the first lines of the log that show it. */
  readonly signatureLines: readonly (readonly NumberedLine[])[];
  /** The first sign of trouble around the tests in the log, or null. */
  readonly sign: { readonly reason: string; readonly lines: readonly NumberedLine[] } | null;
  readonly metadata: Metadata;
  /** Signatures of which the log has the text, but of what they ask of the job nothing is known. */
  readonly unsure: readonly UnsureSignature[];
  /** False where it is known to have none, so that no name server can answer. */
  readonly hasNetwork: boolean;
}

/** A job of which nothing is known. */
export function untested(job: string | null): JobOutcome {
  return {
    job,
    failures: [],
    flaky: [],
    broken: null,
    couldNotRun: null,
    detail: [],
    signatureLines: [],
    sign: null,
    metadata: new Map(),
    unsure: [],
    hasNetwork: true,
  };
}

export interface UnsureSignature {
  /** Where it is written. */
  readonly from: string;
  /** The fields of which nothing is known. */
  readonly unknown: readonly string[];
  readonly line: NumberedLine;
}

export interface Knowledge {
  readonly signatures: readonly Signature[];
  /** What the history says of a failure in a job, or null. */
  readonly judge: (failure: Pick<Failure, 'id' | 'message'>, job: string | null) => TestJudgement | null;
  /** In how many of the project's last runs a signature showed, or null where nobody knows. */
  readonly seenBefore: (signature: Signature, metadata: Metadata) => KnownBug['before'];
}

/** The causes for which running the tests again is right. */
export const retryIsRight: ReadonlySet<Cause['kind']> = new Set(['known bug', 'likely flaky', 'infrastructure']);

/** Finds the cause of each failure of a job; of those whose cause is unknown, nothing more than that. */
export function diagnose(outcome: JobOutcome, knowledge: Knowledge): readonly Diagnosis[] {
  const { job, failures, flaky, broken, couldNotRun } = outcome;
  const bugs = new BugFinder(outcome, knowledge);
  const diagnosis = (subject: Diagnosis['subject'], cause: Cause, history: string | null = null): Diagnosis => {
    return { subject, job, cause, history, candidates: [] };
  };
  const tests = cleanUpsWithTests(
    failures.map((failure) => {
      const judgement = knowledge.judge(failure, job);
      const sentence = judgement === null || judgement.runs < 2 ? null : judgement.sentence;
      return diagnosis({ kind: 'test', failure }, causeOf(failure, { outcome, bugs, judgement }), sentence);
    }),
  );
  const passed = flaky.map((failure) => {
    const reason = 'it failed, and passed when it was tried again';
    return diagnosis({ kind: 'test', failure }, { kind: 'likely flaky', reason });
  });
  const what = couldNotRun ?? broken;
  if (what === null || tests.length > 0) return [...tests, ...passed];
  return [diagnosis({ kind: 'job', what }, jobCause(outcome, bugs)), ...passed];
}

/** A class whose clean-up failed after one of its tests had failed by a known bug, failed by that too. */
function cleanUpsWithTests(diagnoses: readonly Diagnosis[]): readonly Diagnosis[] {
  return diagnoses.map((diagnosis) => {
    const { subject, cause } = diagnosis;
    if (subject.kind !== 'test' || subject.failure.unit !== 'class' || cause.kind !== 'unknown') return diagnosis;
    const start = `${subject.failure.id}.`;
    const known = diagnoses.flatMap((each) =>
      each.cause.kind === 'known bug' && each.subject.kind === 'test' && each.subject.failure.id.startsWith(start)
        ? each.cause.bugs.filter(({ seen }) => seen === 'in the test')
        : [],
    );
    const unique = new Map(known.map((bug) => [bug.from, { ...bug, seen: 'in a test of it' as const }]));
    const own = knownBug([...unique.values()]);
    return own === null ? diagnosis : { ...diagnosis, cause: own };
  });
}

interface Around {
  readonly outcome: JobOutcome;
  readonly bugs: BugFinder;
  readonly judgement: TestJudgement | null;
}

/** What fails time after time is not the machine's doing, whatever it says of the machine. */
function causeOf(failure: Failure, { outcome, bugs, judgement }: Around): Cause {
  const own = knownBug(bugs.inTest(failure));
  if (own !== null) return own;
  const attempts = failure.attempt ?? 1;
  if (attempts > 1) return { kind: 'real', reason: `it failed ${attempts} times in a row` };
  if (judgement?.verdict === 'new') {
    return { kind: 'real', reason: `new with this change: ${figuresOf(judgement)}`, byHistory: true };
  }
  if (judgement?.verdict === 'steady') return { kind: 'real', reason: judgement.sentence, byHistory: true };
  const sign = ownSign(failure);
  if (sign !== null && isPossible(sign, outcome)) return sign;
  const around = knownBug(bugs.around(failure));
  if (around !== null) return around;
  if (judgement?.verdict === 'flaky') return { kind: 'likely flaky', reason: figuresOf(judgement), byHistory: true };
  return unknown;
}

const unknown: Cause = { kind: 'unknown', searches: [], draft: null };

function knownBug([first, ...more]: readonly KnownBug[]): Cause | null {
  return first === undefined ? null : { kind: 'known bug', bugs: [first, ...more] };
}

/** The machine's part in a failure: of a test in its message only, of anything else in all of its output. */
function ownSign({ message, excerpt, unit }: Failure): Infrastructure | null {
  const own = messageSign(message);
  if (own !== null) return { kind: 'infrastructure', reason: own.reason, lines: [] };
  if (unit !== 'task' && unit !== 'package') return null;
  const found = signIn([...(message ?? '').split('\n'), ...excerpt]);
  return found === null ? null : infrastructure(found.sign.reason, found.text);
}

function isPossible({ reason }: { readonly reason: string }, { hasNetwork }: JobOutcome): boolean {
  return hasNetwork || reason !== silentNameServer;
}

type Infrastructure = Extract<Cause, { readonly kind: 'infrastructure' }>;

function infrastructure(reason: string, text: string): Infrastructure {
  return { kind: 'infrastructure', reason, lines: [{ number: 0, text }] };
}

function jobCause(outcome: JobOutcome, bugs: BugFinder): Cause {
  const { couldNotRun, detail, sign } = outcome;
  const bug = knownBug(bugs.ofJob());
  if (bug !== null) return bug;
  if (couldNotRun !== null) return { kind: 'infrastructure', reason: couldNotRun, lines: [] };
  const found = signIn(detail);
  if (found !== null) return infrastructure(found.sign.reason, found.text);
  return sign === null || !isPossible(sign, outcome) ? unknown : { kind: 'infrastructure', ...sign };
}

/**
 * Which signatures speak for which failure. A line in the output of a failed test speaks for that test alone; a line
 * elsewhere in the log, as elastic-recheck's queries look for, for all that failed in the job.
 */
class BugFinder {
  readonly #outcome: JobOutcome;
  readonly #signatures: readonly Signature[];
  readonly #seenBefore: Knowledge['seenBefore'];
  readonly #before = new Map<Signature, KnownBug['before']>();
  /** By signature: which failures' own output shows it, and where. */
  readonly #shown: readonly ReadonlyMap<Failure, string>[];

  constructor(outcome: JobOutcome, { signatures, seenBefore }: Omit<Knowledge, 'judge'>) {
    this.#outcome = outcome;
    this.#signatures = signatures;
    this.#seenBefore = seenBefore;
    this.#shown = this.#inTests();
  }

  inTest(failure: Failure): readonly KnownBug[] {
    return this.#signatures.flatMap((signature, index) => {
      const text = this.#shown[index]?.get(failure);
      if (text === undefined) return [];
      const known = (this.#outcome.signatureLines[index] ?? []).filter((line) => line.text.includes(text));
      return [this.#bug(signature, 'in the test', known.length > 0 ? known : [{ number: 0, text }])];
    });
  }

  around(failure: Failure): readonly KnownBug[] {
    return this.#inLog((signature) => signature.part === 'log' && appliesTo(signature, failure, this.#outcome.job));
  }

  /** For a job of which no test is named: not those that are limited to some tests. */
  ofJob(): readonly KnownBug[] {
    const { job } = this.#outcome;
    return this.#inLog(({ only, part }) => {
      if (part === 'message') return false;
      return only.tests.length + only.files.length + only.runners.length === 0 && isOneOf(only.jobs, job);
    });
  }

  #inLog(wanted: (signature: Signature) => boolean): readonly KnownBug[] {
    return this.#signatures.flatMap((signature, index) => {
      const lines = this.#outcome.signatureLines[index] ?? [];
      const speaksForAll = lines.length > 0 && this.#shown[index]?.size === 0;
      return speaksForAll && wanted(signature) ? [this.#bug(signature, 'in the log', lines)] : [];
    });
  }

  #bug(signature: Signature, seen: KnownBug['seen'], lines: readonly NumberedLine[]): KnownBug {
    const { bug, name, note, from, resolvedAt } = signature;
    const known = this.#before.get(signature);
    const before = known === undefined ? this.#seenBefore(signature, this.#outcome.metadata) : known;
    this.#before.set(signature, before);
    return { bug, name, note, from, resolvedAt, seen, before, lines };
  }

  #inTests(): readonly ReadonlyMap<Failure, string>[] {
    const { failures, job, metadata } = this.#outcome;
    const shown = this.#signatures.map(() => new Map<Failure, string>());
    const index = new ConditionIndex(this.#signatures);
    for (const failure of failures) {
      const message = (failure.message ?? '').split('\n');
      [...message, ...failure.excerpt].forEach((text, place) => {
        const bytes = Buffer.from(text);
        const candidates = index.candidates(bytes, 0, bytes.length);
        const line = candidates.size === 0 ? null : new LogLine(text);
        for (const each of candidates) {
          const [signature, known] = [this.#signatures[each], shown[each]];
          if (line === null || signature === undefined || known === undefined || known.has(failure)) continue;
          if (signature.part === 'message' && place >= message.length) continue;
          if (!appliesTo(signature, failure, job) || signature.matches(line, metadata) !== true) continue;
          known.set(failure, line.text);
        }
      });
    }
    return shown;
  }
}

function appliesTo(
  { only }: Signature,
  { id, runner, file }: Pick<Failure, 'id' | 'runner' | 'file'>,
  job: string | null,
): boolean {
  return (
    isOneOf(only.tests, id) && isOneOf(only.runners, runner) && isOneOf(only.files, file) && isOneOf(only.jobs, job)
  );
}
