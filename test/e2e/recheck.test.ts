import { afterEach, describe, expect, test } from 'vitest';
import { Project } from '../support/project.ts';
import { testSetup } from '../support/setup.ts';
import { withPython } from '../support/with-python.ts';

const setup = testSetup();
const projects: Project[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

const tests = `import unittest
class T(unittest.TestCase):
    def test_known(self):
        raise TimeoutError('no answer from the lab')
    def test_good(self):
        pass
`;

const known = `system: [github, 'recheck {job} because of {reason}']
signatures:
  - {name: the lab is slow, text: 'TimeoutError: no answer', bug: 'github:o/r#5'}
`;

describe.each(setup.engines)('dox recheck after a run on $name', (engine) => {
  const config = `${withPython(engine)}commands: [python3 -m unittest -v]\n`;
  const project = (files: Record<string, string>): Project => {
    const made = new Project(engine, { 'dox.yml': config, 'test_a.py': tests, ...files });
    projects.push(made);
    return made;
  };

  test('names the bug, and the summary of the run names it', async () => {
    const here = project({ 'recheck.yml': known });
    const ran = await here.dox([]);
    expect(ran.code, ran.all).toBe(1);
    expect(ran.stdout).toMatch(/\n {2}is it a known bug\? `dox recheck` says\n$/);
    const advised = await here.dox(['recheck'], { env: { GITHUB_RUN_ID: '99' } });
    expect(advised.stdout, advised.all).toContain(
      'ERROR test_a.T.test_known in testing\n  TimeoutError: no answer from the lab\n  test_a.py:4\n  known bug: 5, the lab is slow (recheck.yml:3:5)\n',
    );
    expect(advised.stdout).toMatch(/\na recheck is right: 1 failure, 1 by a known bug\ngh run rerun 99 --failed\n$/);
    expect(advised.code).toBe(0);
  });

  test('refuses what failed in each try, and what nobody knows, with a report of what it ran on', async () => {
    const here = project({});
    const ran = await here.dox([]);
    expect(ran.stdout, ran.all).not.toContain('dox recheck');
    const unknown = await here.dox(['recheck']);
    expect(unknown.stdout, unknown.all).toMatch(
      /\n {2}Versions: dox \d\S*\n {12}(?:docker|podman) \S+, linux\/\w+\n {12}image .*debian:bookworm-slim \(.*sha256:[0-9a-f]{64}\)\n {12}\S/,
    );
    expect(unknown.stdout).toMatch(
      /\nno recheck: nobody knows the cause of the failure; --allow-unknown rechecks all the same\n$/,
    );
    expect(unknown.code).toBe(1);
    await here.dox(['--retries', '1']);
    const again = await here.dox(['recheck', '--allow-unknown']);
    expect(again.stdout, again.all).toContain('  real: it failed 2 times in a row\n');
    expect(again.stdout).toMatch(/\nno recheck: the failure is real\n$/);
    expect(again.code).toBe(1);
  });

  test('blames the world where the tests could not run for its sake', async () => {
    const here = project({ 'dox.yml': 'image: 127.0.0.1:1/nothing:1\ncommands: [x]\n' });
    expect((await here.dox([])).code).toBe(3);
    const advised = await here.dox(['recheck']);
    expect(advised.stdout, advised.all).toMatch(/^FAIL .* in testing\n {2}infrastructure: /);
    expect(advised.stdout).toMatch(/\na recheck is right: 1 failure, 1 by the infrastructure\nrecheck /);
    expect(advised.code).toBe(0);
  });

  test('has nothing to say where all passed', async () => {
    const here = project({ 'test_a.py': tests.replace("raise TimeoutError('no answer from the lab')", 'pass') });
    expect((await here.dox([])).code).toBe(0);
    expect(await here.dox(['recheck'])).toMatchObject({ code: 1, stdout: 'nothing to recheck: nothing failed here\n' });
  });
});
