import { expect, test } from 'vitest';
import { createStyle } from '../../src/base/style.ts';
import { LiveReporter } from '../../src/report/live.ts';
import { notesLine, notesText } from '../../src/report/notes-text.ts';
import { Collected } from '../support/collected.ts';
import { runStarted } from '../support/results.ts';

const style = createStyle(false);

test('a plan shows every note, and nothing where there are none', () => {
  expect(notesText(['by the rules of tox 3', 'no platform but linux'], style)).toBe(
    'note: by the rules of tox 3\nnote: no platform but linux\n\n',
  );
  expect(notesText([], style)).toBe('');
});

test('a run tells the first note and how many more there are', () => {
  expect(notesLine([])).toBeNull();
  expect(notesLine(['by the rules of tox 3'])).toBe('by the rules of tox 3');
  expect(notesLine(['by the rules of tox 3', 'a', 'b'])).toBe('by the rules of tox 3 (2 more: dox plan)');
});

test.each([
  { quiet: false, told: 'dox: a guess (1 more: dox plan)\n' },
  { quiet: true, told: '' },
])('it does so once, on standard error, unless it is quiet: $quiet', ({ quiet, told }) => {
  const [stdout, stderr] = [new Collected(), new Collected()];
  const styles = { stdout: style, stderr: style };
  const more = { columns: null, debug: false, bare: false, marks: null };
  const live = new LiveReporter({ stdout, stderr, style: styles, quiet, ...more });
  live.event({ ...runStarted(['unit']), notes: ['a guess', 'of more'] });
  expect(stderr.text).toBe(told);
  expect(stdout.text).toBe('');
});
