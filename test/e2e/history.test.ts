import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, describe, expect, test } from 'vitest';
import type { History } from '../../src/history/history.ts';
import { parseHistory } from '../../src/history/merge-history.ts';
import type { HistoryJson } from '../../src/report/history-json.ts';
import { Project } from '../support/project.ts';
import { startDox } from '../support/running.ts';
import { type TestEngine, testSetup } from '../support/setup.ts';
import { withPython } from '../support/with-python.ts';

const setup = testSetup();
const removes: (() => void)[] = [];

afterEach(() => {
  for (const remove of removes.splice(0)) remove();
});

/**
 * One test passes, one fails unless there is a file `mended`, and one fails as the digits in a file outside of the tree say,
 * one for each run: 1 fails.
 */
const tests = `import os, unittest
class T(unittest.TestCase):
    def test_good(self):
        pass
    def test_broken(self):
        self.assertTrue(os.path.exists('/src/mended'), 'not mended')
    def test_flaky(self):
        with open('/state/digits') as file:
            digits = file.read()
        with open('/state/digits', 'w') as file:
            file.write(digits[1:])
        self.assertNotEqual(digits[:1], '1', 'this time')
`;

class Tested {
  readonly project: Project;
  readonly #outside: string;
  readonly #engine: TestEngine;

  constructor(engine: TestEngine, digits: string, config = '') {
    this.#engine = engine;
    this.#outside = realpathSync(mkdtempSync(join(tmpdir(), 'dox-outside-')));
    for (const name of ['', 'state', 'xdg'])
      this.#own(name, () => mkdirSync(join(this.#outside, name), { recursive: true }));
    this.#own('state/digits', () => writeFileSync(join(this.#outside, 'state/digits'), digits));
    const volumes = `volumes: ['${this.#outside}/state:/state']`;
    const commands = config === '' ? 'commands: [python3 -B -m unittest -v]' : config;
    const dox = `${withPython(engine)}${volumes}\n${commands}\n`;
    this.project = new Project(engine, { 'dox.yml': dox, 'test_a.py': tests });
    removes.push(
      () => this.project.remove(),
      () => rmSync(this.#outside, { recursive: true, force: true }),
    );
  }

  #own(name: string, make: () => void): void {
    make();
    const { user } = this.#engine;
    if (user !== null) chownSync(join(this.#outside, name), user.uid, user.gid);
  }

  get env(): Record<string, string> {
    return { XDG_STATE_HOME: join(this.#outside, 'xdg') };
  }

  dox(...args: string[]) {
    return this.project.dox(args, { env: this.env });
  }

  async commit(): Promise<void> {
    const git = (...words: string[]) => {
      const [file = '', ...args] = this.project.asUser(['git', '-c', 'user.name=a', '-c', 'user.email=a@b', ...words]);
      return execa(file, args, {
        cwd: this.project.path,
        env: { ...this.project.environment(), GIT_CONFIG_GLOBAL: '/dev/null' },
      });
    };
    if (!existsSync(join(this.project.path, '.git'))) await git('init', '-q', '.');
    await git('add', '.');
    await git('commit', '-qm', 'more');
  }

  get file(): string | null {
    const folder = join(this.#outside, 'xdg/dox/history');
    const [name] = existsSync(folder) ? readdirSync(folder) : [];
    return name === undefined ? null : join(folder, name);
  }

  history(): History {
    return parseHistory(this.file === null ? '' : readFileSync(this.file, 'utf8'));
  }

  /** How a test went in each run. */
  async outcomes(id: string): Promise<string> {
    const { stdout } = await this.dox('history', '--json', id);
    const { tests: found }: HistoryJson = JSON.parse(stdout);
    return found[0]?.history.map(({ outcome }) => outcome).join(' ') ?? '';
  }
}

/** What the summary says behind a test's name. */
function noteOn(test: string, stdout: string): string | undefined {
  return new RegExp(`FAIL test_a\\.T\\.${test}\\n +(.*)\\n`).exec(stdout)?.[1];
}

describe.each(setup.engines)('the history of runs on $name', (engine) => {
  test('a flaky test is called so once it went both ways on an unchanged tree, and a broken one never', async () => {
    const here = new Tested(engine, '1001011');
    await here.commit();
    const notes: (string | undefined)[] = [];
    for (let run = 1; run <= 7; run += 1) {
      // the fourth run is on another tree, where a new file is not in a commit, and the sixth on another commit
      if (run === 4) here.project.write('notes.txt', 'new');
      if (run === 6) await here.commit();
      const ran = await here.dox('-q');
      expect(ran.code, ran.all).toBe(1);
      expect(noteOn('test_broken', ran.stdout), ran.all).toBe('AssertionError: False is not true : not mended');
      notes.push(noteOn('test_flaky', ran.stdout));
    }
    expect(notes).toEqual([
      "AssertionError: '1' == '1' : this time",
      undefined,
      undefined,
      'failed 2 of its last 4 runs, on 1 unchanged tree: likely flaky',
      undefined,
      'failed 3 of its last 6 runs, on 2 unchanged trees: likely flaky',
      'failed 4 of its last 7 runs, on 2 unchanged trees: likely flaky',
    ]);
    expect(new Set(here.history().runs.map(({ tree }) => tree)).size).toBe(3);
    expect(await here.outcomes('test_a.T.test_flaky')).toBe('failed passed passed failed passed failed failed');
    const list = await here.dox('history');
    expect(list.stdout).toMatch(/^7 of 7 .* ███████ {4}test_a\.T\.test_broken {2}failed in its last 7 runs$/m);
    expect(list.stdout).toMatch(
      /^4 of 7 .* █▁▁█▁██ {4}test_a\.T\.test_flaky {2}likely flaky \(both ways on 2 unchanged trees\)$/m,
    );
  });

  test('without git no tree is known to be unchanged, and nothing is called flaky', async () => {
    const here = new Tested(engine, '101');
    for (let run = 1; run <= 3; run += 1) {
      const { stdout } = await here.dox('-q');
      expect(stdout).not.toContain('likely');
    }
    expect(await here.outcomes('test_a.T.test_flaky')).toBe('failed passed failed');
    expect(here.history().runs.map(({ tree }) => tree)).toEqual([null, null, null]);
  });

  test('what passes when it runs again by itself has gone both ways', async () => {
    const here = new Tested(engine, '10');
    here.project.write('mended', '');
    await here.commit();
    expect((await here.dox('-q')).code).toBe(1);
    const again = await here.dox('-q', 'rerun');
    expect(again.code, again.all).toBe(0);
    expect(here.history().runs.map(({ asked }) => asked)).toEqual(['all', ['test_a.T.test_flaky']]);
    expect(await here.outcomes('test_flaky')).toBe('failed passed');
    const { stdout } = await here.dox('history', 'test_flaky');
    expect(stdout).toContain('failed 1 of its last 2 runs, on 1 unchanged tree: likely flaky');
  });

  test('what passes at a second try is remembered as flaky, arguments as no whole run', async () => {
    const here = new Tested(engine, '100', "commands: ['python3 -B -m unittest -v {posargs}']");
    here.project.write('mended', '');
    const ran = await here.dox('-q', '--retries', '1');
    expect(ran.code, ran.all).toBe(0);
    expect((await here.dox('-q', '--', 'test_a.T.test_good')).code).toBe(0);
    expect(await here.outcomes('test_a.T.test_flaky')).toBe('flaky unknown');
    expect(here.history().runs.map(({ asked }) => asked)).toEqual(['all', 'some']);
  });

  test('JUnit XML among the artifacts names the tests that passed, with their times, and is no change of the tree', async () => {
    const here = new Tested(
      engine,
      '01',
      [
        'artifacts: [out/*.xml]',
        'commands:',
        '  - mkdir -p out',
        '  - python3 -B -m unittest test_a.T.test_flaky && state="" || state="<failure message=\\"no\\">no</failure>"',
        '  - echo "<testsuite><testcase classname=\\"T\\" name=\\"good\\" time=\\"$RANDOM\\"/><testcase classname=\\"T\\" name=\\"flaky\\" time=\\"2\\">$state</testcase></testsuite>" > out/r.xml',
        '  - test -z "$state"',
      ].join('\n'),
    );
    await here.commit();
    const first = await here.dox('-q');
    expect(first.code, first.all).toBe(0);
    const second = await here.dox('-q', '--junit', 'dox.xml');
    expect(second.stdout, second.all).toContain('failed 1 of its last 2 runs, on 1 unchanged tree: likely flaky');
    expect(await here.outcomes('T::good')).toBe('passed passed');
    const { stdout } = await here.dox('history', 'T::flaky');
    expect(stdout).toMatch(/takes (1\.99|2\.00)s/);
  });

  test('two doxes at once both add their run', async () => {
    const here = new Tested(engine, '');
    const both = await Promise.all([here.dox('-q'), here.dox('-q')]);
    for (const { code, all } of both) expect(code, all).toBe(1);
    expect(here.history().runs).toHaveLength(2);
  });

  test('a run that is interrupted and a command of -c leave no history', async () => {
    const here = new Tested(engine, '', 'commands: [python3 -B -m unittest -v, echo waiting, sleep 100]');
    here.project.write('mended', '');
    // it makes the image, which may take longer than what is started waits
    const direct = await here.dox('-c', 'false');
    expect(direct.code, direct.all).toBe(1);
    const running = startDox(here.project, [], { env: here.env });
    await running.says('waiting');
    running.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(here.file).toBeNull();
  });

  test('a history that cannot be written is a warning, and none for the exit code', async () => {
    const here = new Tested(engine, '');
    here.project.write('mended', '');
    const { path } = here.project;
    writeFileSync(join(path, 'notes'), 'mine');
    chmodSync(join(path, 'notes'), 0o666);
    const ran = await here.dox('-q', '--history', 'notes');
    expect(ran.code, ran.all).toBe(0);
    expect(ran.stderr).toContain(`this run is not in the history: ${path}/notes is no history of dox`);
    expect(readFileSync(join(path, 'notes'), 'utf8')).toBe('mine');
    const other = await here.dox('-q', '--history', 'cache/history.ndjson');
    expect(other.code, other.all).toBe(0);
    expect(other.stderr).not.toContain('history');
    expect(parseHistory(readFileSync(join(path, 'cache/history.ndjson'), 'utf8')).runs).toHaveLength(1);
    expect(here.file).toBeNull();
  });
});
