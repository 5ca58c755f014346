import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Project } from '../support/project.ts';
import { testSetup } from '../support/setup.ts';
import { withPython } from '../support/with-python.ts';

const setup = testSetup();
const projects: Project[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

describe.each(setup.engines)('a run on $name', (engine) => {
  const image = `${engine.prefix}debian:bookworm-slim`;
  const project = (files: Record<string, string>): Project => {
    const made = new Project(engine, files);
    projects.push(made);
    return made;
  };

  test('runs the commands of a flat dox.yml as one script in the tree and passes', async () => {
    const here = project({
      'dox.yml': `image: ${image}\ncommands:\n  - export WORD=carried\n  - cd sub\n  - echo "$WORD $(cat file)" in $PWD\n`,
      'sub/file': 'over',
    });
    const run = await here.dox([]);
    expect(run.stdout, run.all).toContain('carried over in /src/sub\n');
    expect(run.stdout).toMatch(/passed/);
    expect(run.code).toBe(0);
  });

  test('stops at the first failing command, names it, and exits 1', async () => {
    const here = project({
      'dox.yml': `image: ${image}\ncommands:\n  - echo one\n  - cd nowhere && echo two\n  - echo three\n`,
    });
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(1);
    expect(run.stdout).toContain('one\n');
    expect(run.stdout).not.toMatch(/^three$/m);
    expect(run.stdout).toContain('from `cd nowhere && echo two` (command 2 of 3)');
  });

  test('a failure on the left of a pipe is a failure', async () => {
    const here = project({ 'dox.yml': `image: ${image}\ncommands: |\n  false | cat\n  echo on\n` });
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(1);
    expect(run.stdout).not.toMatch(/^on$/m);
  });

  test('keeps standard output and standard error apart', async () => {
    const here = project({ 'dox.yml': `image: ${image}\ncommands: [echo out; echo err >&2]\n` });
    const run = await here.dox([]);
    expect(run.stdout).toContain('out\n');
    expect(run.stderr).toContain('err\n');
    expect(run.stdout).not.toMatch(/^err$/m);
    const log = readFileSync(join(here.path, '.dox/last/testing/log'), 'utf8');
    expect(log.split('\n').sort()).toEqual(['', 'err', 'out']);
  });

  test('arguments reach the command untouched', async () => {
    const here = project({ 'dox.yml': `image: ${image}\ncommands:\n  - printf '<%s>'\n` });
    const words = ['a b', `it's`, '"$HOME"', '*', '', '--', '-x', 'line\nbreak', 'list'];
    const run = await here.dox(['--', ...words]);
    expect(run.stdout, run.all).toContain(words.map((word) => `<${word}>`).join(''));
  });

  test('-c runs a command in the target and returns its own code', async () => {
    const here = project({ 'dox.yml': `image: ${image}\ncommands: ['false']\n` });
    const run = await here.dox(['-c', 'sh', '-c', 'echo "$0 $1"; exit 42', 'list', 'a  b']);
    expect(run, run.all).toMatchObject({ code: 42, stdout: 'list a  b\n', stderr: '' });
    const piped = await here.dox(['-c', 'cat'], { input: 'from the caller\n' });
    expect(piped, piped.all).toMatchObject({ code: 0, stdout: 'from the caller\n' });
  });

  test('images: [a, b] runs on each; a failure on one does not stop the other', async () => {
    const other = `${engine.prefix}busybox:latest`;
    const here = project({ 'dox.yml': `images: [${other}, ${image}]\ncommands: [test -e /etc/debian_version]\n` });
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(1);
    expect(run.stdout).toMatch(/busybox:latest\) +failed/);
    expect(run.stdout).toMatch(/bookworm-slim\) +passed/);
  });

  test('--fail-fast stops, allow_failure does not fail, and the result file says it all', async () => {
    const here = project({
      'dox.yml': `image: ${image}\ntargets:\n  soft: {commands: ['exit 9'], allow_failure: true}\n  hard: {commands: ['exit 3']}\n  last: {commands: ['true']}\n`,
    });
    const run = await here.dox(['--fail-fast', '--result-json', 'out.json']);
    expect(run.code, run.all).toBe(1);
    const result = JSON.parse(readFileSync(join(here.path, 'out.json'), 'utf8'));
    expect(result.exitCode).toBe(1);
    expect(result.targets).toMatchObject([
      { target: 'soft', verdict: 'failed', exitCode: 9, exit: 0 },
      { target: 'hard', verdict: 'failed', exitCode: 3, exit: 1 },
      { target: 'last', verdict: 'skipped' },
    ]);
    // all times are of one kind: the image is older than the run, by less than thirty years
    const year = 365 * 24 * 60 * 60 * 1000;
    const [{ created }] = result.images;
    expect(result.ended).toBeGreaterThanOrEqual(result.started);
    expect(created).toBeLessThan(result.started);
    expect(created).toBeGreaterThan(result.started - 30 * year);
    expect(result.engine).toMatchObject({ rootless: engine.name === 'podman-rootless' });
    const soft = await here.dox(['-e', 'soft']);
    expect(soft.code).toBe(0);
  });

  test('needs: what did not pass keeps others from running', async () => {
    const here = project({
      'dox.yml': `image: ${image}
targets:
  release: {commands: [echo released], needs: [docs]}
  docs: {commands: [echo documented], needs: [unit, soft]}
  soft: {commands: ['exit 9'], allow_failure: true}
  unit: {commands: ['test -e good']}
`,
    });
    const run = await here.dox(['--result-json', 'out.json']);
    expect(run.code, run.all).toBe(1);
    expect(run.stdout).toMatch(/^ {2}docs +skipped.*\n +it needs unit, which failed$/m);
    expect(run.stdout).toMatch(/^ {2}release +skipped.*\n +it needs docs, which did not run either$/m);
    const { targets } = JSON.parse(readFileSync(join(here.path, 'out.json'), 'utf8'));
    expect(targets.map((each: { target: string; exit: number }) => [each.target, each.exit])).toEqual([
      ['unit', 1],
      ['soft', 0],
      ['docs', 0],
      ['release', 0],
    ]);
    const alone = await here.dox(['-e', 'docs']);
    expect(alone.code, alone.all).toBe(0);
    here.write('good', '');
    const good = await here.dox([]);
    expect(good.code, good.all).toBe(0);
    expect(good.stdout).toContain('released\n');
  });

  test('a time limit ends the target and is a failure', async () => {
    const here = project({ 'dox.yml': `image: ${image}\ncommands: [echo begun, sleep 60]\ntimeout: 1s\n` });
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(1);
    expect(run.stdout).toContain('timed out after 1.00s in `sleep 60` (command 2 of 2)');
  });

  test('grace is how long it may then take to end', async () => {
    const text = (grace: string) => `image: ${image}
timeout: 1s
grace: ${grace}
commands: |
  trap 'sleep 4; echo tidied; exit 1' TERM
  sleep 60 & wait
`;
    const here = project({ 'dox.yml': text('1s') });
    const short = await here.dox([]);
    expect(short.code, short.all).toBe(1);
    expect(short.stdout).not.toContain('tidied');
    here.write('dox.yml', text('30s'));
    expect((await here.dox([])).stdout).toContain('tidied\n');
  });

  test('over its own memory limit is a failure that says so', async () => {
    const here = project({
      'dox.yml': `image: ${image}\nmemory: 64m\ncommands: ['x=$(head -c 200000000 /dev/zero | tr "\\0" x)']\n`,
    });
    const run = await here.dox([]);
    // root alone may set limits with cgroup v1
    if (engine.name === 'podman-rootless' && !existsSync('/sys/fs/cgroup/cgroup.controllers')) {
      expect(run.stderr).toContain('testing: this engine cannot limit `memory` here');
      return;
    }
    expect(run.code, run.all).toBe(1);
    expect(run.stdout).toContain('out of memory');
  });

  test('what could not run is 3, and 2 where the user must change something', async () => {
    const here = project({
      'dox.yml': `targets:\n  gone: {image: '127.0.0.1:1/no:such', commands: ['true']}\n  shell: {image: '${image}', shell: zsh, commands: ['true']}\n  never: {image: 'no-such-image:1', commands: ['true']}\n`,
    });
    const gone = await here.dox(['-e', 'gone']);
    expect(gone.code, gone.all).toBe(3);
    const shell = await here.dox(['-e', 'shell']);
    expect(shell.code, shell.all).toBe(2);
    expect(shell.stdout).toContain('the image has no zsh');
    const never = await here.dox(['-e', 'never', '--pull', 'never']);
    expect(never.code, never.all).toBe(2);
  });

  test('lists the failing tests, and the pasted line runs only those', async () => {
    const here = project({
      'dox.yml': `${withPython(engine)}commands:\n  - python3 -m unittest {posargs:tests.test_a}\n`,
      'tests/__init__.py': '',
      'tests/test_a.py': [
        'import unittest',
        'class T(unittest.TestCase):',
        '    def test_good(self):',
        '        pass',
        '    def test_bad(self):',
        '        self.assertEqual(3, 4)',
        '',
      ].join('\n'),
    });
    const run = await here.dox(['-e', 'testing']);
    expect(run.code, run.all).toBe(1);
    expect(run.stdout).toContain('FAIL tests.test_a.T.test_bad');
    expect(run.stdout).toContain('AssertionError: 3 != 4');
    expect(run.stdout).toContain('tests/test_a.py:6');
    expect(run.stdout).toContain('1 of 2 tests failed');
    const line = /run again: dox (.+)/.exec(run.stdout)?.[1] ?? '';
    expect(line).toBe('-e testing -- tests.test_a.T.test_bad');
    const again = await here.dox(line.split(' '));
    expect(again.code, again.all).toBe(1);
    expect(again.stderr).toContain('Ran 1 test in');
  });

  test('a run in which no test ran is no pass unless allow_empty says so', async () => {
    const dox = `${withPython(engine)}commands: [python3 -m unittest]\n`;
    const here = project({ 'dox.yml': dox });
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(1);
    expect(run.stdout).toContain('no tests ran');
    here.write('dox.yml', `${dox}allow_empty: true\n`);
    expect((await here.dox([])).code).toBe(0);
  });
});
