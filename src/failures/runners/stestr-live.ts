/** What a line of subunit-trace says of one test. */
export interface LiveLine {
  readonly name: string;
  /** `inprogress`: its process ended before it did. */
  readonly status: 'FAILED' | 'inprogress' | 'other';
  readonly durationMs: number | null;
}

const worker = /^\{\d{1,6}\} /;
const duration = /^(\d{1,9}\.\d{6})s/;
const maxLength = 8000;

/** Reads `{0} a.b.T.test_x [0.001047s] ... FAILED` (subunit_trace.py, show_outcome); null if the line is none. */
export function readLive(text: string): LiveLine | null {
  const match = text.length > maxLength ? null : worker.exec(text);
  if (match === null) return null;
  const at = text.lastIndexOf(' ... ');
  if (at < 0) return null;
  const word = text.slice(at + ' ... '.length);
  const status = word === 'FAILED' || word === 'inprogress' ? word : 'other';
  const test = text.slice(match[0].length, at);
  const bracket = test.endsWith(']') ? test.lastIndexOf(' [') : -1;
  if (bracket < 0) return { name: test, status, durationMs: null };
  const seconds = duration.exec(test.slice(bracket + 2))?.[1];
  return {
    name: test.slice(0, bracket),
    status,
    durationMs: seconds === undefined ? null : Math.round(Number(seconds) * 1_000_000) / 1000,
  };
}
