import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Project } from '../support/project.ts';
import { resultProblems } from '../support/result-json.ts';
import { Running, startDox } from '../support/running.ts';
import { testSetup } from '../support/setup.ts';
import { obeyedCommands } from '../support/workflow-commands.ts';
import { junitProblem, xpath } from '../support/xml.ts';

const setup = testSetup();
const projects: Project[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

const hostileMessage = '::set-env name=A::b ##[add-mask]x %0A </failure> ]]> | <b> `c` [d](e) &amp; # SKIP';

/** What unittest prints of one failed test of two. */
const output = `F.
======================================================================
FAIL: test_bad (tests.test_a.T.test_bad)
----------------------------------------------------------------------
Traceback (most recent call last):
  File "/src/tests/test_a.py", line 5, in test_bad
    self.assertEqual(3, 2)
AssertionError: ${hostileMessage}

----------------------------------------------------------------------
Ran 2 tests in 0.001s

FAILED (failures=1)
::set-output name=a::b
::stop-commands::mine
::error::forged
##[error]forged
::mine::
`;

describe.each(setup.engines)('reports on $name', (engine) => {
  const image = `${engine.prefix}debian:bookworm-slim`;
  const project = (config: string, files: Record<string, string> = {}): Project => {
    const made = new Project(engine, { 'dox.yml': `image: ${image}\n${config}`, ...files });
    projects.push(made);
    return made;
  };
  const mixed = (): Project =>
    project(
      `targets:
  good: {commands: [echo fine]}
  bad: {commands: ['cat output; cat output >&2; printf unended; exit 1']}
  gone: {image: '127.0.0.1:1/no:such', commands: ['true']}
`,
      { output, 'tests/test_a.py': '' },
    );
  const read = (here: Project, name: string): string => readFileSync(join(here.path, name), 'utf8');
  const result = (here: Project, name = 'r.json') => JSON.parse(read(here, name));

  test('each is written when tests fail, and says the same', async () => {
    const here = mixed();
    const files = ['--junit', 'j.xml', '--tap', 't.tap', '--events', 'e.ndjson', '--result-json', 'r.json'];
    const run = await here.dox(files);
    expect(run.code, run.all).toBe(1);

    const xml = read(here, 'j.xml');
    expect(junitProblem(xml)).toBe('');
    const attributes = ['tests', 'failures', 'errors'].map((name) => xpath(xml, `/testsuites/@${name}`));
    expect(attributes, xml).toEqual(['3', '1', '1']);
    const failure = '//testsuite[@name="bad"]/testcase[@name="tests.test_a.T.test_bad"]/failure';
    expect(xpath(xml, failure)).toMatch(/^tests\/test_a\.py:5\n/);
    expect(xpath(xml, `${failure}/@message`)).toBe(`AssertionError: ${hostileMessage}`);
    expect(xpath(xml, '//property[@name="image.id"]/@value')).toMatch(/^(sha256:)?[0-9a-f]{64}$/);

    expect(read(here, 't.tap')).toMatch(/^TAP version 14\n1\.\.3\nok 1 - good\n/);
    expect(read(here, 't.tap')).toMatch(/^ {4}not ok 1 - tests\.test_a\.T\.test_bad$/m);
    expect(read(here, 'e.ndjson')).toBe(read(here, '.dox/last/events.ndjson'));
    expect(resultProblems(result(here))).toEqual([]);
    expect(readdirSync(here.path).sort()).toEqual(
      ['.dox', 'dox.yml', 'e.ndjson', 'j.xml', 'output', 'r.json', 't.tap', 'tests'].sort(),
    );
  });

  test('a report may go to standard output, which then has nothing else', async () => {
    const here = mixed();
    const events = await here.dox(['--events', '-', '-e', 'good,bad']);
    expect(events.code, events.all).toBe(1);
    expect(events.stdout).toBe(read(here, '.dox/last/events.ndjson'));
    expect(events.stderr).toContain('==> summary');
    expect(events.stderr).toContain('fine\n');
    const tap = await here.dox(['--tap', '-', '-e', 'good']);
    expect(tap.stdout, tap.all).toMatch(/^TAP version 14\n1\.\.1\nok 1 - good\n {2}---\n/);
    const both = await here.dox(['--tap', '-', '--junit', '-']);
    expect(both.code, both.all).toBe(2);
    const direct = await here.dox(['--events', '-', '-e', 'good', '-c', 'true']);
    expect(direct.code, direct.all).toBe(2);
  });

  test('what cannot be written is known before the run', async () => {
    const here = project('commands: [touch ran]\n', { file: '' });
    mkdirSync(join(here.path, 'folder'));
    const wrong: readonly (readonly [readonly string[], string])[] = [
      [['--junit', 'no/such/j.xml'], 'there is no such folder'],
      [['--tap', 'folder'], 'that is a folder'],
      [['--events', 'file/e'], 'a part of that path is a file'],
      [['--result-json', 'no/r.json'], '--result-json'],
      [['--tap', 'a', '--junit', './a'], '--junit and --tap both write to'],
    ];
    for (const [args, message] of wrong) {
      const run = await here.dox(args);
      expect(run.code, run.all).toBe(2);
      expect(run.stderr).toContain(message);
      expect(run.stderr).not.toContain('    at ');
    }
    expect(existsSync(join(here.path, 'ran'))).toBe(false);
    expect(existsSync(join(here.path, '.dox'))).toBe(false);
  });

  test.skipIf(setup.plainUser === null)('in a folder that is closed a file is written to if it is there', async () => {
    const here = new Project(
      engine,
      { 'dox.yml': `image: ${image}\ncommands: [echo fine]\n`, 'closed/old.xml': 'x'.repeat(100_000) },
      setup.plainUser,
    );
    projects.push(here);
    chmodSync(join(here.path, 'closed'), 0o555);
    const env = { DOCKER_HOST: 'unix:///nowhere.sock' };
    const known = await here.dox(['--junit', 'closed/old.xml'], { env });
    expect(known.code, known.all).toBe(3);
    expect(junitProblem(read(here, 'closed/old.xml'))).toBe('');
    for (const option of ['--junit', '--events']) {
      const fresh = await here.dox([option, 'closed/new'], { env });
      expect(fresh.code, fresh.all).toBe(2);
      expect(fresh.stderr).toContain('closed/new: you may not write there');
    }
  });

  test('what can no longer be written after the run is told, and no success', async () => {
    const here = project("commands: ['rm -rf out']\n", { 'out/keep': '' });
    const run = await here.dox(['--junit', 'out/j.xml', '--tap', 't.tap']);
    expect(run.code, run.all).toBe(2);
    expect(run.stderr).toContain('out/j.xml: there is no such folder');
    expect(read(here, 't.tap')).toContain('ok 1 - ');
  });

  test('the events are put back where the commands remove them', async () => {
    const here = project("commands: ['rm e.ndjson']\n");
    const run = await here.dox(['--events', 'e.ndjson']);
    expect(run.code, run.all).toBe(0);
    expect(read(here, 'e.ndjson')).toBe(read(here, '.dox/last/events.ndjson'));
  });

  test('a full disk costs the events, not the run', async () => {
    const here = project('commands: [echo fine]\n');
    symlinkSync('/dev/full', join(here.path, 'full'));
    const run = await here.dox(['--events', '/dev/full', '--tap', 'full']);
    expect(run.code, run.all).toBe(3);
    expect(run.stdout).toContain('passed');
    expect(run.stderr.match(/no space left to write /g)).toHaveLength(2);
    expect(lstatSync('/dev/full').isCharacterDevice()).toBe(true);
  });

  test('a link keeps pointing where it does, and a pipe stays a pipe', async () => {
    const here = project('commands: [echo fine]\n', { 'real/j.xml': 'old' });
    symlinkSync('real/j.xml', join(here.path, 'j.xml'));
    execFileSync('mkfifo', ['-m', '666', join(here.path, 'pipe')]);
    const reader = new Running(['cat', 'pipe'], { cwd: here.path });
    const run = await here.dox(['--junit', 'j.xml', '--tap', 'pipe']);
    expect(run.code, run.all).toBe(0);
    expect(lstatSync(join(here.path, 'j.xml')).isSymbolicLink()).toBe(true);
    expect(junitProblem(read(here, 'real/j.xml'))).toBe('');
    expect((await reader.ended).stdout).toMatch(/^TAP version 14\n/);
  });

  test('tests that are tried again have their tries in them', async () => {
    const fail = (id: string): string =>
      `FAIL: ${id} (tests.test_a.T.${id})\n${'-'.repeat(70)}\nAssertionError: no\n\n`;
    const said = (...ids: string[]): string =>
      `${ids.map((id) => `${'='.repeat(70)}\n${fail(id)}`).join('')}${'-'.repeat(70)}\nRan 2 tests in 0.001s\n\nFAILED (failures=${ids.length})\n`;
    const here = project("commands: ['./python3 -m unittest {posargs:tests}']\n", {
      python3: '#!/bin/sh\nif [ -e again ]; then cat second; else touch again; cat first; fi\nexit 1\n',
      first: said('test_a', 'test_b'),
      second: said('test_a'),
    });
    chmodSync(join(here.path, 'python3'), 0o755);
    const run = await here.dox(['--retries', '1', '--junit', 'j.xml', '--result-json', 'r.json'], {
      env: { GITHUB_ACTIONS: 'true' },
    });
    expect(run.code, run.all).toBe(1);
    expect(resultProblems(result(here))).toEqual([]);
    const xml = read(here, 'j.xml');
    expect(junitProblem(xml)).toBe('');
    expect(xpath(xml, 'count(//testcase[@name="tests.test_a.T.test_a"]/rerunFailure)'), run.all).toBe('1');
    expect(xpath(xml, 'count(//testcase[@name="tests.test_a.T.test_b"]/flakyFailure)')).toBe('1');
    expect(obeyedCommands(run.stdout).map((line) => line.split(/[ :]+/)[1])).toEqual([
      ...['group', 'endgroup', 'group', 'endgroup', 'error'],
    ]);
  });

  test('they are written when the run is interrupted', async () => {
    const here = project('targets:\n  long: {commands: [echo begun, sleep 50]}\n  late: {commands: [echo late]}\n');
    const run = startDox(here, ['--junit', 'j.xml', '--tap', 't.tap', '--result-json', 'r.json', '--events', 'e']);
    await run.says('begun');
    run.kill('SIGINT');
    const ended = await run.ended;
    expect(ended.code, ended.all).toBe(130);
    const xml = read(here, 'j.xml');
    expect(junitProblem(xml)).toBe('');
    expect(xpath(xml, '/testsuites/@errors')).toBe('2');
    expect(xpath(xml, '//testsuite[@name="late"]//error/@message')).toContain('SIGINT');
    expect(read(here, 't.tap')).toMatch(/\nBail out! SIGINT\n$/);
    expect(result(here)).toMatchObject({ exitCode: 130, signal: 'SIGINT' });
    expect(resultProblems(result(here))).toEqual([]);
    expect(read(here, 'e')).toMatch(/"kind":"run-ended".*\n$/);
  });

  test('they are written when no engine answers, and when dox itself breaks', async () => {
    const here = project('targets: {unit: {commands: [echo fine]}}\n');
    const files = ['--junit', 'j.xml', '--result-json', 'r.json'];
    const away = await here.dox(files, { env: { DOCKER_HOST: 'unix:///nowhere.sock' } });
    expect(away.code, away.all).toBe(3);
    expect(resultProblems(result(here))).toEqual([]);
    expect(result(here)).toMatchObject({ problem: expect.stringContaining('engine'), targets: [] });
    expect(xpath(read(here, 'j.xml'), '//testcase[@name="target unit"]/error/@message')).toContain('engine');

    // the clock fails once, in the middle of a target's turn
    const hook = `const now = Date.now; let whole = true;
      Date.now = () => { if (whole && new Error().stack.includes('runTarget')) { whole = false; throw new TypeError('no time'); } return now(); };`;
    const options = `--import=data:text/javascript;base64,${Buffer.from(hook).toString('base64')}`;
    const broken = await here.dox(files, { env: { NODE_OPTIONS: options } });
    expect(broken.code, broken.all).toBe(70);
    expect(result(here)).toMatchObject({ problem: 'a bug in dox: TypeError: no time' });
    expect(junitProblem(read(here, 'j.xml'))).toBe('');
    expect(xpath(read(here, 'j.xml'), '//error/@message')).toBe('it did not run: a bug in dox: TypeError: no time');
  });

  test('GitHub gets groups, annotations and a summary, and obeys no test', async () => {
    const here = mixed();
    const summary = join(here.path, 'summary.md');
    here.write('summary.md', 'of another step\n');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary, GITHUB_WORKSPACE: join(here.path, '..') };
    const run = await here.dox([], { env });
    expect(run.code, run.all).toBe(1);
    expect(run.stderr).toBe('');
    const folder = here.path.split('/').at(-1);
    const message = `AssertionError: ${hostileMessage.replace('%', '%25')}`;
    expect(obeyedCommands(run.stdout)).toEqual([
      `::group::good on ${image}`,
      '::endgroup::',
      `::group::bad on ${image}`,
      '::endgroup::',
      `::error file=${folder}/tests/test_a.py,line=5,title=tests.test_a.T.test_bad (bad)::${message}`,
      '::group::gone on 127.0.0.1:1/no:such',
      '::endgroup::',
      expect.stringMatching(/^::error title=gone%3A could not run::/),
    ]);
    expect(run.stdout).toContain('::set-output name=a::b\n');
    const text = readFileSync(summary, 'utf8');
    expect(text).toMatch(/^of another step\n### dox: /);
    expect(text).toContain('| <code>good</code> | ✅ passed |');
    expect(text).toContain('AssertionError: ::set-env name=A::b');
    expect(text).not.toContain('<b>');

    const quiet = await here.dox(['-q', '-e', 'bad'], { env });
    expect(obeyedCommands(quiet.stdout)).toEqual([expect.stringMatching(/^::error file=/)]);
    const direct = await here.dox(['-e', 'bad', '-c', 'echo', 'only'], { env });
    expect(direct).toMatchObject({ stdout: 'only\n', stderr: '', code: 0 });
    const unwritable = await here.dox(['-e', 'good'], { env: { ...env, GITHUB_STEP_SUMMARY: '/no/such/file' } });
    expect(unwritable.code, unwritable.all).toBe(0);
    expect(unwritable.stdout).toContain('GITHUB_STEP_SUMMARY');
  });

  test('GitLab gets sections', async () => {
    const here = mixed();
    const run = await here.dox(['-e', 'good'], { env: { GITLAB_CI: 'true' } });
    expect(run.code, run.all).toBe(0);
    const [, id] = /\x1b\[0Ksection_start:\d+:(dox_good_[0-9a-f]{32})\r\x1b\[0K==> good on /.exec(run.stdout) ?? [];
    expect(run.stdout).toMatch(new RegExp(`\nfine\n\x1b\\[0Ksection_end:\\d+:${id}\r\x1b\\[0K\n`));
  });
});
