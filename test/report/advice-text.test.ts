import { describe, expect, test } from 'vitest';
import { createStyle } from '../../src/base/style.ts';
import { makeFailure } from '../../src/failures/failure.ts';
import { judgeTest } from '../../src/history/judge-test.ts';
import { diagnose, untested } from '../../src/recheck/diagnose.ts';
import { adviceText } from '../../src/report/advice-text.ts';
import { historyOf, runsOf } from '../support/history.ts';

/** The lines on a test that fails now, where the history has these runs of it. */
function told(runs: string, attempt = 1): readonly string[] {
  const failure = makeFailure({ id: 't', runner: 'pytest', message: 'no', attempt });
  const outcome = { ...untested('unit'), failures: [failure] };
  const judge = () => judgeTest(historyOf(runsOf(runs)), { id: 't', target: 'unit' }, null, 'no');
  const diagnoses = diagnose(outcome, { signatures: [], judge, seenBefore: () => null });
  const advice = { diagnoses, justified: false, why: 'why', type: null, typeIfKnown: null, notes: [] };
  const text = adviceText(advice, { style: createStyle(false), cwd: '/', exists: () => false });
  return text.split('\n').slice(2, -3);
}

describe('what the history says of a failure', () => {
  test.each([
    ['AP AF', ['  likely flaky: failed 1 of its last 2 runs, on 1 unchanged tree']],
    ['AP BF', ['  real: new with this change: did not fail in 1 whole run before, on 1 other tree']],
    ['AF AF', ['  real: failed in its last 2 runs, one after the other, on 1 tree: not flaky']],
    ['AF BP', ['  unknown', '  history: failed 1 of its last 2 runs, never both ways on an unchanged tree']],
  ])('is told once: %s', (runs, lines) => {
    expect(told(runs)).toEqual(lines);
  });

  test('stands beside a cause that is none of its own', () => {
    expect(told('AP AF', 3)).toEqual([
      '  real: it failed 3 times in a row',
      '  history: failed 1 of its last 2 runs, on 1 unchanged tree: likely flaky',
    ]);
  });
});
