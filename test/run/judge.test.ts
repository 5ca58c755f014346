import { describe, expect, test } from 'vitest';
import { DoxError } from '../../src/base/dox-error.ts';
import { type Counts, type FailureReport, makeFailure } from '../../src/failures/failure.ts';
import { type Evidence, judge } from '../../src/run/judge.ts';
import { rerunWords } from '../../src/run/rerun-words.ts';
import { targetPlan } from '../support/results.ts';

const token = 'abc';

function evidence(changes: Partial<Evidence> = {}): Evidence {
  return {
    target: targetPlan(),
    image: 'debian',
    exitCode: 0,
    timedOut: false,
    state: 'started abc\nshell bash\nexit 0\n',
    step: '1 end\n',
    token,
    diskIsFull: false,
    report: { runners: [] },
    tail: ['the last line'],
    signal: null,
    seconds: { image: 0, start: 0, command: 1 },
    log: '.dox/runs/r/unit/log',
    artifacts: [],
    services: [],
    kept: null,
    ...changes,
  };
}

function counted(counts: Partial<Counts>, failures: FailureReport['runners'][number]['failures'] = []): FailureReport {
  const all = { ran: 0, failed: 0, errors: 0, skipped: 0, ...counts };
  const lastTests = all.ran + all.skipped;
  return {
    runners: [{ runner: 'unittest', failures, flaky: [], counts: all, lastTests, complete: true, warnings: [] }],
  };
}

const failure = makeFailure({
  id: 'tests.test_a.T.test_x',
  runner: 'unittest',
  message: 'AssertionError: 3 != 4',
  file: '/src/tests/test_a.py',
  line: 7,
});

describe('a verdict', () => {
  test('a failure on a full disk is none of the tests’, success is success', () => {
    const full = { exitCode: 1, state: 'started abc\nexit 1\n', diskIsFull: true } as const;
    expect(judge(evidence(full))).toMatchObject({
      verdict: 'could not run',
      exit: 3,
      reason: expect.stringContaining('no space left'),
    });
    expect(judge(evidence({ diskIsFull: true }))).toMatchObject({ verdict: 'passed', exit: 0 });
    expect(() => judge(evidence({ ...full, exitCode: 115, state: '' }))).toThrow(
      expect.objectContaining({ code: 'disk-full' }),
    );
  });

  test('nobody knows how it went where the notes were emptied', () => {
    expect(() => judge(evidence({ state: 'exit 0\n' }))).toThrow(/notes on how it went were destroyed/);
    expect(() => judge(evidence({ state: '' }))).toThrow(DoxError);
  });

  test('exit code 0 is passed', () => {
    expect(judge(evidence())).toMatchObject({ verdict: 'passed', exit: 0, reason: null, tail: [] });
  });

  test('a passing target that prints FAIL has no failed tests', () => {
    const result = judge(evidence({ report: counted({ ran: 1, failed: 1 }, [failure]) }));
    expect(result).toMatchObject({ verdict: 'passed', exit: 0, rerun: null });
    expect(result.report.runners[0]?.failures).toEqual([]);
  });

  test('any other exit code is failed, names the command, and shows the last lines if nobody understood why', () => {
    const two = [
      { kind: 'script', text: 'make' },
      { kind: 'script', text: 'make test\nmake more' },
    ] as const;
    const target = targetPlan({ commands: two, configured: two });
    const state = 'started abc\nshell bash\nexit 3\n';
    const result = judge(evidence({ exitCode: 3, target, state, step: '2\n' }));
    expect(result).toMatchObject({ verdict: 'failed', exit: 1, exitCode: 3, tail: ['the last line'] });
    expect(result.failedCommand).toEqual({ text: 'make test\nmake more', number: 2, of: 2 });
    expect(result.reason).toBe('exit code 3 from `make test …` (command 2 of 2)');
  });

  test('failed tests come with the line that runs them again, and without the last lines', () => {
    const state = 'started abc\nshell bash\nexit 1\n';
    const result = judge(
      evidence({ exitCode: 1, state, step: '1\n', report: counted({ ran: 2, failed: 1 }, [failure]) }),
    );
    expect(result).toMatchObject({ verdict: 'failed', tail: [] });
    expect(rerunWords(targetPlan(), result.report)).toEqual({ words: ['-e', 'unit', '--', 'tests.test_a.T.test_x'] });
  });

  test('a failure that is allowed asks for exit code 0', () => {
    const state = 'started abc\nexit 1\n';
    const result = judge(evidence({ exitCode: 1, state, target: targetPlan({ allowFailure: true }) }));
    expect(result).toMatchObject({ verdict: 'failed', exit: 0 });
  });

  test('a runner that ran no test is no pass', () => {
    expect(judge(evidence({ report: counted({}) }))).toMatchObject({ verdict: 'failed', exit: 1 });
    const allowed = evidence({ report: counted({}), target: targetPlan({ allowEmpty: true }) });
    expect(judge(allowed)).toMatchObject({ verdict: 'passed', exit: 0 });
  });

  test('an empty run behind a full one is no pass either, unless another runner may have run it in its tests', () => {
    const [full] = counted({ ran: 3 }).runners;
    if (full === undefined) throw new Error('counted() gives one runner');
    const last = { ...full, lastTests: 0 };
    const behind = judge(evidence({ report: { runners: [last] } }));
    expect(behind).toMatchObject({ verdict: 'failed', reason: 'no tests ran in the last of its runs, says unittest' });
    const allowed = evidence({ report: { runners: [last] }, target: targetPlan({ allowEmpty: true }) });
    expect(judge(allowed)).toMatchObject({ verdict: 'passed' });
    const within = { runners: [last, { ...full, runner: 'pytest' }] };
    expect(judge(evidence({ report: within }))).toMatchObject({ verdict: 'passed' });
  });

  test('exit code 0 of a command that failed is no pass', () => {
    const result = judge(evidence({ step: '1\nfailed\n' }));
    expect(result).toMatchObject({ verdict: 'failed', exit: 1, hint: expect.stringContaining('trap') });
    expect(result.reason).toBe('ended with exit code 0, but failed in `python3 -m unittest`');
  });

  test.each([
    ['list', 'install it with `system` or `prep`'],
    ['tox', 'is it among `deps`?'],
  ] as const)('a command that is not there has a way out that fits its file: %s', (commandsForm, hint) => {
    const target = { ...targetPlan(), commandsForm };
    const result = judge(evidence({ target, exitCode: 127, state: 'started abc\nexit 127\n', step: '1\n' }));
    expect(result).toMatchObject({ verdict: 'failed', hint: expect.stringContaining(hint) });
  });

  test('the command that failed first is named, where others ran after it', () => {
    const command = (text: string) => ({ kind: 'script', text }) as const;
    const target = { ...targetPlan(), commands: [command('a'), command('b'), command('c')] };
    const result = judge(evidence({ target, exitCode: 3, state: 'started abc\nexit 3\n', step: '1\n2\nfails 2\n3\n' }));
    expect(result).toMatchObject({ failedCommand: { text: 'b', number: 2, of: 3 } });
  });

  test('a runner that skipped all its tests did run', () => {
    expect(judge(evidence({ report: counted({ skipped: 2 }) }))).toMatchObject({ verdict: 'passed' });
  });

  test('out of time is a failure of the tests', () => {
    const result = judge(evidence({ timedOut: true, exitCode: 143, target: targetPlan({ timeout: 90 }), step: '1\n' }));
    expect(result).toMatchObject({ verdict: 'failed', exit: 1 });
    expect(result.reason).toBe('timed out after 1m 30s in `python3 -m unittest`');
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('%s is interrupted, whatever the exit code', (signal, exit) => {
    expect(judge(evidence({ signal, exitCode: 1 }))).toMatchObject({ verdict: 'interrupted', exit });
    expect(judge(evidence({ signal, state: '', exitCode: 137 }))).toMatchObject({ verdict: 'interrupted', exit });
  });

  test('over its own memory limit is a failure; a machine without memory is not', () => {
    const state = 'started abc\noom 1\nexit 137\n';
    const { container } = targetPlan();
    const limited = targetPlan({ container: { ...container, memory: 1e8 } });
    expect(judge(evidence({ exitCode: 137, state, target: limited }))).toMatchObject({ verdict: 'failed', exit: 1 });
    const result = judge(evidence({ exitCode: 137, state }));
    expect(result).toMatchObject({ verdict: 'could not run', exit: 3, retryMayHelp: true });
  });

  test('exit code 0 without the word of the supervisor is not believed', () => {
    expect(judge(evidence({ state: 'started abc\nshell bash\n' }))).toMatchObject({ verdict: 'failed', exit: 1 });
  });

  test('a script that a command ended early passes and says so', () => {
    const commands = [
      { kind: 'script', text: 'exit 0' },
      { kind: 'script', text: 'pytest' },
    ] as const;
    const result = judge(evidence({ target: targetPlan({ commands, configured: commands }), step: '1\n' }));
    expect(result).toMatchObject({ verdict: 'passed', reason: 'its command 1 ended the script: 1 more did not run' });
  });
});

describe('commands that never began', () => {
  test.each([
    ['tree-not-seen', { state: '', exitCode: 117 }],
    ['tree-not-seen', { state: 'started other\nexit 0\n' }],
    ['not-startable', { state: '', exitCode: 115 }],
    ['not-startable', { state: '', exitCode: 0 }],
    ['shell', { state: 'started abc\nno-shell zsh\n', exitCode: 118 }],
    ['shell', { state: 'started abc\nno-pipefail 1\n', exitCode: 119 }],
    ['not-startable', { state: 'started abc\nnot-isolated\n', exitCode: 116 }],
  ] as const)('%s', (code, changes) => {
    let error: unknown;
    try {
      judge(evidence(changes));
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(DoxError);
    expect(error).toMatchObject({ code });
  });
});
