import type { Counts } from '../failure.ts';

/** pytest's last line, `=== 9 failed, 5 passed, 2 errors in 0.03s ===`, without the frame if it was asked to be quiet. */
export interface Closing {
  readonly framed: boolean;
  readonly counts: Counts;
}

const frame = /^=+ (.+) =+$/;
const duration = / in \d{1,9}(?:\.\d{1,6})? ?s(?:econds)?(?: \(\d[\d:, dayhours.]*\))?$/;
const part = /^(\d{1,9}) ([a-z -]{1,40})$/;
const possible = /^[=\dn]/;
const maxLength = 400;

/** Reads the closing line (terminal.py, summary_stats); null if the line is none. */
export function readClosing(text: string): Closing | null {
  // The bare line begins with a number or with `no tests`; all others are told by that in no time.
  if (text.length > maxLength || !possible.test(text)) return null;
  const line = text.trimEnd();
  const framed = line.startsWith('=');
  const inner = framed ? frame.exec(line)?.[1] : line;
  const ending = inner === undefined ? null : duration.exec(inner);
  if (inner === undefined || ending === null) return null;
  const counts = readCounts(inner.slice(0, ending.index));
  return counts === null ? null : { framed, counts };
}

function readCounts(text: string): Counts | null {
  const values = new Map<string, number>();
  for (const each of text === 'no tests ran' || text === 'no tests collected' ? [] : text.split(', ')) {
    const match = part.exec(each);
    if (match?.[2] === undefined) return null;
    values.set(match[2].replace(/s$/, ''), Number(match[1]));
  }
  const of = (name: string): number => values.get(name) ?? 0;
  return {
    ran: of('passed') + of('failed') + of('xfailed') + of('xpassed'),
    failed: of('failed') + of('subtests failed'),
    errors: of('error'),
    skipped: of('skipped'),
  };
}
