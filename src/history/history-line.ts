import type { HistoryRun, ListedTest, NamedTests } from './history.ts';
import { keyOfNames } from './named-tests.ts';

/** A line of a history file: one JSON object, of a run's target or of a list of test ids that runs refer to. */
export type HistoryLine =
  | { readonly kind: 'run'; readonly run: HistoryRun }
  | { readonly kind: 'names'; readonly key: string; readonly ids: readonly string[] };

/** The line of a run's target, with its line end. Its members have an order, so that equal runs are equal lines. */
export function runLine(run: HistoryRun): string {
  const { run: name, target, time, tree, image, asked, verdict, whole, seconds, counts, listed, passed } = run;
  const tests = listed.map(({ id, outcome, ms, message, attempts }) => ({ id, outcome, ms, message, attempts }));
  const sums = counts === null ? null : { ran: counts.ran, failed: counts.failed, skipped: counts.skipped };
  const named = passed === null ? null : { names: passed.names, codes: passed.codes };
  const facts = { run: name, target, time, tree, image, asked, verdict, whole, seconds, counts: sums };
  return `${JSON.stringify({ ...facts, listed: tests, passed: named })}\n`;
}

/** The line of a list of ids, with its line end. It begins with `namesMark(key)`. */
export function namesLine(key: string, ids: readonly string[]): string {
  return `${namesMark(key)},"ids":${JSON.stringify(ids)}}\n`;
}

/** What tells that a file has a list already. */
export function namesMark(key: string): string {
  return `{"names":${JSON.stringify(key)}`;
}

/** Reads a line; null where it is torn, damaged, or of another dox's that writes more than this one knows. */
export function parseHistoryLine(line: string): HistoryLine | null {
  const value = parsed(line);
  if (!isObject(value)) return null;
  if (!('names' in value)) {
    const run = toRun(value);
    return run === null ? null : { kind: 'run', run };
  }
  const { names, ids } = value;
  if (typeof names !== 'string' || !areTexts(ids) || keyOfNames(ids) !== names) return null;
  return { kind: 'names', key: names, ids };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function toRun(value: Readonly<Record<string, unknown>>): HistoryRun | null {
  const { run, target, time, tree, image, asked, verdict, whole, seconds, counts, listed, passed } = value;
  if (typeof run !== 'string' || typeof target !== 'string' || !isCount(time) || !isCount(seconds)) return null;
  if (!isTextOrNull(tree) || !isTextOrNull(image) || typeof whole !== 'boolean') return null;
  if (asked !== 'all' && asked !== 'some' && !areTexts(asked)) return null;
  if (verdict !== 'passed' && verdict !== 'failed') return null;
  if (!(counts === null || isCounts(counts)) || !(passed === null || isNamedTests(passed))) return null;
  if (!Array.isArray(listed) || !listed.every(isListedTest)) return null;
  return { run, target, time, tree, image, asked, verdict, whole, seconds, counts, listed, passed };
}

function isListedTest(value: unknown): value is ListedTest {
  if (!isObject(value)) return false;
  const { id, outcome, ms, message, attempts } = value;
  if (typeof id !== 'string' || !isTextOrNull(message) || !isCount(attempts)) return false;
  if (outcome !== 'failed' && outcome !== 'error' && outcome !== 'flaky') return false;
  return ms === null || isCount(ms);
}

function isCounts(value: unknown): value is NonNullable<HistoryRun['counts']> {
  return isObject(value) && isCount(value.ran) && isCount(value.failed) && isCount(value.skipped);
}

function isNamedTests(value: unknown): value is NamedTests {
  return isObject(value) && typeof value.names === 'string' && typeof value.codes === 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
