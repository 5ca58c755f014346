/** What a line of subunit-trace says of one test. */
export interface LiveLine {
  readonly name: string;
  /** `inprogress`: its process ended before it did. */
  readonly status: 'FAILED' | 'inprogress' | 'other';
  readonly durationMs: number | null;
}

const worker = /^\{\d{1,6}\} /;
const duration = /^\[(?:(\d{1,9}\.\d{6})s)?(?: [+-]?\d{1,9}\.\d\d%)?\]$/;
const maxLength = 8000;

/** Reads `{0} a.b.T.test_x [0.001047s] ... FAILED` (subunit_trace.py, show_outcome); null if the line is none. */
export function readLive(text: string): LiveLine | null {
  const match = text.length > maxLength ? null : worker.exec(text);
  if (match === null) return null;
  const at = text.lastIndexOf(' ... ');
  if (at < 0) return null;
  const word = text.slice(at + ' ... '.length);
  const test = text.slice(match[0].length, at);
  const bracket = test.lastIndexOf(' [');
  const time = bracket < 0 ? null : duration.exec(test.slice(bracket + 1));
  // Without a duration it was skipped, and the reason may end in any word.
  if (time === null) return { name: test, status: 'other', durationMs: null };
  const status = word === 'FAILED' || word === 'inprogress' ? word : 'other';
  const seconds = time[1];
  return {
    name: test.slice(0, bracket),
    status,
    durationMs: seconds === undefined ? null : Math.round(Number(seconds) * 1_000_000) / 1000,
  };
}
