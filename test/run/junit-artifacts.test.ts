import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFailure, type RunnerReport } from '../../src/failures/failure.ts';
import { junitArtifacts, withJunit } from '../../src/run/junit-artifacts.ts';

const xml = `<?xml version="1.0"?><testsuites><testsuite name="pytest" tests="3" failures="1" errors="0" skipped="1">
<testcase classname="tests.test_a.T" name="test_bad" time="1.5"><failure message="assert 1 == 2">tests/test_a.py:7: AssertionError</failure></testcase>
<testcase classname="tests.test_a.T" name="test_good" time="0.1"/><testcase classname="tests.test_a.T" name="test_no"><skipped/></testcase>
</testsuite></testsuites>`;
const id = 'tests/test_a.py::T::test_bad';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dox-test-'));
  mkdirSync(join(root, 'a'));
  writeFileSync(join(root, 'a/junit.xml'), xml);
  writeFileSync(join(root, 'a/other.xml'), '<project><failure/></project>');
});
afterEach(() => rmSync(root, { recursive: true }));

const paths = ['a/junit.xml', 'a/other.xml'];

describe('JUnit XML among the artifacts', () => {
  test('says what failed', async () => {
    const report = await junitArtifacts({ root, paths, since: Date.now() - 5000 });
    expect(report).toMatchObject({
      runner: 'junit',
      failures: [{ id, durationMs: 1500, message: 'assert 1 == 2' }],
      counts: { ran: 2, failed: 1, skipped: 1 },
      complete: true,
    });
  });

  test('is none where no file is JUnit XML, or all are from before', async () => {
    expect(await junitArtifacts({ root, paths: ['a/other.xml'], since: 0 })).toBeNull();
    const before = new Date(Date.now() - 60_000);
    utimesSync(join(root, 'a/junit.xml'), before, before);
    expect(await junitArtifacts({ root, paths, since: Date.now() - 5000 })).toBeNull();
  });
});

describe('beside the text', () => {
  const text = (runner: string, failures: RunnerReport['failures']): RunnerReport => {
    return { runner, failures, flaky: [], counts: null, lastTests: null, complete: true, warnings: ['lost'] };
  };
  const junit = async (): Promise<RunnerReport | null> => junitArtifacts({ root, paths, since: 0 });

  test('of one runner it is believed', async () => {
    const forged = makeFailure({ id: 'forged', runner: 'pytest' });
    const { runners } = withJunit({ runners: [text('pytest', [forged])] }, await junit());
    expect(runners).toMatchObject([
      { runner: 'pytest', failures: [{ id, runner: 'pytest' }], counts: { ran: 2 }, warnings: [] },
    ]);
  });

  test('of several runners it tells more of what they name, and adds what they do not', async () => {
    const named = makeFailure({ id, runner: 'pytest', rerunId: 'r', file: 'x.py', line: 3 });
    const both = [text('go', []), text('pytest', [named])];
    expect(withJunit({ runners: both }, await junit()).runners).toMatchObject([
      { runner: 'go' },
      { runner: 'pytest', failures: [{ id, rerunId: 'r', file: 'x.py', line: 3, durationMs: 1500 }] },
    ]);
    const neither = [text('go', []), text('pytest', [])];
    expect(withJunit({ runners: neither }, await junit()).runners).toMatchObject([
      { runner: 'go' },
      { runner: 'pytest', failures: [] },
      { runner: 'junit', failures: [{ id }] },
    ]);
  });

  test('is all there is where no runner spoke', async () => {
    expect(withJunit({ runners: [] }, await junit()).runners).toMatchObject([{ runner: 'junit' }]);
    expect(withJunit({ runners: [] }, null).runners).toEqual([]);
  });
});
