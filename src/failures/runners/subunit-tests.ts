import { Excerpt } from '../excerpt.ts';
import { type Counts, type Failure, makeFailure } from '../failure.ts';
import { PythonTraceback } from './python-traceback.ts';
import { deadWorker, readSubunitId, returnCodeId } from './subunit-id.ts';
import type { SubunitStatus } from './subunit-packet.ts';

const maxTests = 20_000;
const maxDetails = 16 * 1024;

/** A test that has begun. */
interface Begun {
  /** Milliseconds since 1970. */
  started: number | null;
  inProgress: boolean;
  details: string;
}

/** What the events of a stream, of either version of subunit, come to: of each test the last status counts. */
export class SubunitTests {
  readonly #begun = new Map<string, Begun>();
  readonly #failures = new Map<string, Failure>();
  readonly #flaky = new Map<string, Failure>();
  #returnCode = false;
  #counts: Counts = { ran: 0, failed: 0, errors: 0, skipped: 0 };
  /** There was an event. */
  isThere = false;

  /** An attachment, or a piece of one; only tracebacks and reasons tell something. */
  attach(testId: string, name: string, text: string): void {
    if (!name.startsWith('traceback') && name !== 'reason') return;
    const test = this.#test(testId);
    if (test !== null && test.details.length < maxDetails) test.details += text.slice(0, maxDetails);
  }

  event(testId: string, status: Exclude<SubunitStatus, null>, time: number | null): void {
    this.isThere = true;
    if (status === 'exists') return;
    const test = this.#test(testId);
    if (status === 'inprogress') {
      if (test !== null) Object.assign(test, { started: time, inProgress: true });
      return;
    }
    this.#begun.delete(testId);
    this.#count(status);
    if (status === 'fail' || status === 'uxsuccess') this.#fail(testId, status, { test, time });
    else this.#pass(testId);
  }

  #test(testId: string): Begun | null {
    const known = this.#begun.get(testId);
    if (known !== undefined) return known;
    if (this.#begun.size >= maxTests) return null;
    const test = { started: null, inProgress: false, details: '' };
    this.#begun.set(testId, test);
    return test;
  }

  #count(status: SubunitStatus): void {
    const { ran, failed, skipped, errors } = this.#counts;
    const isFailure = status === 'fail' || status === 'uxsuccess';
    const isSkip = status === 'skip';
    this.#counts = {
      ran: ran + (isSkip ? 0 : 1),
      failed: failed + (isFailure ? 1 : 0),
      errors,
      skipped: skipped + (isSkip ? 1 : 0),
    };
  }

  #fail(
    testId: string,
    status: 'fail' | 'uxsuccess',
    { test, time }: { test: Begun | null; time: number | null },
  ): void {
    if (testId === returnCodeId) {
      this.#returnCode = true;
      return;
    }
    if (this.#failures.size >= maxTests) return;
    const started = test?.started ?? null;
    const durationMs = started === null || time === null ? null : Math.round((time - started) * 1000) / 1000;
    this.#failures.set(testId, failureOf(testId, status, { durationMs, details: test?.details ?? '' }));
  }

  #pass(testId: string): void {
    const before = this.#failures.get(testId);
    if (before === undefined) return;
    this.#failures.delete(testId);
    if (this.#flaky.size < maxTests) this.#flaky.set(testId, before);
  }

  /** Tests that began and never ended are failures: the process died of them, or was killed. */
  result(): { failures: readonly Failure[]; flaky: readonly Failure[]; counts: Counts; warnings: readonly string[] } {
    const stuck = [...this.#begun].filter(([, { inProgress }]) => inProgress).map(([id]) => stuckFailure(id));
    const failures = [...this.#failures.values(), ...stuck];
    const died = this.#returnCode && failures.length === 0 ? [deadWorker('subunit')] : [];
    return {
      failures: [...failures, ...died],
      flaky: [...this.#flaky.values()],
      counts: { ...this.#counts, ran: this.#counts.ran + stuck.length, errors: stuck.length },
      warnings: this.#returnCode ? ['a process of subunit’s tests exited with an error (process-returncode)'] : [],
    };
  }
}

function failureOf(
  testId: string,
  status: 'fail' | 'uxsuccess',
  { durationMs, details }: { durationMs: number | null; details: string },
): Failure {
  const test = readSubunitId(testId);
  const excerpt = new Excerpt();
  const traceback = new PythonTraceback();
  for (const line of details.trimEnd().split('\n')) {
    excerpt.add(line);
    traceback.add(line);
  }
  return makeFailure({
    runner: 'subunit',
    message: status === 'uxsuccess' ? 'unexpected success' : traceback.message,
    file: traceback.place?.file ?? null,
    line: traceback.place?.line ?? null,
    excerpt: excerpt.lines(),
    outcome: test.unit === undefined ? 'failed' : 'error',
    durationMs,
    ...test,
  });
}

function stuckFailure(testId: string): Failure {
  return makeFailure({
    runner: 'subunit',
    message: 'began and never ended',
    outcome: 'error',
    ...readSubunitId(testId),
  });
}
