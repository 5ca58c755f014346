import { Parser } from 'htmlparser2';
import type { Failure, RunnerReport } from './failure.ts';
import {
  type Attributes,
  junitFailure,
  junitIdOf,
  millisecondsOf,
  type OpenCase,
  type Problem,
  problemKinds,
} from './junit-case.ts';
import type { JunitTool } from './junit-ids.ts';
import { Tally } from './tally.ts';

/** Reads one file as it comes, in chunks of any size. */
export interface JunitXmlReader {
  push(chunk: Uint8Array): void;
  /** Call it once, after the last push. Null if it was no JUnit XML. */
  end(): RunnerReport | null;
  /** After that: all of its tests, each once, those that passed too; none unless they were asked for. */
  cases(): readonly JunitOutcome[];
}

/** What became of a test case. */
export interface JunitOutcome {
  /** As that of a Failure. */
  readonly id: string;
  /** `flaky`: it failed first. */
  readonly outcome: 'passed' | 'failed' | 'flaky' | 'skipped';
  /** Milliseconds; null where it does not say. */
  readonly durationMs: number | null;
}

/** Nobody reads more of one file. */
const maxBytes = 64 * 1024 * 1024;
const maxText = 20_000;
const maxTests = 200_000;

/**
 * A reader of the XML that Ant's JUnit task began and most runners can write. Nothing says what it must look like: it
 * takes `<testsuites>` or `<testsuite>` as the root, suites in suites, and no entities but those of XML itself.
 */
export function createJunitXmlReader({ keepsCases = false } = {}): JunitXmlReader {
  const document = new JunitDocument(keepsCases);
  const decoder = new TextDecoder();
  const parser = new Parser(
    {
      onopentag: (name, attributes) => document.open(name, attributes),
      ontext: (text) => document.text(text),
      onclosetag: (name) => document.close(name),
    },
    { xmlMode: true, decodeEntities: true },
  );
  let left = maxBytes;
  return {
    push(chunk) {
      if (left <= 0) return;
      const part = chunk.subarray(0, left);
      left -= part.length;
      parser.write(decoder.decode(part, { stream: true }));
    },
    end() {
      // What the parser closes by itself at the end was not closed in the file.
      document.freeze();
      parser.end();
      return document.report(left <= 0);
    },
    cases: () => document.cases(),
  };
}

class JunitDocument {
  readonly #suites: Attributes[] = [];
  #root: string | null = null;
  #rootClosed = false;
  #frozen = false;
  #tool: JunitTool | null = null;
  #case: OpenCase | null = null;
  #problem: Problem | null = null;
  /** Of the outermost suites: what they count themselves. */
  #declared = 0;
  readonly #failed = new Map<string, Failure>();
  readonly #flaky = new Map<string, Failure>();
  /** Those that did not fail, for as long as no other case of the same name does; null where nobody asks. */
  readonly #others: Map<string, JunitOutcome> | null;
  #counts = { ran: 0, failed: 0, errors: 0, skipped: 0 };

  constructor(keepsCases: boolean) {
    this.#others = keepsCases ? new Map() : null;
  }

  open(name: string, attributes: Attributes): void {
    if (this.#root === null) {
      this.#root = name;
      if (name === 'testsuites') this.#tool = toolOfRoot(attributes);
    }
    const kind = problemKinds[name];
    if (name === 'testsuite') this.#suite(attributes);
    else if (name === 'property' && attributes.name === 'go.version') this.#tool = 'go';
    else if (name === 'testcase') {
      this.#case = { attributes, suite: this.#suites.at(-1) ?? {}, problems: [], skipped: isNotRun(attributes) };
    } else if (name === 'skipped' && this.#case !== null) this.#case.skipped = true;
    else if (kind !== undefined && this.#case !== null && this.#case.problems.length < 100) {
      const { message = '', type = '' } = attributes;
      this.#problem = { kind, message: message.slice(0, maxText), type: type.slice(0, 400), text: '' };
      this.#case.problems.push(this.#problem);
    }
  }

  #suite(attributes: Attributes): void {
    if (this.#suites.length === 0) this.#declared += count(attributes.failures) + count(attributes.errors);
    if (this.#suites.length < 1000) this.#suites.push(attributes);
    this.#tool ??= toolOfSuite(attributes);
  }

  text(text: string): void {
    const problem = this.#problem;
    if (problem !== null && problem.text.length < maxText) problem.text += text.slice(0, maxText);
  }

  close(name: string): void {
    if (this.#frozen) return;
    if (problemKinds[name] !== undefined) this.#problem = null;
    else if (name === 'testcase') this.#closeCase();
    else if (name === 'testsuite') this.#suites.pop();
    if (name === this.#root && this.#suites.length === 0) this.#rootClosed = true;
  }

  freeze(): void {
    this.#frozen = true;
  }

  #closeCase(): void {
    const test = this.#case;
    this.#case = null;
    this.#problem = null;
    if (test === null) return;
    const broken = test.problems.find(({ kind }) => kind === 'failure' || kind === 'error');
    const flaky = test.problems.find(({ kind }) => kind === 'flaky');
    if (test.skipped && broken === undefined) this.#counts.skipped += 1;
    else this.#counts.ran += 1;
    const key = JSON.stringify([test.suite.name, test.attributes.classname, test.attributes.name]);
    if (broken !== undefined) this.#fail(key, test, broken);
    else if (flaky !== undefined)
      this.#put(this.#flaky, key, junitFailure(test, { problem: flaky, attempt: 1, tool: this.#tool }));
    else {
      this.#note(key, test);
      if (!test.skipped) this.#passed(key);
    }
  }

  #note(key: string, test: OpenCase): void {
    if (this.#others === null || this.#others.size >= maxTests) return;
    const { id } = junitIdOf(test, { tool: this.#tool, text: '' });
    const outcome = test.skipped ? 'skipped' : 'passed';
    this.#others.set(key, { id, outcome, durationMs: millisecondsOf(test.attributes) });
  }

  cases(): readonly JunitOutcome[] {
    if (this.#others === null) return [];
    const listed = [...this.#failed, ...this.#flaky];
    const keys = new Set(listed.map(([key]) => key));
    const outcomes = listed.map(([key, { id, durationMs }]): JunitOutcome => {
      return { id, outcome: this.#failed.has(key) ? 'failed' : 'flaky', durationMs };
    });
    return [...outcomes, ...[...this.#others].flatMap(([key, each]) => (keys.has(key) ? [] : [each]))];
  }

  #fail(key: string, test: OpenCase, problem: Problem): void {
    this.#counts[problem.kind === 'error' ? 'errors' : 'failed'] += 1;
    const again = test.problems.some(({ kind }) => kind === 'rerun');
    this.#put(this.#failed, key, junitFailure(test, { problem, attempt: again ? 1 : null, tool: this.#tool }));
  }

  /** gotestsum and Gradle's retries write each try as a test case of its own. */
  #passed(key: string): void {
    const failed = this.#failed.get(key);
    if (failed === undefined) return;
    this.#failed.delete(key);
    this.#put(this.#flaky, key, { ...failed, attempt: 1 });
  }

  #put(map: Map<string, Failure>, key: string, failure: Failure): void {
    if (map.size < maxTests && !map.has(key)) map.set(key, failure);
  }

  report(isCut: boolean): RunnerReport | null {
    if (this.#root !== 'testsuites' && this.#root !== 'testsuite') return null;
    const failures = [...this.#failed.values()];
    const flaky = [...this.#flaky.values()];
    const warnings = isCut ? ['the JUnit XML is longer than what dox reads of it'] : [];
    if (!this.#rootClosed) warnings.push('the JUnit XML ends before its last element does');
    else if (this.#declared > failures.length + flaky.length) {
      warnings.push(
        `the JUnit XML counts ${this.#declared} failures and errors, but only ${failures.length} are in it`,
      );
    }
    const tally = new Tally();
    tally.add({ failures, flaky, counts: this.#counts, warnings });
    return tally.report('junit', this.#rootClosed);
  }
}

function count(text: string | undefined): number {
  return Number.parseInt(text ?? '', 10) || 0;
}

/** GoogleTest's disabled ones. */
function isNotRun({ status }: Attributes): boolean {
  return status === 'notrun' || status === 'disabled';
}

function toolOfRoot({ name = '' }: Attributes): JunitTool | null {
  if (name === 'pytest tests') return 'pytest';
  return name === 'vitest tests' ? 'vitest' : null;
}

function toolOfSuite(attributes: Attributes): JunitTool | null {
  if (attributes.name === 'pytest') return 'pytest';
  return attributes['xsi:noNamespaceSchemaLocation']?.includes('surefire') === true ? 'surefire' : null;
}
