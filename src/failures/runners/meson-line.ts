/** A line of `meson test` about a test that ended. */
export interface MesonResult {
  /** `demo:unit / fails`, as printed. */
  readonly title: string;
  readonly status: string;
  readonly durationMs: number;
  /** `exit status 1`, `killed by signal 15 SIGTERM`, `1/2 subtests passed`. */
  readonly details: string | null;
}

const number = /^ {0,8}\d{1,6}\/\d{1,6} /;
const statuses = ['OK', 'FAIL', 'ERROR', 'TIMEOUT', 'INTERRUPT', 'SKIP', 'EXPECTEDFAIL', 'UNEXPECTEDPASS', 'IGNORED'];
const rest = /^ {0,40}(\d{1,9}\.\d\d) ?s(?: {1,4}(\S.{0,200}))?$/;

/** Reads `2/9 demo:unit / fails       FAIL            0.01s   exit status 1` (mesonbuild/mtest.py, TestHarness.format). */
export function readResult(line: string): MesonResult | null {
  const text = line.slice(0, 2000).trimEnd();
  const start = number.exec(text);
  if (start === null) return null;
  for (const status of statuses) {
    const at = text.lastIndexOf(` ${status} `);
    const end = at < 0 ? null : rest.exec(text.slice(at + status.length + 2));
    const title = text.slice(start[0].length, Math.max(start[0].length, at)).trim();
    if (end === null || title === '') continue;
    return { title, status, durationMs: Math.round(Number(end[1]) * 1000), details: end[2]?.trim() ?? null };
  }
  return null;
}

/** `demo:fails` of `demo:unit / fails`: suites are no part of what selects a test. */
export function idOf(title: string): string {
  const at = title.indexOf(' / ');
  if (at <= 0) return title;
  const project = title.slice(0, at).split(':', 1)[0] ?? '';
  return `${project}:${title.slice(at + 3)}`;
}

/**
 * How its lines may end: with the exit status, the signal, the subtests, or the time alone, two digits of which are
 * enough to be told from other lines.
 */
export const mesonEndings: readonly string[] = [
  ...Array.from({ length: 128 }, (_, status) => ` exit status ${status + 1}`),
  ...['TERM', 'KILL', 'SEGV', 'ABRT', 'INT', 'BUS', 'FPE', 'ILL', 'PIPE', 'TRAP', 'SYS', 'HUP', 'invalid'].flatMap(
    (name) => [` SIG${name}`, ` SIG${name})`],
  ),
  ' subtests passed',
  ...Array.from({ length: 100 }, (_, hundredths) => `.${String(hundredths).padStart(2, '0')}s`),
];
