/** The numbers of one of jest's closing lines, such as `Tests:       6 failed, 1 skipped, 3 passed, 10 total`. */
export interface JestNumbers {
  readonly failed: number;
  readonly passed: number;
  /** With those that are to be written yet (`todo`). */
  readonly skipped: number;
  /** Fewer than `total` where some were not run, as in `2 of 5 total`. */
  readonly done: number;
  readonly total: number;
}

const part = /^(\d{1,9}) (failed|passed|skipped|pending|todo)$/;
const lastPart = /^(?:(\d{1,9}) of )?(\d{1,9}) total$/;
const maxLength = 300;

/** Reads what follows `Test Suites:` or `Tests:` (jest-reporters, getSummary.ts); null if it is something else. */
export function readNumbers(text: string): JestNumbers | null {
  if (text.length > maxLength) return null;
  const parts = text.trim().split(', ');
  const total = lastPart.exec(parts.pop() ?? '');
  if (total === null) return null;
  const values = new Map<string, number>();
  for (const each of parts) {
    const match = part.exec(each);
    if (match?.[2] === undefined) return null;
    values.set(match[2], Number(match[1]));
  }
  const of = (name: string): number => values.get(name) ?? 0;
  return {
    failed: of('failed'),
    passed: of('passed'),
    skipped: of('skipped') + of('pending') + of('todo'),
    done: Number(total[1] ?? total[2]),
    total: Number(total[2]),
  };
}
