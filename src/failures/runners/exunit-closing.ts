import type { Counts } from '../failure.ts';

const finished = /^Finished in \d{1,9}(?:\.\d{1,9})? seconds(?: \(\d[\d.]{0,12}s (?:on load|async), [^)]{1,40}\))?$/;
const part = /^(\d{1,9}) ([a-z_]{1,40})$/;
/** What other runners count. */
const foreign = /^(?:examples?|scenarios?|steps?|assertions?|runs?|specs?|pending)$/;
const states = new Set(['failure', 'failures', 'skipped', 'invalid', 'excluded']);
const result =
  /^Result: (?:(\d{1,9})\/)?(\d{1,9}) (?:passed|tests)(?: \([^)]{1,200}\))?((?:, \d{1,9} [a-z]{1,20}){0,5})$/;

/** Whether the line is ExUnit's `Finished in 0.03 seconds (0.00s async, 0.03s sync)`. */
export function isFinished(text: string): boolean {
  return text.length < 150 && finished.test(text);
}

/** Reads `3 doctests, 5 tests, 2 failures, 1 invalid, 1 skipped`, or `Result: 3/5 passed, 1 skipped` since 1.20. */
export function readClosing(text: string): Counts | null {
  if (text.length > 300) return null;
  const passed = text.startsWith('Result: ') ? result.exec(text) : null;
  if (passed !== null) {
    const all = Number(passed[2]);
    const failed = passed[1] === undefined ? 0 : all - Number(passed[1]);
    const rest = valuesOf((passed[3] ?? '').slice(2));
    return { ran: all, failed, errors: 0, skipped: rest?.get('skipped') ?? 0 };
  }
  const values = valuesOf(text);
  const failed = values?.get('failures') ?? values?.get('failure');
  if (values === null || failed === undefined) return null;
  const tests = [...values].filter(([name]) => !states.has(name));
  if (tests.length === 0 || tests.some(([name]) => foreign.test(name))) return null;
  const all = tests.reduce((sum, [, count]) => sum + count, 0);
  const of = (name: string): number => values.get(name) ?? 0;
  const skipped = of('skipped') + of('excluded');
  return { ran: Math.max(0, all - skipped - of('invalid')), failed, errors: 0, skipped };
}

function valuesOf(text: string): ReadonlyMap<string, number> | null {
  const values = new Map<string, number>();
  for (const each of text === '' ? [] : text.split(', ', 12)) {
    const match = part.exec(each);
    if (match?.[2] === undefined) return null;
    values.set(match[2], Number(match[1]));
  }
  return values;
}
