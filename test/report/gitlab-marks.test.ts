import { expect, test } from 'vitest';
import { gitlabMarks } from '../../src/report/gitlab-marks.ts';
import { targetResult } from '../support/results.ts';

test('a section is round the output, with a name that GitLab takes and no test knows', () => {
  const marks = gitlabMarks(() => '3fa9');
  const open = { kind: 'target-started', time: 1500, target: 'unit (a/b:1)', image: 'i', log: '' } as const;
  expect(marks.open(open, '==> unit\n')).toBe('\x1b[0Ksection_start:1:dox_unit__a_b_1__3fa9\r\x1b[0K==> unit\n');
  const ended = { kind: 'target-ended', time: 3999, result: targetResult() } as const;
  expect(marks.close(ended)).toBe('\x1b[0Ksection_end:3:dox_unit__a_b_1__3fa9\r\x1b[0K\n');
  expect(marks.close(ended)).toBe('');
  marks.open(open, '');
  expect(marks.open({ ...open, time: 2500 }, '')).toMatch(
    /^\x1b\[0Ksection_end:2:\S+\r\x1b\[0K\n\x1b\[0Ksection_start:2:/,
  );
});
