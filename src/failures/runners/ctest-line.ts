/** One of ctest's lines about a test that ended. */
export interface CtestVerdict {
  readonly number: number;
  readonly name: string;
  /** `Failed`, `Timeout`, `Exception: SegFault`, `Not Run`, or `Passed`. */
  readonly status: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  readonly durationMs: number | null;
}

/** A line of the list at the end. */
export interface CtestListed {
  readonly number: number;
  readonly name: string;
  readonly status: string;
}

const maxLength = 2000;
const head = /^(?:\d{1,9}\/ {0,9}\d{1,9} )?(?:Test|MemCheck) {1,9}#(\d{1,9}): /;
const seconds = /(\d{1,9}\.\d\d) sec$/;
/** Behind the dots that fill the column; an exception may have its name before the stars (`Subprocess aborted`). */
const statusMark = /\.\.\.(?:[A-Z][A-Za-z ]{0,40})?\*\*\*/;
const listed = /^\s*(\d{1,9}) - /;

/**
 * Reads ` 2/10 Test  #2: name .....***Failed    0.00 sec` (Source/CTest/cmCTestRunTest.cxx, EndTest). With a regular
 * expression that did not match, its text follows the status, and the time may stand on a later line.
 */
export function readVerdict(line: string): CtestVerdict | null {
  const text = line.slice(0, maxLength).trim();
  const start = head.exec(text);
  if (start === null) return null;
  const rest = text.slice(start[0].length);
  const time = seconds.exec(rest);
  const told = time === null ? rest : rest.slice(0, time.index);
  const stars = statusMark.exec(told);
  const passed = stars === null && told.trimEnd().endsWith('Passed') && time !== null;
  if (stars === null && !passed) return null;
  const at = stars === null ? told.trimEnd().length - 'Passed'.length : stars.index + stars[0].length;
  const status = told.slice(at).trim();
  const durationMs = time === null ? null : Math.round(Number(time[1]) * 1000);
  return {
    number: Number(start[1]),
    name: nameOf(told.slice(0, stars?.index ?? at).trimEnd()),
    status,
    outcome: outcomeOf(status),
    durationMs,
  };
}

function outcomeOf(status: string): CtestVerdict['outcome'] {
  if (status === 'Passed') return 'passed';
  return status.startsWith('Skipped') || status.startsWith('Not Run (Disabled)') ? 'skipped' : 'failed';
}

/** Without the dots that fill the column. */
function nameOf(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '.') end -= 1;
  return text.slice(0, end).trimEnd();
}

/**
 * Reads `\t  2 - name (Failed)`, with the labels of the test behind it (cmCTestTestHandler.cxx, LogFailedTests). Any status
 * is taken where the heading was seen: Windows has hundreds, and ends some with a line.
 */
export function readListed(line: string, underHeading = false): CtestListed | null {
  const text = line.slice(0, maxLength).trimEnd();
  const start = listed.exec(text);
  if (start === null) return null;
  const rest = text.slice(start[0].length);
  const known = statuses
    .map((each) => ({ status: each, at: rest.lastIndexOf(` (${each})`) }))
    .filter(({ at }) => at > 0)
    .sort((one, other) => other.at - one.at)[0];
  if (known === undefined) return underHeading ? withAnyStatus(Number(start[1]), rest) : null;
  const after = rest.slice(known.at + known.status.length + 3);
  if (after !== '' && !after.startsWith(' ')) return null;
  return { number: Number(start[1]), name: rest.slice(0, known.at), status: known.status };
}

function withAnyStatus(number: number, rest: string): CtestListed | null {
  const at = rest.lastIndexOf(' (');
  return at <= 0 ? null : { number, name: rest.slice(0, at), status: rest.slice(at + 2).split(')', 1)[0] ?? '' };
}

/** What may stand in the brackets (GetTestStatus), with the exceptions of POSIX and Windows by their names. */
export const statuses = [
  ...['Failed', 'Timeout', 'SEGFAULT', 'Not Run', 'ILLEGAL', 'INTERRUPT', 'NUMERICAL', 'OTHER_FAULT', 'BAD_COMMAND'],
  ...['No Status', 'Subprocess aborted', 'Subprocess killed', 'Child aborted', 'Child killed', 'Bus error', 'SIGTRAP'],
  ...['Skipped', 'Disabled'],
];
