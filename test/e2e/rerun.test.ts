import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { callEngine } from '../support/engine-objects.ts';
import { Project } from '../support/project.ts';
import { testSetup } from '../support/setup.ts';
import { withPython } from '../support/with-python.ts';

const setup = testSetup();
const projects: Project[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

/** Three tests: one fails where there is no file `mended`, one fails the first time only, one passes. */
const tests = `import os, unittest
class T(unittest.TestCase):
    def test_good(self):
        print('good ran')
    def test_broken(self):
        self.assertTrue(os.path.exists('/src/mended'), 'not mended')
    def test_flaky(self):
        if not os.path.exists('/src/seen'):
            open('/src/seen', 'w').close()
            self.fail('first time')
    def test_hash(self):
        print('hash', hash('dox'))
        self.assertTrue(os.path.exists('/src/mended'))
`;

interface Result {
  readonly seed: number;
  readonly images: readonly { readonly id: string }[];
  readonly targets: readonly {
    readonly verdict: string;
    readonly tries: readonly { readonly verdict: string; readonly log: string }[];
    readonly retryNote: string | null;
    readonly report: {
      readonly failures: readonly { readonly id: string; readonly attempt: number | null }[];
      readonly flaky: readonly { readonly id: string; readonly attempt: number | null }[];
    };
  }[];
}

describe.each(setup.engines)('failed tests again on $name', (engine) => {
  const config = `${withPython(engine)}commands: [python3 -m unittest -v]\n`;
  const project = (files: Record<string, string> = {}): Project => {
    const made = new Project(engine, { 'dox.yml': config, 'test_a.py': tests, ...files });
    projects.push(made);
    return made;
  };
  const result = (here: Project): Result => JSON.parse(readFileSync(join(here.path, 'r.json'), 'utf8'));

  test('--retries tells the flaky from the broken, and keeps every try', async () => {
    const here = project();
    const ran = await here.dox(['--retries', '2', '--result-json', 'r.json']);
    expect(ran.code, ran.all).toBe(1);
    expect(ran.stdout).toContain('FLAKY test_a.T.test_flaky (failed, then passed)');
    expect(ran.stdout).toContain('FAIL test_a.T.test_broken (tried 3 times)');
    expect(ran.stdout).toContain('run again: dox -e testing -- test_a.T.test_broken test_a.T.test_hash\n');
    expect(ran.stdout.match(/good ran/g)).toHaveLength(1);
    expect(ran.stderr).toContain('trying the 3 tests that failed again (try 2 of 3)');
    const [target] = result(here).targets;
    expect(target?.tries.map(({ verdict }) => verdict)).toEqual(['failed', 'failed', 'failed']);
    for (const { log } of target?.tries ?? []) expect(existsSync(join(here.path, log)), log).toBe(true);
    expect(target?.report).toMatchObject({
      failures: [
        { id: 'test_a.T.test_broken', attempt: 3 },
        { id: 'test_a.T.test_hash', attempt: 3 },
      ],
      flaky: [{ id: 'test_a.T.test_flaky', attempt: 1 }],
    });
  });

  test('a target whose tests are all flaky passes, and fails with --fail-on-flaky', async () => {
    const here = project({ mended: '' });
    const ran = await here.dox(['--retries', '1']);
    expect(ran.code, ran.all).toBe(0);
    expect(ran.stdout).toMatch(/testing {2}passed {2}4 tests, 1 flaky/);
    expect((await here.dox([])).code).toBe(0);
    const again = project({ mended: '' });
    const strict = await again.dox(['--retries', '1', '--fail-on-flaky']);
    expect(strict.code, strict.all).toBe(1);
    expect(strict.stdout).toContain('a test is flaky, and --fail-on-flaky was given');
  });

  test('nothing is tried again where a pass would prove nothing', async () => {
    const here = project({ 'test_b.py': 'import nothing_like_it\n' });
    const ran = await here.dox(['--retries', '3', '--result-json', 'r.json']);
    expect(ran.code, ran.all).toBe(1);
    expect(ran.stdout).toContain('not tried again: test_b is no single test');
    expect(result(here).targets[0]?.tries).toEqual([]);
    here.write('dox.yml', `${withPython(engine)}commands: ['false']\n`);
    const unnamed = await here.dox(['--retries', '3']);
    expect(unnamed.stdout, unnamed.all).toContain('not tried again: no failed test is named');
  });

  test('dox rerun runs what failed, on the same image and with the same hash seed', async () => {
    const here = project({ seen: '' });
    expect((await here.dox(['rerun'])).code, 'there is no run yet').toBe(2);
    const first = await here.dox(['--result-json', 'r.json']);
    expect(first.code, first.all).toBe(1);
    const hash = /hash (-?\d+)/.exec(first.stdout)?.[1];
    const before = result(here);
    const again = await here.dox(['rerun', '--result-json', 'r.json']);
    expect(again.code, again.all).toBe(1);
    expect(again.stdout).not.toContain('good ran');
    expect(/hash (-?\d+)/.exec(again.stdout)?.[1]).toBe(hash);
    expect(result(here)).toMatchObject({ seed: before.seed, images: [{ id: before.images[0]?.id }] });
    here.write('mended', '');
    const mended = await here.dox(['rerun']);
    expect(mended.code, mended.all).toBe(0);
    expect(mended.stdout).toMatch(/testing {2}passed {2}2 tests/);
    const nothing = await here.dox(['rerun']);
    expect(nothing.code, nothing.all).toBe(2);
    expect(nothing.stderr).toContain('nothing failed in the last run');
  });

  test('dox rerun refuses another image; dox --failed takes the one of now', async () => {
    const here = project({ seen: '' });
    await here.dox(['--result-json', 'r.json']);
    here.write('dox.yml', `${config}prep: ['echo ${Math.random()} > /made']\n`);
    const refused = await here.dox(['rerun']);
    expect(refused.code, refused.all).toBe(2);
    expect(refused.stdout).toContain('the last run did not use');
    expect(refused.stdout).toContain('`dox --failed`');
    // that run failed as well: nothing ran in it, so all of the target is due
    const failed = await here.dox(['--failed']);
    expect(failed.code, failed.all).toBe(1);
    expect(failed.stderr).toContain('testing: all of it runs again: the last run did not use');
    const narrow = await here.dox(['--failed']);
    expect(narrow.stdout, narrow.all).not.toContain('good ran');
  });

  test('dox rerun refuses another env and other limits; dox --failed takes those of now', async () => {
    const here = project({ seen: '', 'dox.yml': `${config}pass_env: [COLOUR]\n` });
    const first = await here.dox([], { env: { COLOUR: 'sesame-red' } });
    expect(first.code, first.all).toBe(1);
    const record = readFileSync(join(here.path, '.dox/last/events.ndjson'), 'utf8');
    expect(record).not.toContain('sesame-red');
    const refused = await here.dox(['rerun'], { env: { COLOUR: 'blue' } });
    expect(refused.code, refused.all).toBe(2);
    expect(refused.stderr).toContain('what ran in the last run is not the same now: testing (env)');
    expect(refused.stderr).toContain('`dox --failed`');
    here.write('dox.yml', `${config}pass_env: [COLOUR]\nmemory: 900m\n`);
    const limited = await here.dox(['rerun'], { env: { COLOUR: 'sesame-red' } });
    expect(limited.stderr, limited.all).toContain('testing (container)');
    here.write('dox.yml', `${config}pass_env: [COLOUR]\n`);
    const same = await here.dox(['rerun'], { env: { COLOUR: 'sesame-red' } });
    expect(same.code, same.all).toBe(1);
    expect(same.stdout).not.toContain('good ran');
    const failed = await here.dox(['--failed'], { env: { COLOUR: 'blue' } });
    expect(failed.code, failed.all).toBe(1);
    expect(failed.stdout).not.toContain('good ran');
  });

  test('dox rerun says that the image is gone', async () => {
    const here = project({ seen: '', 'dox.yml': `${config}prep: ['echo ${Math.random()} > /made']\n` });
    await here.dox(['--result-json', 'r.json']);
    const [made] = result(here).images;
    await callEngine(engine, 'DELETE', `/images/${made?.id}?force=true`);
    const ran = await here.dox(['rerun']);
    expect(ran.code, ran.all).toBe(2);
    expect(ran.stdout).toMatch(/the image of the last run \(.*\) is gone/);
  });
});
