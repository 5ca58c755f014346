import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { goRerun } from '../../src/failures/reruns/go.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Buffer) {
  return reportOf(readLog(log), 'go');
}

function ids(log: string): readonly string[] | undefined {
  return read(log)?.failures.map(({ id }) => id);
}

describe('go test', () => {
  it('tells where a test gave up, how long it took and what it said', () => {
    const failures = read(recording('go', 'all'))?.failures ?? [];
    const of = (end: string) => failures.find(({ id }) => id.endsWith(end));
    expect(of('TestAdds')).toMatchObject({ message: '1+1 = 2, want 3', file: 'calc_test.go', line: 12, durationMs: 0 });
    expect(of('/bad')).toMatchObject({ unit: 'package', outcome: 'error', message: 'undefined: undefinedFunction' });
    expect(of('TestPanics/inner')).toMatchObject({ message: 'panic: assignment to entry in nil map', line: 10 });
    expect(of('/hang')).toMatchObject({ message: 'panic: test timed out after 2s', line: 8 });
    expect(of('ExampleHello')?.message).toBe('got: hello');
  });

  it.each([
    [
      'of Go 1.2',
      '=== RUN TestA\n--- FAIL: TestA (0.02 seconds)\n\ta_test.go:1: x\nFAIL\nexit status 1\nFAIL\tpkg/a 0.151s\n',
      ['pkg/a.TestA'],
    ],
    ['with blanks for tabs', '--- FAIL: TestA (0.02s)\nFAIL    pkg/a   0.151s\n', ['pkg/a.TestA']],
    ['with a verdict behind other output', 'abc--- FAIL: TestA (0.02s)\nFAIL\tpkg/a\t0.1s\n', ['pkg/a.TestA']],
    [
      'for a test that an inner run of go printed',
      '--- FAIL: TestA (0.02s)\n    a_test.go:1: got\n        --- FAIL: TestInner (0.00s)\nFAIL\tpkg/a\t0.1s\n',
      ['pkg/a.TestA'],
    ],
    ['for a package that passed', '--- FAIL: TestA (0.02s)\nok  \tpkg/a\t0.1s\n', []],
    [
      'for a fuzz test',
      '--- FAIL: FuzzA (0.02s)\n    --- FAIL: FuzzA (0.00s)\n        a_test.go:1: x\nFAIL\tpkg/a\t0.1s\n',
      ['pkg/a.FuzzA'],
    ],
    [
      'for the tests that ran when the time was up',
      'panic: test timed out after 1s\nrunning tests:\n\tTestA (1s)\n\tTestB/x (0s)\n\ngoroutine 1 [running]:\nFAIL\tpkg/a\t1.0s\n',
      ['pkg/a.TestA', 'pkg/a.TestB/x'],
    ],
    ['without any test', 'panic: init\nFAIL\tpkg/a\t0.003s\n', ['pkg/a']],
    ['of a test binary alone', '--- FAIL: TestA (0.00s)\nFAIL\n', ['TestA']],
  ])('names what failed %s', (_, log, expected) => {
    expect(ids(log)).toEqual(expected);
  });

  it('takes a test that was never announced for forged, as -v announces all', () => {
    const log = '=== RUN   TestA\n--- FAIL: TestForged (0.00s)\n--- FAIL: TestA (0.00s)\nFAIL\nFAIL\tpkg/a\t0.1s\n';
    expect(ids(log)).toEqual(['pkg/a.TestA']);
  });

  it('knows testify', () => {
    const body = '    a_test.go:7: \n        \tError Trace:\t/src/a_test.go:7\n        \tError:      \tNot equal: 1\n';
    expect(read(`--- FAIL: TestA (0.00s)\n${body}FAIL\tpkg/a\t0.1s\n`)?.failures).toMatchObject([
      { message: 'Not equal: 1', file: 'a_test.go', line: 7 },
    ]);
  });

  it('selects the input that the fuzzer found', () => {
    const body = '    Failing input written to testdata/fuzz/FuzzA/582528ddfad69eb5\n';
    const log = `--- FAIL: FuzzA (0.02s)\n    --- FAIL: FuzzA (0.00s)\n${body}FAIL\tpkg/a\t0.1s\n`;
    expect(read(log)?.failures).toMatchObject([{ id: 'pkg/a.FuzzA', rerunId: 'pkg/a FuzzA/582528ddfad69eb5' }]);
  });

  it('reads what Go 1.24 says of a build in JSON', () => {
    const build = 'a [a.test]';
    const events = [
      { ImportPath: build, Action: 'build-output', Output: '# a [a.test]\n' },
      { ImportPath: build, Action: 'build-output', Output: './a_test.go:3:9: undefined: x\n' },
      { ImportPath: build, Action: 'build-fail' },
      { Time: '2025-01-01T00:00:00Z', Action: 'start', Package: 'a' },
      { Time: '2025-01-01T00:00:00Z', Action: 'output', Package: 'a', Output: 'FAIL\ta [build failed]\n' },
      { Time: '2025-01-01T00:00:00Z', Action: 'fail', Package: 'a', Elapsed: 0, FailedBuild: build },
    ];
    expect(read(`${events.map((event) => JSON.stringify(event)).join('\n')}\n`)?.failures).toMatchObject([
      { id: 'a', unit: 'package', message: 'undefined: x', file: './a_test.go', line: 3 },
    ]);
  });

  it.each(['FAIL src/a.test.js\nFAIL  tests/b.js (5.2 s)\nok 1 - x\n', '--- FAIL: it\n# pkg\nPASS\n{"Time":"now"}\n'])(
    'is not taken for another runner: %j',
    (log) => {
      expect(ids(log) ?? []).toEqual([]);
    },
  );

  it('stays fast where lines are hostile', () => {
    const took = processorTime();
    read(
      `--- FAIL: ${'Test/'.repeat(200_000)}\n${`FAIL\t${' '.repeat(50_000)}x\n`.repeat(20)}# ${'a'.repeat(500_000)}\n`,
    );
    expect(took()).toBeLessThan(bounded);
  });
});

describe('the rerun of Go', () => {
  const failure = (rerunId: string) => makeFailure({ id: rerunId.replace(' ', '.'), rerunId, runner: 'go' });

  it('quotes for the regular expressions and has one command for each parent', () => {
    const failures = ['a TestA', 'a TestB', 'a TestT/brack[et]_(x)', 'a TestT/x/y', 'b TestA', 'c'].map(failure);
    expect(goRerun.commands(failures)).toEqual([
      ['go', 'test', 'c', '-count=1'],
      ['go', 'test', 'a', '-count=1', '-run', '^(TestA|TestB)$'],
      ['go', 'test', 'a', '-count=1', '-run', '^TestT$/^brack\\[et\\]_\\(x\\)$'],
      ['go', 'test', 'a', '-count=1', '-run', '^TestT$/^x$/^y$'],
      ['go', 'test', 'b', '-count=1', '-run', '^TestA$'],
    ]);
  });

  it('runs a benchmark without tests', () => {
    expect(goRerun.commands([failure('a BenchmarkX-8')])).toEqual([
      ['go', 'test', 'a', '-count=1', '-run', '^$', '-bench', '^BenchmarkX$'],
    ]);
  });

  it('goes behind options, but not behind packages', () => {
    expect(goRerun.arguments([failure('a TestA')], ['-v', '-tags', 'x'])).toEqual(['a', '-count=1', '-run', '^TestA$']);
    expect(goRerun.arguments([failure('a TestA')], ['-v', './...'])).toMatch(/\.\/\.\.\./);
    expect(goRerun.arguments([failure('a TestA'), failure('b TestA')], [])).toMatch(/at once/);
  });
});
