import type { Counts } from '../failure.ts';

/** The numbers of `test cases: 5 | 1 passed | 2 failed | 2 failed as expected`, and of the line of assertions. */
export interface Totals {
  readonly all: number;
  readonly passed: number;
  readonly failed: number;
  readonly expected: number;
  readonly skipped: number;
}

const part = /^(\d{1,9}) (passed|failed|failed as expected|skipped)$/;
const allPassed = /^All tests passed \(\d{1,9} assertions? in (\d{1,9}) test cases?\)$/;
const compact = /^Failed (?:both |all )?(\d{1,9}) test cases?, failed (?:both |all )?\d{1,9} assertions?\.$/;
const compactPassed = /^Passed (?:both |all )?(\d{1,9}) test cases?(?: \(no assertions\)| with \d{1,9} assertions?)\.$/;

/** Reads what follows `test cases: ` or `assertions: ` (catch_reporter_console.cpp, printTotals). */
export function readTotals(text: string): Totals | null {
  const [all = '', ...parts] = text
    .slice(0, 300)
    .split('|')
    .map((each) => each.trim());
  if (!/^(?:\d{1,9}|- none -)$/.test(all) || parts.length === 0) return null;
  const values = new Map<string, number>();
  for (const each of parts) {
    const match = part.exec(each);
    if (match?.[2] === undefined) return null;
    values.set(match[2], Number(match[1]));
  }
  const of = (name: string): number => values.get(name) ?? 0;
  return {
    all: all === '- none -' ? 0 : Number(all),
    passed: of('passed'),
    failed: of('failed'),
    expected: of('failed as expected'),
    skipped: of('skipped'),
  };
}

/** Reads the closing lines of runs without such a table; the number of failed test cases only for the compact form. */
export function readVerdict(text: string): { readonly counts: Counts | null; readonly failed: number } | null {
  const line = text.slice(0, 300).trimEnd();
  const failed = compact.exec(line);
  if (failed !== null) return { counts: null, failed: Number(failed[1]) };
  const passed = allPassed.exec(line) ?? compactPassed.exec(line);
  const none = line === 'No tests ran' || line === 'No tests ran.';
  if (passed === null && !none) return null;
  return { counts: { ran: Number(passed?.[1] ?? 0), failed: 0, errors: 0, skipped: 0 }, failed: 0 };
}

/** As counts; what failed as expected has run. */
export function countsOf({ all, failed, skipped }: Totals): Counts {
  return { ran: Math.max(0, all - skipped), failed, errors: 0, skipped };
}
