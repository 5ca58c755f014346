import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { Outcome } from '../support/project.ts';
import { Project } from '../support/project.ts';

// What needs no engine: the address given here answers nobody, so that a command that asks it fails.
const nowhere = { name: 'docker', host: 'unix:///nonexistent/docker.sock', user: null, prefix: '', env: {} } as const;
const config = `image: debian:bookworm-slim
default: [py311]
targets:
  py{27,311}:
    description: unit tests
    commands: ['python3 -m unittest {posargs:tests}']
  block:
    commands: |
      echo one
      echo two
`;
const here = new Project(nowhere, { 'dox.yml': config, 'sub/folder/file': '' });
afterAll(() => here.remove());

/** The commands of the only target of a plan. */
async function planned(args: readonly string[], env: Record<string, string> = {}): Promise<unknown> {
  const run = await here.dox(args, { env });
  expect(run.code, run.all).toBe(0);
  return JSON.parse(run.stdout).targets.map((target: { label: string; commands: readonly { text?: string }[] }) => [
    target.label,
    ...target.commands.map((command) => command.text ?? command),
  ]);
}

describe('words', () => {
  test.each<[string, readonly string[], string]>([
    ['nothing: the default', [], 'python3 -m unittest tests'],
    [
      'the first that is no option begins the arguments',
      ['tests.a', '-v', '-e', 'x'],
      'python3 -m unittest tests.a -v -e x',
    ],
    ['after -- nothing is an option or a command', ['--', 'list', '-l'], 'python3 -m unittest list -l'],
    ['quotes and blanks arrive', ['--', 'a b', `it's`], `python3 -m unittest 'a b' 'it'\\''s'`],
  ])('%s', async (_, args, command) => {
    expect(await planned(['-n', '--json', ...args])).toEqual([['py311', command]]);
  });

  test('-c takes them as the whole command, also the name of one of its own', async () => {
    expect(await planned(['-n', '--json', '-c', 'list', 'a b'])).toMatchObject([['py311', { argv: ['list', 'a b'] }]]);
    expect(await planned(['-n', '--json', '-c', 'echo $HOME | cat'])).toEqual([['py311', 'echo $HOME | cat']]);
  });

  test('options stand before or after a command', async () => {
    expect(await planned(['-e', 'py27', 'plan', '--json'])).toEqual([['py27', 'python3 -m unittest tests']]);
    expect(await planned(['plan', '-e', 'py27', '--json', 'x'])).toEqual([['py27', 'python3 -m unittest x']]);
  });

  test('a block that has no place for arguments refuses them', async () => {
    const run = await here.dox(['-n', '-e', 'block', 'x']);
    expect(run.code, run.all).toBe(2);
    expect(run.stderr).toContain('dox.yml');
    expect(run.stderr).toContain('{posargs}');
  });
});

test("an option of tox's that dox does not have gets a hint", async () => {
  const run = await here.dox(['--recreate']);
  expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('dox -r builds the images again')]);
});

describe('-e', () => {
  test.each<[readonly string[], readonly string[]]>([
    [
      ['-e', 'py{27,311}'],
      ['py27', 'py311'],
    ],
    [
      ['-e', 'block,py27', '-e', 'py27'],
      ['block', 'py27'],
    ],
    [
      ['-e', 'py*'],
      ['py27', 'py311'],
    ],
    [
      ['-e', 'ALL', '--skip-env', '^py2'],
      ['py311', 'block'],
    ],
  ])('%j', async (args, labels) => {
    expect(((await planned(['-n', '--json', ...args])) as string[][]).map(([label]) => label)).toEqual(labels);
  });

  test('DOX_ENV stands for it, and the option wins', async () => {
    expect(await planned(['-n', '--json'], { DOX_ENV: 'py27' })).toMatchObject([['py27', expect.anything()]]);
    expect(await planned(['-n', '--json', '-e', 'py311'], { DOX_ENV: 'py27' })).toMatchObject([
      ['py311', expect.anything()],
    ]);
  });

  test('a name or a glob that no target has is a usage error', async () => {
    const run = await here.dox(['-n', '-e', 'py31', '-e', 'nothing*']);
    expect(run.code, run.all).toBe(2);
    expect(run.stderr).toContain('did you mean "py311"');
    expect(run.stderr).toContain('nothing*');
  });
});

describe('finding the configuration', () => {
  test('walks up from where it is called', async () => {
    const run = await here.dox(['-n', '--json'], { cwd: 'sub/folder' });
    expect(JSON.parse(run.stdout)).toMatchObject({ root: here.path });
  });

  test('-C and --file', async () => {
    expect((await here.dox(['-C', here.path, '-n'], { cwd: '..' })).code).toBe(0);
    here.write('other/alt.yml', 'image: a\ncommands: [b]\n');
    const file = await here.dox(['--file', 'other/alt.yml', '-n', '--json']);
    expect(JSON.parse(file.stdout)).toMatchObject({ root: join(here.path, 'other') });
    const both = await here.dox(['-C', here.path, '--file', 'other/alt.yml', '-n', '--json']);
    expect(JSON.parse(both.stdout)).toMatchObject({ root: here.path });
  });

  test('says what to do where there is none', async () => {
    here.write('other/block.yml', 'image: a\ncommands: |\n  make\n  make test\n');
    const run = await here.dox(['-C', '/proc'], {});
    expect(run.code, run.all).toBe(2);
    expect(run.stderr).toContain('there is no dox.yml');
    expect((await here.dox(['-C', 'nowhere'])).code).toBe(2);
    expect((await here.dox(['--file', 'nowhere.yml'])).code).toBe(2);
    expect((await here.dox(['--file', 'other'])).stderr).toMatch(
      /--file other: that is a folder, not a file\n.*-C FOLDER/,
    );
    expect((await here.dox(['-C', 'dox.yml'])).stderr).toMatch(
      /-C dox\.yml: that is a file, not a folder\n.*--file FILE/,
    );
    const slip = await here.dox(['--file', 'other/block.yml', 'lst']);
    expect([slip.code, slip.stderr]).toEqual([2, expect.stringContaining('did you mean `dox list`?')]);
  });
});

test('mistakes in the file are shown at once, with their places, and are 2', async () => {
  here.write('bad/dox.yml', 'image: a\ntargets:\n  unit:\n    command: [x]\n    timeout: soon\n');
  const run = await here.dox(['-C', 'bad']);
  expect(run.code, run.all).toBe(2);
  expect(run.stderr).toContain('bad/dox.yml:4:5: error: unknown key "command"');
  expect(run.stderr).toContain('did you mean "commands"?');
  expect(run.stderr).toContain('bad/dox.yml:5:14: error:');
  expect(run.stdout).toBe('');
});

test('list marks the defaults and has JSON', async () => {
  const run = await here.dox(['list']);
  expect(run.stdout).toBe('  py27   unit tests\n* py311  unit tests\n  block\n\n* runs without -e\n');
  const json = await here.dox(['-l', '--json']);
  expect(JSON.parse(json.stdout)[1]).toEqual({
    name: 'py311',
    description: 'unit tests',
    labels: [],
    default: true,
    allowFailure: false,
    needs: [],
  });
});

test('-m selects by label, in every command that selects', async () => {
  here.write(
    'labelled/dox.yml',
    'image: i\ncommands: [x]\ntargets:\n  a: {labels: [fast, unit]}\n  b: {labels: slow}\n  c: {labels: fast}\n',
  );
  const at = (...args: string[]) => here.dox(args, { cwd: 'labelled' });
  expect((await at('list', '-m', 'fast')).stdout).toMatch(/^\* a +\[fast, unit\]\n\* c +\[fast\]\n$/);
  expect((await at('-n', '-m', 'slow,unit')).stdout).toMatch(/^a\n[\s\S]*^b\n/m);
  expect((await at('-m', 'slow', 'config')).stdout).toMatch(/name: b\n/);
  expect((await at('-m', 'slow', 'config')).stdout).not.toMatch(/name: a\n/);
  const wrong = await at('-m', 'fats');
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('no target has the label "fats"')]);
});

test('list and plan mark what may fail', async () => {
  const { path } = here;
  here.write(
    'may/.travis.yml',
    'language: python\npython: [3.11, 3.13]\nscript: x\njobs: {allow_failures: [{python: 3.13}]}\n',
  );
  const where = ['-C', `${path}/may`, '--file', '.travis.yml'];
  expect((await here.dox([...where, 'list'])).stdout).toBe('* py3.11  python 3.11\n* py3.13  python 3.13 (may fail)\n');
  const plan = await here.dox([...where, 'plan']);
  expect(plan.stdout.split('\n').filter((line) => line.startsWith('py'))).toEqual(['py3.11', 'py3.13 (may fail)']);
});

test('config prints what was understood, and the schema', async () => {
  const run = await here.dox(['config', '--json']);
  expect(JSON.parse(run.stdout).targets[0]).toMatchObject({
    name: 'py27',
    images: [{ kind: 'reference' }],
  });
  const schema = await here.dox(['config', '--schema']);
  expect(schema.stdout).toBe(readFileSync(join(import.meta.dirname, '../../dox.schema.json'), 'utf8'));
  const result = await here.dox(['config', '--schema', 'result']);
  expect(result.stdout).toBe(readFileSync(join(import.meta.dirname, '../../result.schema.json'), 'utf8'));
});

test('wrong usage is 2 and says what was meant', async () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [['--envronment', 'x'], /--environment/],
    [['--pull', 'sometimes'], /always, missing, never/],
    [['--timeout', 'soon'], /1h30m/],
    [['-e'], /argument missing/],
    [['list', 'py311'], /takes no arguments/],
    [['-c'], /needs a command/],
    [['shell'], /which target/],
    [['--user-map', 'me'], /name:uid:gid/],
    [['--path-map', 'x'], /local:remote/],
  ];
  for (const [args, message] of wrong) {
    const run = await here.dox(args);
    expect(run.code, run.all).toBe(2);
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/^ +at /m);
  }
});

test('help teaches, --version tells', async () => {
  const help = await here.dox(['--help']);
  expect(help.code).toBe(0);
  for (const word of ['Commands:', 'Examples:', 'Exit codes:', '--user-map', "dox -e 'py{27,311},lint'"]) {
    expect(help.stdout).toContain(word);
  }
  for (const command of ['list', 'plan', 'shell', 'images', 'clean', 'doctor', 'config', 'run']) {
    const one = await here.dox([command, '--help']);
    expect(one.code, one.all).toBe(0);
    expect(one.stdout).toContain(`Usage: dox ${command}`);
    expect((await here.dox(['help', command])).stdout).toBe(one.stdout);
  }
  expect((await here.dox(['--version'])).stdout).toMatch(/^dox \d+\.\d+\.\d+\n$/);
});

test('no engine is 3, and says where it was looked for', async () => {
  const run: Outcome = await here.dox(['--result-json', 'out.json']);
  expect(run.code, run.all).toBe(3);
  expect(run.stderr).toContain('/nonexistent/docker.sock');
  expect(run.stderr).not.toMatch(/^ +at /m);
  expect(JSON.parse(readFileSync(join(here.path, 'out.json'), 'utf8'))).toMatchObject({ exitCode: 3, targets: [] });
  const doctor = await here.dox(['doctor']);
  expect(doctor.code).toBe(3);
  expect(doctor.stdout).toContain('/nonexistent/docker.sock');
});

test('only what talks to an engine runs the code for that', async () => {
  const ran = async (args: readonly string[]): Promise<boolean> => {
    const folder = mkdtempSync(join(here.path, 'coverage-'));
    await here.dox(args, { env: { NODE_V8_COVERAGE: folder } });
    const [file = ''] = readdirSync(folder);
    interface Coverage {
      readonly url: string;
      readonly functions: readonly { readonly functionName: string; readonly ranges: readonly { count: number }[] }[];
    }
    const { result }: { readonly result: readonly Coverage[] } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const program = result.find(({ url }) => url.endsWith('/dist/program.js'));
    expect(program?.functions.length).toBeGreaterThan(10);
    // esbuild names the function that a package's file became by its path
    const modem = program?.functions.filter(({ functionName }) => functionName.endsWith('docker-modem/lib/modem.js'));
    return modem?.some(({ ranges }) => (ranges[0]?.count ?? 0) > 0) === true;
  };
  for (const args of [['--version'], ['list'], ['plan'], ['config'], ['--help']]) expect(await ran(args)).toBe(false);
  expect(await ran([])).toBe(true);
});
