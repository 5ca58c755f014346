import type { Trigger } from '../parser.ts';

const counted = /(?:^|[ ,(])[1-9]\d{0,8} (?:failed|errors?)(?:[ ,]|$)/;
const pytestClosing = / in \d{1,9}\.\d{1,3}s(?: \([\d:, days]{1,40}\))?(?: =+)?$/;
const maxLength = 400;

/** How lines begin and end in which test runners name failed tests, or count them. */
export const verdictTriggers: readonly Trigger[] = [
  ...['FAILED ', 'FAIL: ', '--- FAIL: ', 'not ok ', '- Failed: ', 'ERROR: '].map((start) => ({ start })),
  // pytest's closing line, framed or not
  ...[' failed', ' error'].flatMap((has) => [
    { start: '=', has, end: '=' },
    ...[...'123456789'].map((start) => ({ start, has, end: 's' })),
  ]),
];

/** tox and nox ask of the same lines. */
let last = { text: '', isFailed: false };

/**
 * True for a line by which a test runner says that tests failed, so that what started it need not be named as well:
 * `FAILED tests/test_a.py::test_x`, `FAILED (failures=1)`, `=== 2 failed in 0.1s ===`, ` - Failed: 2`, `--- FAIL: TestX`.
 */
export function isFailedVerdict(text: string): boolean {
  if (last.text !== text) last = { text, isFailed: tellsFailure(text) };
  return last.isFailed;
}

function tellsFailure(text: string): boolean {
  const line = text.slice(0, maxLength).trimStart();
  if (line.startsWith('FAILED ')) return line.startsWith('FAILED (') || line.includes('::') || line.includes('.py');
  if (line.startsWith('ERROR: ') || line.startsWith('FAIL: ')) return / \([\w.<>]+\)|^FAIL: [\w.]+$/.test(line);
  if (line.startsWith('--- FAIL: ') || line.startsWith('not ok ')) return true;
  if (line.startsWith('- Failed: ')) return /^- Failed: [1-9]/.test(line);
  if (!line.includes(' failed') && !line.includes(' error')) return false;
  const closing = pytestClosing.exec(line.trimEnd());
  return closing !== null && counted.test(line.slice(0, closing.index));
}
