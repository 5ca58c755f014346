/** `        FAIL [   0.142s] (50/51) binary-id tests::name`. */
export interface NextestStatus {
  readonly kind: 'failed' | 'tried' | 'flaky' | 'setup';
  /** XFAIL: it could not be started. */
  readonly isError: boolean;
  readonly label: string;
  /** Which try this was, from 1; null where only one is made. */
  readonly attempt: number | null;
  readonly durationMs: number | null;
  /** Of a set-up script its name. */
  readonly binary: string;
  readonly test: string;
}

/** The bracket after the status always stands here. */
const column = 13;
const status =
  /^ *([A-Z][A-Za-z0-9 +/-]{1,20}) \[(?: *[>]? *(\d{1,9}\.\d{1,9})s| duration| *)\] (?:\[\d{1,9}(?:\/\d{1,9})?\] )?(?:\( *\d{1,9}\/\d{1,9}\) |\([─-]{1,30}\) )?(\S{1,1000}) (\S.{0,1500})$/;
const failing =
  /^(?:FAIL|FAIL \+ LEAK|LEAK-FAIL|XFAIL|TIMEOUT|SIG[A-Z0-9]{1,10}|ABORT(?: SIG \d{1,4})?|FLKY-FL \d{1,4}\/\d{1,4})$/;
const flaky = /^FLAKY (\d{1,4})\/\d{1,4}$/;
const tried = /^TRY (\d{1,4}) (.{1,10})$/;
const notFailing = /^(?:PASS|SLOW|LEAK|START|TRMNTG|TMPASS|TIMEOUT-PASS)$/;
const setup = /^SETUP (.{1,10})$/;

export function readStatus(line: string): NextestStatus | null {
  if (line.indexOf('[') !== column) return null;
  const match = status.exec(line);
  const [, label, seconds, binary, test] = match ?? [];
  if (label === undefined || binary === undefined || test === undefined) return null;
  const kind = kindOf(label);
  if (kind === null) return null;
  return {
    kind,
    label,
    isError: label.endsWith('XFAIL'),
    attempt: Number(tried.exec(label)?.[1] ?? flaky.exec(label)?.[1] ?? 0) || null,
    durationMs: seconds === undefined ? null : Math.round(Number(seconds) * 1000),
    binary: kind === 'setup' ? binary.replace(/:$/, '') : binary,
    test,
  };
}

function kindOf(label: string): NextestStatus['kind'] | null {
  if (failing.test(label)) return 'failed';
  if (flaky.test(label)) return 'flaky';
  const outcome = tried.exec(label)?.[2];
  if (outcome !== undefined) return outcome === 'PASS' ? 'flaky' : notFailing.test(outcome) ? null : 'tried';
  const script = setup.exec(label)?.[1];
  return script === undefined || notFailing.test(script) ? null : 'setup';
}

/** `     Summary [   0.021s] 8/10 tests run: 5 passed (1 slow), 2 failed, 1 exec failed, 1 timed out, 2 skipped`. */
export interface NextestSummary {
  readonly ran: number;
  readonly planned: number;
  readonly failed: number;
  readonly errors: number;
  readonly skipped: number;
}

const summary =
  /^ {5}Summary \[[^\]]{1,30}\] (\d{1,9})(?:\/(\d{1,9}))? (?:(?:test|benchmark)s? run|stress run iterations?): (.{1,500})$/;

export function readSummary(line: string): NextestSummary | null {
  const match = line.startsWith('     Summary [') ? summary.exec(line) : null;
  if (match?.[1] === undefined || match[3] === undefined) return null;
  const numbers = match[3].replace(/\([^)]{0,200}\)/g, '');
  const of = (name: RegExp): number => Number(name.exec(numbers)?.[1] ?? 0);
  return {
    ran: Number(match[1]),
    planned: Number(match[2] ?? match[1]),
    failed: of(/(?:^|, )(\d{1,9}) failed/) + of(/(\d{1,9}) timed out/),
    errors: of(/(\d{1,9}) exec failed/),
    skipped: of(/(\d{1,9}) skipped/),
  };
}
