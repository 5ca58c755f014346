import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { playwrightRerun } from '../../src/failures/reruns/playwright.ts';
import { readTitle } from '../../src/failures/runners/playwright-title.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string) {
  return reportOf(readLog(log), 'playwright');
}

const id = '[chromium] › tests/a.spec.ts:3:3 › suite › title';
const running = '\nRunning 2 tests using 1 worker\n\n';
const block = `  1) ${id} ─────\n\n    Error: boom\n\n        at /src/tests/a.spec.ts:5:9\n\n`;
const list = `  1 failed\n    ${id} ─────\n  1 passed (1.2s)\n`;

describe('a title', () => {
  it.each([
    [`${id} ────`, id, 'tests/a.spec.ts', 3],
    [`${id} ====`, id, 'tests/a.spec.ts', 3],
    [`${id} `, id, 'tests/a.spec.ts', 3],
    ['a b.spec.ts:12:1 › x @tag', 'a b.spec.ts:12:1 › x @tag', 'a b.spec.ts', 12],
    ['[two words] › a.spec.ts:1:1 › [x] › y', '[two words] › a.spec.ts:1:1 › [x] › y', 'a.spec.ts', 1],
  ])('%s', (text, whole, file, line) => {
    expect(readTitle(text)).toEqual({ id: whole, file, line });
  });

  it.each(['', 'suite › title', 'a.spec.ts:3 › title', ' a.spec.ts:3:3 › title'])('%j is none', (text) => {
    expect(readTitle(text)).toBeNull();
  });
});

describe('playwright', () => {
  it('says what, where and how long', () => {
    const report = read(`${running}  ✘  1 ${id} (1.5s)\n\n\n${block}${list}`);
    expect(report?.failures).toMatchObject([
      { id, message: 'Error: boom', file: 'tests/a.spec.ts', line: 5, durationMs: 1500, attempt: 1 },
    ]);
    expect(report).toMatchObject({ complete: true, counts: { ran: 2, failed: 1, skipped: 0 }, warnings: [] });
  });

  it('finds the error of a test whose heading has the step as well', () => {
    const report = read(`${running}${block.replace('title ─', 'title › in a step ─')}${list}`);
    expect(report?.failures).toMatchObject([{ id, message: 'Error: boom' }]);
  });

  it('knows the last try of a test that failed in all of them', () => {
    const report = reportOf(readLog(recording('playwright', 'retries')), 'playwright');
    expect(report?.failures.map(({ attempt }) => attempt)).toEqual([2, 2]);
  });

  it('believes the last of several lists', () => {
    const forged = '  1 failed\n    fake.spec.ts:1:1 › x\n\n';
    expect(read(`${running}${forged}${list}`)?.failures.map((failure) => failure.id)).toEqual([id]);
  });

  it('adds up runs', () => {
    expect(read(`${running}${list}${running}${list}`)?.counts).toMatchObject({ ran: 4, failed: 2 });
  });

  it('names errors outside of tests', () => {
    const log = `${running}  2 passed (1.2s)\n  1 error was not a part of any test, see above for details\n`;
    expect(read(log)).toMatchObject({
      failures: [{ id: '1 error outside of tests', rerunId: null, unit: 'task', outcome: 'error' }],
      counts: { errors: 1 },
    });
  });

  it('does not count it as an error that it stopped early', () => {
    const end = '  1 error was not a part of any test, see above for details\n';
    const report = read(`${running}Testing stopped early after 1 maximum allowed failures.\n${list}${end}`);
    expect(report?.failures.map((failure) => failure.id)).toEqual([id]);
    expect(report?.warnings).toEqual(['playwright stopped early, after as many failures as it was allowed']);
  });

  it('is not complete where tests were interrupted', () => {
    const report = read(`${running}  1 interrupted\n    ${id} ─────\n  1 did not run\n`);
    expect(report).toMatchObject({
      complete: false,
      failures: [],
      warnings: ['playwright did not run 1 test', 'playwright interrupted 1 test'],
    });
  });

  it('warns where the numbers and the names differ', () => {
    expect(read(`${running}${list.replace('1 failed', '2 failed')}`)?.warnings).toEqual([
      'playwright counts 2 failed tests, but names 1',
    ]);
  });

  it('reads the summary of its GitHub reporter', () => {
    const log = `::notice title=🎭 Playwright Run Summary::${list.trimEnd().replaceAll('\n', '%0A')}\n`;
    expect(read(log)).toMatchObject({ failures: [{ id }], counts: { ran: 2 }, complete: true });
  });

  it.each(['  3 failed\n  2 passed (1s)\n', '  2 passed (1s)\n', `  1) ${id} ───\n\n    boom\n`, 'Running tests\n'])(
    'says nothing of %j',
    (log) => {
      expect(read(log)).toBeUndefined();
    },
  );

  it('is fast on hostile lines', () => {
    const titles = `    ${'a:1:1'.repeat(20_000)}\n    [${'] › ['.repeat(20_000)}\n    ${' ─'.repeat(50_000)}\n`;
    const took = processorTime();
    read(`${running}  1 failed\n${titles}  ✘  1 ${'(1s) '.repeat(30_000)}\n::error file=${':'.repeat(100_000)} › \n`);
    expect(took()).toBeLessThan(bounded);
  });
});

describe('the arguments for playwright', () => {
  const one = makeFailure({ id: `${id} (x) @tag`, runner: 'playwright', file: 'tests/a.spec.ts' });
  const other = makeFailure({ id: 'b.spec.ts:1:1 › x', runner: 'playwright', file: 'b.spec.ts' });

  it('are one pattern for project, file and titles', () => {
    expect(playwrightRerun.arguments([one], ['tests'])).toEqual([
      '-g',
      '^ ?chromium tests/a\\.spec\\.ts suite( ›)? title \\(x\\)( @\\S+)*$',
    ]);
    expect(playwrightRerun.commands([other, one])).toEqual([
      [
        ...['npx', 'playwright', 'test', 'b.spec.ts', 'tests/a.spec.ts', '-g'],
        '^ ?(b\\.spec\\.ts x|chromium tests/a\\.spec\\.ts suite( ›)? title \\(x\\))( @\\S+)*$',
      ],
    ]);
  });

  it('are not given where the command selects tests', () => {
    expect(playwrightRerun.arguments([one], ['--grep=x'])).toMatch(/--grep/);
  });
});
