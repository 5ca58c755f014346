import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';

/** What one test of a package said of itself, over all of its tries. */
export interface GoTest {
  readonly name: string;
  readonly excerpt: Excerpt;
  lines: number;
  message: string | null;
  file: string | null;
  line: number | null;
  durationMs: number | null;
  verdict: 'running' | 'failed' | 'passed' | 'skipped';
  /** It was seen to start: what only prints a verdict may be forged by a test that passes. */
  started: boolean;
}

const place = /^\s{1,40}(\S{1,200}\.go):(\d{1,7}): ?(.*)$/;
const maxLine = 1000;
const maxLines = 60;

export function newTest(name: string): GoTest {
  return {
    name,
    excerpt: new Excerpt(),
    lines: 0,
    message: null,
    file: null,
    line: null,
    durationMs: null,
    verdict: 'running',
    started: false,
  };
}

/** Keeps a line that the test printed; false when no more is wanted. */
export function addOutput(test: GoTest, text: string): boolean {
  if (test.lines >= maxLines) return false;
  test.lines += 1;
  test.excerpt.add(text);
  const line = text.slice(0, maxLine);
  const found = test.message === null && line.includes('.go:') ? place.exec(line) : null;
  if (found !== null) {
    test.file = found[1] ?? null;
    test.line = Number(found[2]);
    test.message = found[3] === '' ? null : (found[3] ?? null);
  } else if (text.startsWith('panic: ')) test.message = line.trimEnd();
  return true;
}

/** The failed tests of a package, without the parents that fail because of a subtest. */
export function failedLeaves(tests: Iterable<GoTest>): readonly GoTest[] {
  const failed = [...tests].filter(({ verdict }) => verdict === 'failed');
  const parents = new Set(failed.flatMap(({ name }) => ancestors(name)));
  return failed.filter(({ name }) => !parents.has(name));
}

function ancestors(name: string): readonly string[] {
  return [...name.matchAll(/\//g)].map(({ index }) => name.slice(0, index));
}

export function testFailure(
  test: GoTest,
  { runner, pkg }: { readonly runner: string; readonly pkg: string | null },
): Failure {
  const { name, message, file, line, durationMs, excerpt } = test;
  const id = pkg === null ? name : `${pkg}.${name}`;
  const outcome = message?.startsWith('panic: ') === true ? 'error' : 'failed';
  return makeFailure({ id, runner, message, file, line, durationMs, outcome, excerpt: excerpt.lines() });
}

/** A package that failed without a failed test: it could not be built, or ended outside of its tests. */
export function packageFailure(
  pkg: string,
  {
    runner,
    message,
    excerpt,
  }: { readonly runner: string; readonly message: string | null; readonly excerpt: readonly string[] },
): Failure {
  return makeFailure({ id: pkg, runner, message, excerpt, outcome: 'error', unit: 'package' });
}
