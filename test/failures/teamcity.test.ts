import { describe, expect, it } from 'vitest';
import { readTeamCityMessage } from '../../src/failures/runners/teamcity-message.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(lines: readonly string[]) {
  return reportOf(readLog(lines.map((line) => `##teamcity[${line}]\n`).join('')), 'teamcity');
}

describe('a service message', () => {
  it('is unescaped', () => {
    const values = readTeamCityMessage("##teamcity[testFailed name='a|'b||c|n|[d|] |0x00e9 e' x='']")?.values;
    expect(Object.fromEntries(values ?? [])).toEqual({ name: "a'b|c\n[d] é e", x: '' });
  });

  it.each([
    "##teamcity[testFailed name='a",
    "##teamcity[testFailed name='a' ",
    '##teamcity[',
    '##teamcity[progressMessage',
    'x',
  ])('%s is none', (line) => {
    expect(readTeamCityMessage(line)).toBeNull();
  });

  it('of any length takes no time', () => {
    expect(readTeamCityMessage(`##teamcity[a ${"b='|".repeat(20_000)}`)).toBeNull();
  });
});

describe('teamcity', () => {
  it('says what happened and where', () => {
    const report = reportOf(readLog(recording('teamcity', 'failing')), 'teamcity');
    expect(report?.failures[0]).toMatchObject({
      message: "it's | [odd]",
      file: '/src/tests/CalcTest.php',
      line: 9,
      durationMs: 2,
      rerunId: null,
    });
  });

  it('keeps flows apart', () => {
    const report = read([
      "testSuiteStarted name='a' flowId='1'",
      "testSuiteStarted name='b' flowId='2'",
      "testStarted name='x' flowId='1'",
      "testStarted name='x' flowId='2'",
      "testFailed name='x' message='no' flowId='1'",
      "testFinished name='x' flowId='2'",
      "testFinished name='x' flowId='1' duration='12'",
      "testSuiteFinished name='b' flowId='2'",
      "testSuiteFinished name='a' flowId='1'",
    ]);
    expect(report).toMatchObject({
      complete: true,
      counts: { ran: 2, failed: 1 },
      failures: [{ id: 'x', durationMs: 12 }],
    });
  });

  it('takes a test for flaky that passes when it is tried again', () => {
    const tries = [
      "testStarted name='x'",
      "testFailed name='x' message='no'",
      "testFinished name='x'",
      "testStarted name='x'",
    ];
    const log = [...tries, "testFinished name='x'"];
    expect(read(["testRetrySupport enabled='true'", ...log])).toMatchObject({
      failures: [],
      flaky: [{ id: 'x', attempt: 1 }],
    });
    expect(read(log)).toMatchObject({ failures: [{ id: 'x' }], flaky: [] });
  });

  it('names a problem of the build', () => {
    expect(read(["buildProblem description='tsc failed|nmore'"])?.failures).toMatchObject([
      { id: 'tsc failed', unit: 'task' },
    ]);
  });
});
