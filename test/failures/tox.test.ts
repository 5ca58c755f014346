import { describe, expect, it } from 'vitest';
import { isFailedVerdict } from '../../src/failures/runners/test-verdict.ts';
import { readEnvironment, readFinished } from '../../src/failures/runners/tox-lines.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Uint8Array, runner = 'tox') {
  return reportOf(readLog(log), runner);
}

function ids(log: string): readonly string[] | undefined {
  return read(log)?.failures.map(({ id }) => id);
}

const tests = 'F\n=== short test summary info ===\nFAILED t.py::test_x - assert 1 == 2\n1 failed in 0.01s\n';

// Lines as tox/session/cmd/run/common.py (report), util/spinner.py (finalize) and execute/api.py (log_run_done) of
// tox 4.64.4 make them; it cannot be installed where the recordings are made.
const four = {
  lint: 'lint: commands[0]> flake8\nx.py:1:1: E401\nlint: exit 1 (0.20 seconds) /src> flake8 pid=7\n',
  unit: `unit: commands[0]> pytest -q\n${tests}unit: exit 1 (0.44 seconds) /src> pytest -q pid=8\n`,
  lintEnds: 'lint: FAIL ✖ in 0.47 seconds\n',
  unitEnds: 'unit: FAIL ✖ in 1 minute 2.47 seconds\n',
  lintSummary: '  lint: FAIL code 1 (0.47=setup[0.02]+cmd[0.20,0.25] seconds)\n',
  unitSummary: '  unit: FAIL code 1 (0.50 seconds)\n',
  end: '  evaluation failed :( (1.02 seconds)\n',
};

describe('a line of the summary', () => {
  it.each([
    ['ERROR:   unit: commands failed', { version: 3, name: 'unit', message: 'commands failed' }],
    [
      'ERROR:  py27: InterpreterNotFound: python2.7',
      { version: 3, name: 'py27', message: 'InterpreterNotFound: python2.7' },
    ],
    ['SKIPPED:  py27: InterpreterNotFound: python2.7', { version: 3, name: 'py27', message: null }],
    ['  unit: commands succeeded', { version: 3, name: 'unit', message: null }],
    ['  unit: OK (0.50=setup[0.02]+cmd[0.48] seconds)', { version: 4, name: 'unit', message: null, durationMs: 500 }],
    ['  unit: FAIL code -9 (61.25 seconds)', { version: 4, name: 'unit', message: 'exit code -9', durationMs: 61_250 }],
    ['  unit: IGNORED FAIL code 1 (0.50 seconds)', { version: 4, name: 'unit', message: null }],
    ['  unit: NOT AVAILABLE (0.00 seconds)', { version: 4, name: 'unit', message: null }],
  ])('%s', (text, environment) => {
    expect(readEnvironment(text)).toMatchObject(environment);
  });

  it.each([
    ['unit: FAIL ✖ in 0.47 seconds', 'unit'],
    ['unit: OK ✔ in 1 second', 'unit'],
    ['✖ FAIL unit in 5.904 seconds', 'unit'],
    ['✖ FAIL unit in 1 minute, 5.904 seconds', 'unit'],
    ['[FAIL] unit in 5.904 seconds', 'unit'],
    ['unit: FAIL ! in 1 hour 3 seconds', 'unit'],
    ['[ OK ] build in 12 seconds', null],
    ['[ FAIL ] build in 1.2 seconds', null],
    ['✖ FAIL unit in all of 5.904 seconds', null],
    ['it took 5.904 seconds', null],
  ])('%s ends %s', (text, name) => {
    expect(readFinished(text)?.name ?? null).toBe(name);
  });
});

describe('what other programs print', () => {
  it.each([
    '[ OK ] build in 12 seconds',
    '[ OK ] build in 12.5 seconds',
    '[FAIL] build in 12.5 seconds',
    '✖ FAIL build in 2.5 seconds',
    'build: FAIL ✖ in 2 seconds',
    'unit: commands[0]> make\nbuild: FAIL ✖ in 2 seconds',
    '  build: OK (0.50 seconds)',
    '  build: FAIL code 1 (0.50 seconds)',
    '  congratulations :)',
    '____ summary ____\n  size: 3 kB',
    '____ summary ____\nERROR: disk: it is full',
  ])('is no run of tox: %j', (line) => {
    expect(read(`make\n${line}\ndone\n`)).toBeUndefined();
  });
});

describe('a verdict of a test runner', () => {
  it.each([
    'FAILED t.py::test_x - no',
    'FAILED (failures=1)',
    'FAIL: test_x (m.T.test_x)',
    'FAIL: m.T.test_x',
    ' - Failed: 2',
    '=== 1 failed, 2 passed in 0.10s ===',
    '1 passed, 2 errors in 61.00s (0:01:01)',
    '--- FAIL: TestX (0.00s)',
  ])('is %s', (text) => expect(isFailedVerdict(text)).toBe(true));

  it.each([
    'FAILED to connect',
    ' - Failed: 0',
    '=== 2 passed in 0.10s ===',
    'ERROR: InvocationError for command pytest (exited with code 1)',
    'ERROR:   unit: commands failed',
  ])('is not %s', (text) => expect(isFailedVerdict(text)).toBe(false));
});

describe('tox 3', () => {
  it('says which command failed', () => {
    expect(read(recording('tox', 'tox3-all'))?.failures).toMatchObject([
      { id: 'lint', unit: 'task', outcome: 'error', message: expect.stringContaining('E401') },
      { id: 'missing', message: 'InvocationError for command could not find executable no-such-command-here' },
      { id: 'last', message: expect.stringContaining('exited with code 3') },
    ]);
  });

  it('whose command failed with tests that are named has no failure of its own', () => {
    const end =
      'ERROR: InvocationError for command pytest (exited with code 1)\n___ summary ___\nERROR:   unit: commands failed\n';
    expect(ids(tests + end)).toEqual([]);
    expect(ids(end)).toEqual(['unit']);
  });

  it('that could not install has failed whatever the tests said', () => {
    const summary = '____ summary ____\nERROR:   docs: could not install deps [sphinx]; v = InvocationError(1)\n';
    expect(ids(tests + summary)).toEqual(['docs']);
  });
});

describe('tox 3 that was cut before its summary', () => {
  const cut = 'unit run-test: commands[0] | pytest\nERROR: InvocationError for command pytest (exited with code 1)\n';

  it('did not come to its end, but named the command that failed', () => {
    expect(reportOf(readLog(cut), 'tox')).toMatchObject({ failures: [{ id: 'unit' }], complete: false });
  });

  it('names no environment whose tests are named', () => {
    const failed = cut.replace(
      '\nERROR',
      '\nFAILED tests/test_a.py::test_a - assert 0\n=== 1 failed in 0.01s ===\nERROR',
    );
    expect(reportOf(readLog(failed), 'tox')).toMatchObject({ failures: [], complete: false });
  });

  it('did with it', () => {
    const whole = `${cut}___ summary ___\nERROR:   unit: commands failed\n`;
    expect(reportOf(readLog(whole), 'tox')).toMatchObject({ failures: [{ id: 'unit' }], complete: true });
    expect(reportOf(readLog(whole + cut), 'tox')?.complete).toBe(false);
  });
});

describe('tox 4', () => {
  it('names environments but for those whose tests are named', () => {
    const { lint, unit, lintEnds, lintSummary, unitSummary, end } = four;
    expect(ids(lint + lintEnds + unit + lintSummary + unitSummary + end)).toEqual(['lint']);
    expect(ids(unit + four.unitEnds + lint + unitSummary + lintSummary + end)).toEqual(['lint']);
    expect(read(lint + lintSummary + end)).toMatchObject({
      complete: true,
      failures: [{ id: 'lint', unit: 'task', message: 'exit code 1', durationMs: 470 }],
    });
  });

  it('that runs them side by side says first that they ended, then what they printed', () => {
    const { lint, unit, lintEnds, unitEnds, lintSummary, unitSummary, end } = four;
    expect(ids(lintEnds + lint + unitEnds + unit + lintSummary + unitSummary + end)).toEqual(['lint']);
    expect(ids(unitEnds + unit + lintEnds + lint + unitSummary + lintSummary + end)).toEqual(['lint']);
  });

  it('that passes has no failures', () => {
    expect(read('  unit: OK (0.50 seconds)\n  congratulations :) (0.52 seconds)\n')).toMatchObject({
      complete: true,
      failures: [],
    });
  });
});

describe('nox', () => {
  it('says why a session failed', () => {
    expect(read(recording('nox', 'all'), 'nox')?.failures).toMatchObject([
      { id: 'lint', unit: 'task', message: expect.stringContaining('exit code 1') },
      { id: "each(words='two words')", message: 'words are two words' },
      { id: 'missing', message: 'Program no-such-command-here not found' },
      { id: 'broken', message: "ValueError('not a good session')" },
    ]);
  });

  it('names a session whose beginning was cut away', () => {
    expect(read('nox > Session cov failed.\n', 'nox')?.failures).toMatchObject([{ id: 'cov' }]);
    expect(read("nox > Session cov(python='3.9') failed in 3 seconds.\n", 'nox')?.failures).toMatchObject([
      { id: "cov(python='3.9')", message: 'the session failed' },
    ]);
  });

  it('that was killed in a session did not come to its end', () => {
    expect(read('nox > Running session unit\nnox > pytest\n', 'nox')).toMatchObject({ complete: false, failures: [] });
  });
});

describe('hostile lines', () => {
  it.each([
    `  a: FAIL code 1 (0.00=setup[${'1'.repeat(30_000)}\n`,
    `${'_'.repeat(30_000)}\n`,
    `1${', 1 failed'.repeat(3000)} in 0s\n`,
    `nox > Session ${'('.repeat(30_000)} failed.\n`,
    `a: FAIL ✖ in ${' second'.repeat(4000)} seconds\n`,
  ])('are read fast', (line) => {
    const took = processorTime();
    expect(read(line.repeat(100))?.failures ?? []).toEqual([]);
    expect(took()).toBeLessThan(bounded);
  });
});
