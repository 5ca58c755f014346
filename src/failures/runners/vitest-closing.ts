import type { Counts } from '../failure.ts';

/** The numbers of `Tests  5 failed | 3 passed | 1 expected fail | 2 skipped | 1 todo (12)`. */
export interface VitestNumbers extends Omit<Counts, 'errors'> {
  /** Tests that are in none of the numbers, since they did not come to their turn. */
  readonly left: number;
}

const part = /^(\d{1,9}) (failed|passed|expected fail|skipped|todo)$/;
const ending = / \((\d{1,9})\)$/;
const maxLength = 300;

/** Reads what follows `Tests` or `Test Files` (vitest, reporters/renderers/utils.ts); null if it is something else. */
export function readNumbers(text: string): VitestNumbers | null {
  if (text.length > maxLength) return null;
  const trimmed = text.trim();
  if (trimmed === 'no tests') return { ran: 0, failed: 0, skipped: 0, left: 0 };
  const total = ending.exec(trimmed);
  if (total === null) return null;
  const values = new Map<string, number>();
  for (const each of trimmed.slice(0, total.index).split(' | ')) {
    const match = part.exec(each);
    if (match?.[2] !== undefined) values.set(match[2], Number(match[1]));
    else if (each !== '') return null;
  }
  const of = (name: string): number => values.get(name) ?? 0;
  const ran = of('failed') + of('passed') + of('expected fail');
  const skipped = of('skipped') + of('todo');
  return { ran, failed: of('failed'), skipped, left: Math.max(0, Number(total[1]) - ran - skipped) };
}
