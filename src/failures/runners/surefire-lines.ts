import type { Counts } from '../failure.ts';

const maxLength = 4096;
const levels = ['[ERROR] ', '[WARNING] ', '[INFO] ', '[WARN] '];
/** A log may have a time before the level. */
const levelWithin = 40;

/** A line without Maven's `[ERROR] `, and whether it had one. */
export function withoutLevel(line: string): { readonly text: string; readonly level: string | null } {
  const text = line.slice(0, maxLength);
  for (const level of levels) {
    const at = text.slice(0, levelWithin).indexOf(level);
    if (at >= 0) return { text: text.slice(at + level.length), level: level.trim() };
  }
  const bare = ['[ERROR]', '[INFO]', '[WARNING]'].find((level) => text === level);
  return bare === undefined ? { text, level: null } : { text: '', level: bare };
}

const totals =
  /^Tests run: (\d{1,9}), Failures: (\d{1,9}), Errors: (\d{1,9}), Skipped: (\d{1,9})(?:, Flakes: (\d{1,9}))?\s{0,3}$/;

/** The line that closes a run; a flaky test is among those that ran and not among those that failed. */
export function readTotals(text: string): Counts | null {
  const match = totals.exec(text);
  if (match === null) return null;
  const [tests, failed, errors, skipped] = match.slice(1, 5).map(Number);
  if (tests === undefined || failed === undefined || errors === undefined || skipped === undefined) return null;
  return { ran: Math.max(0, tests - skipped), failed, errors, skipped };
}

/** The class that `Tests run: …, Time elapsed: 1 s <<< FAILURE! - in pkg.Class` is about. */
export function readClassLine(text: string): string | null {
  if (!text.startsWith('Tests run: ') || !text.includes('Time elapsed: ')) return null;
  const at = Math.max(text.lastIndexOf(' - in '), text.lastIndexOf(' -- in '));
  if (at < 0) return null;
  return withoutGroup(text.slice(text.indexOf('in ', at) + 'in '.length));
}

/** `pkg.Class ( of group )`, of JUnit's suites. */
function withoutGroup(name: string): string {
  const at = name.indexOf(' ( of ');
  return (at < 0 ? name : name.slice(0, at)).trim();
}

export interface TestLine {
  readonly className: string | null;
  /** Null if it is the class that broke. */
  readonly method: string | null;
  /** Only the method stands in the line: its class may also be one nested in `className`. */
  readonly isBare: boolean;
  readonly outcome: 'failed' | 'error';
  readonly durationMs: number | null;
}

const marks = { '<<< FAILURE!': 'failed', '<<< ERROR!': 'error' } as const;
const elapsed = 'Time elapsed: ';
const dotted = /^[\p{L}\p{N}_$]+(?:\.[\p{L}\p{N}_$]+)+$/u;

/**
 * A line about a test that failed: `m(pkg.C)  Time elapsed: 0.1 sec  <<< FAILURE!` (2), `m  Time …` (2.22 with JUnit 5),
 * `pkg.C.m  Time …` (3.0) and `pkg.C.m -- Time …` (3.1). `className` is that of the last line about a class. Source:
 * maven-surefire-common, report/WrappedReportEntry.java.
 */
export function readTestLine(line: string, className: string | null): TestLine | null {
  const text = line.trimEnd();
  const mark = Object.entries(marks).find(([each]) => text.endsWith(each));
  const at = text.lastIndexOf(elapsed);
  if (mark === undefined || at <= 0 || text.startsWith('Tests run: ')) return null;
  const description = text.slice(0, at).trimEnd().replace(/ --$/, '').trimEnd();
  if (description === '') return null;
  const seconds = Number.parseFloat(text.slice(at + elapsed.length).replace(',', '.'));
  const durationMs = Number.isFinite(seconds) ? Math.round(seconds * 1000) : null;
  return { ...splitName(withoutGroup(description), className), outcome: mark[1], durationMs };
}

/** The class and the method that a name consists of. */
function splitName(name: string, className: string | null): Pick<TestLine, 'className' | 'method' | 'isBare'> {
  if (className !== null) {
    if (name === className || name === `${className}.${className}`) return { className, method: null, isBare: false };
    if (name.startsWith(`${className}.`)) return { className, method: name.slice(className.length + 1), isBare: false };
  }
  const open = name.lastIndexOf('(');
  const inside = name.endsWith(')') ? name.slice(open + 1, -1) : '';
  if (open > 0 && (inside === className || dotted.test(inside))) {
    const method = name.slice(0, open);
    return { className: inside, method: method === inside ? null : method, isBare: false };
  }
  if (className === null && dotted.test(name)) {
    const dot = name.lastIndexOf('.');
    return { className: name.slice(0, dot), method: name.slice(dot + 1), isBare: false };
  }
  return { className, method: name, isBare: true };
}
