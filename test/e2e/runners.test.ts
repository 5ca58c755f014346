import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { splitWords } from '../../src/base/split-words.ts';
import { Project } from '../support/project.ts';
import { testSetup } from '../support/setup.ts';

/** A runner as Debian 12 has it, and a project in which `good` passes and two others fail. */
interface Case {
  readonly runner: string;
  readonly system: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly command: string;
  readonly ids: readonly string[];
}

const python = `class T(unittest.TestCase):
    def test_good(self):
        print('GOOD RAN')
    def test_bad(self):
        self.assertEqual(1, 2)
    def test_worse(self):
        raise KeyError('x')
if __name__ == '__main__':
    unittest.main()
`;

const cases: readonly Case[] = [
  {
    runner: 'unittest',
    system: ['python3-pytest', 'python3-stestr', 'python3-testtools'],
    files: { 'test_a.py': `import unittest\n${python}` },
    command: 'python3 -m unittest',
    ids: ['test_a.T.test_bad', 'test_a.T.test_worse'],
  },
  {
    runner: 'pytest',
    system: ['python3-pytest', 'python3-stestr', 'python3-testtools'],
    files: { 'test_a.py': `import unittest\n${python}` },
    command: 'python3 -m pytest -p no:cacheprovider -s',
    ids: ['test_a.py::T::test_bad', 'test_a.py::T::test_worse'],
  },
  {
    runner: 'stestr',
    system: ['python3-pytest', 'python3-stestr', 'python3-testtools'],
    files: {
      '.stestr.conf': '[DEFAULT]\ntest_path=./tests\n',
      'tests/__init__.py': '',
      'tests/test_a.py': `import testtools\n${python.replaceAll('unittest', 'testtools')}`.replace(
        /if __name__[\s\S]*/,
        '',
      ),
    },
    command: 'python3-stestr run',
    ids: ['tests.test_a.T.test_bad', 'tests.test_a.T.test_worse'],
  },
  {
    runner: 'testtools',
    system: ['python3-pytest', 'python3-stestr', 'python3-testtools'],
    files: { 'test_a.py': `import testtools as unittest\n${python}` },
    command: 'python3 -m testtools.run test_a',
    ids: ['test_a.T.test_bad', 'test_a.T.test_worse'],
  },
];

const setup = testSetup();
const projects: Project[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

interface Result {
  readonly targets: readonly {
    readonly report: {
      readonly runners: readonly { readonly runner: string; readonly failures: readonly { readonly id: string }[] }[];
    };
    readonly rerun: { readonly words?: readonly string[]; readonly reason?: string } | null;
  }[];
}

// one engine is enough: what a runner prints does not depend on it
describe.each(setup.engines.slice(0, 1))('real runners in containers of $name', (engine) => {
  test.each(cases)(
    '$runner: what failed is named, and the line to paste runs just that',
    { timeout: 600_000 },
    async (each) => {
      const { runner, system, files, command, ids } = each;
      const config = { image: `${engine.prefix}debian:bookworm-slim`, system, commands: [command] };
      const here = new Project(engine, { 'dox.yml': JSON.stringify(config), ...files });
      projects.push(here);
      const first = await here.dox(['--result-json', 'r.json']);
      expect(first.code, first.all).toBe(1);
      expect(first.all).toContain('GOOD RAN');
      const found = failuresIn(here);
      expect(found.runners, first.all).toEqual([runner]);
      expect(found.ids, first.all).toEqual([...ids].sort());
      const line = /run again: dox (.*)/.exec(first.stdout)?.[1];
      expect(line, first.all).toBeDefined();
      const again = await here.dox(['--result-json', 'r.json', ...splitWords(line ?? '')]);
      expect(again.code, again.all).toBe(1);
      expect(again.all).not.toContain('GOOD RAN');
      expect(failuresIn(here).ids, again.all).toEqual([...ids].sort());
    },
  );
});

function failuresIn(here: Project): { readonly runners: readonly string[]; readonly ids: readonly string[] } {
  const { targets }: Result = JSON.parse(readFileSync(join(here.path, 'r.json'), 'utf8'));
  const spoke = (targets[0]?.report.runners ?? []).filter(({ failures }) => failures.length > 0);
  return {
    runners: spoke.map((each) => each.runner),
    ids: spoke.flatMap(({ failures }) => failures.map(({ id }) => id)).sort(),
  };
}
