import { Parser } from 'htmlparser2';
import { Excerpt } from './excerpt.ts';
import { type Failure, makeFailure, type RunnerReport } from './failure.ts';
import { type JunitId, type JunitTool, junitId } from './junit-ids.ts';
import { JavaTrace } from './runners/java-trace.ts';
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

type Attributes = Readonly<Record<string, string>>;

interface Problem {
  readonly kind: 'failure' | 'error' | 'flaky' | 'rerun';
  readonly message: string;
  readonly type: string;
  text: string;
}

interface OpenCase {
  readonly attributes: Attributes;
  readonly suite: Attributes;
  readonly problems: Problem[];
  skipped: boolean;
}

const problems: Readonly<Record<string, Problem['kind']>> = {
  failure: 'failure',
  error: 'error',
  flakyFailure: 'flaky',
  flakyError: 'flaky',
  rerunFailure: 'rerun',
  rerunError: 'rerun',
};

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
    const kind = problems[name];
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
    if (problems[name] !== undefined) this.#problem = null;
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
    else if (flaky !== undefined) this.#put(this.#flaky, key, this.#failure(test, flaky, 1));
    else {
      this.#note(key, test);
      if (!test.skipped) this.#passed(key);
    }
  }

  #note(key: string, test: OpenCase): void {
    if (this.#others === null || this.#others.size >= maxTests) return;
    const { id } = this.#id(test, '');
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
    this.#put(this.#failed, key, this.#failure(test, problem, again ? 1 : null));
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

  #failure({ attributes, suite }: OpenCase, problem: Problem, attempt: number | null): Failure {
    const { classname = '' } = attributes;
    const lines = problem.text.split('\n');
    const excerpt = new Excerpt();
    for (const line of lines) excerpt.add(line);
    const file = attributes.file ?? suite.file ?? null;
    const { unit, ...ids } = this.#id({ attributes, suite }, problem.text);
    return makeFailure({
      ...ids,
      runner: 'junit',
      message: messageOf(problem),
      ...placeOf(lines, { file, line: attributes.line, className: classname }),
      excerpt: excerpt.lines(),
      outcome: problem.kind === 'error' ? 'error' : 'failed',
      durationMs: millisecondsOf(attributes),
      attempt,
      ...(unit === undefined ? {} : { unit }),
    });
  }

  #id({ attributes, suite }: Pick<OpenCase, 'attributes' | 'suite'>, text: string): JunitId {
    const { name = '', classname = '' } = attributes;
    const tool = this.#tool ?? (suite.name === classname && classname !== '' ? 'jvm' : 'other');
    return junitId({
      name,
      className: classname,
      file: attributes.file ?? suite.file ?? null,
      phpClass: attributes.class ?? null,
      suite: suite.name ?? '',
      tool: attributes.class !== undefined && tool === 'other' ? 'phpunit' : tool,
      text,
    });
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

function millisecondsOf({ time }: Attributes): number | null {
  const seconds = Number.parseFloat((time ?? '').replaceAll(',', ''));
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : null;
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

function messageOf({ message, type, text }: Problem): string | null {
  const first = `${message}\n${text}`.split('\n').find((line) => line.trim() !== '');
  return first?.trim().slice(0, 400) ?? (type === '' ? null : type);
}

const pythonPlace = /^([^\s:]{1,400}\.py):(\d{1,7}): /;

/** Where the trace says, else what the attributes say: pytest's line is that of the definition, counted from 0. */
function placeOf(
  lines: readonly string[],
  known: { readonly file: string | null; readonly line: string | undefined; readonly className: string },
): Pick<Failure, 'file' | 'line'> {
  const trace = new JavaTrace(known.className);
  let python: RegExpExecArray | null = null;
  for (const line of lines) {
    trace.add(line);
    python = pythonPlace.exec(line) ?? python;
  }
  if (python !== null) return { file: python[1] ?? null, line: Number(python[2]) };
  if (trace.place !== null) return trace.place;
  const line = Number.parseInt(known.line ?? '', 10);
  return { file: known.file, line: known.file !== null && Number.isFinite(line) ? line : null };
}
