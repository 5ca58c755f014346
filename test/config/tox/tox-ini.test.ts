// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are a shell's and tox's, not ours.
import { describe, expect, test } from 'vitest';
import { readToxIni } from '../../../src/config/tox/ini/read-tox-ini.ts';
import type { Posargs, ToxCommand, ToxEnv, ToxProject } from '../../../src/config/tox/tox-project.ts';
import type { ToxReading } from '../../../src/config/tox/tox-reading.ts';

const files: Readonly<Record<string, string>> = { 'ci/test.env': '# for tests\nFROM_FILE=1\nSHARED=file\n' };

function read(text: string, env: Record<string, string> = {}): ToxReading {
  return readToxIni({
    file: 'tox.ini',
    text,
    homeSection: 'tox',
    env: { HOME: '/home/me', ...env },
    readFile: (path) => files[path] ?? null,
    glob: (pattern) => (pattern === 'src/*.py' ? ['src/b.py', 'src/a.py'] : []),
  });
}

function project(text: string, env: Record<string, string> = {}): ToxProject {
  const { project, diagnostics } = read(text, env);
  if (project === null) throw new Error(diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
  return project;
}

function env(text: string, name = 'a', posargs: Posargs = []): ToxEnv {
  const found = project(text).env(name, posargs);
  if (found === null) throw new Error(`no environment ${name}`);
  return found;
}

function argvs(commands: readonly ToxCommand[]): readonly (readonly string[])[] {
  return commands.map((command) => command.argv);
}

/** A file with one environment, `a`, and these keys. */
const of = (...lines: string[]): string => ['[tox]', 'envlist = a', '[testenv:a]', ...lines].join('\n');
/** The same, asking for tox 4. */
const of4 = (...lines: string[]): string =>
  ['[tox]', 'min_version = 4', 'env_list = a', '[testenv:a]', ...lines].join('\n');

describe('the environments of a file', () => {
  test.each([
    ['py{26,27}-{a,b}, docs', ['py26-a', 'py26-b', 'py27-a', 'py27-b', 'docs']],
    ['\n  lint,   # fast ones first\n  # no more\n  py{35,36}', ['lint', 'py35', 'py36']],
    ['x{,-y},', ['x', 'x-y']],
    ['py27, py27', ['py27', 'py27']],
    ['py26 py27', ['py26py27']],
  ])('by tox 3: %j', (list, names) => {
    expect(project(`[tox]\nenvlist = ${list}`).defaults).toEqual(names);
  });

  test.each([
    ['py3{10-12}', ['py310', 'py311', 'py312']],
    ['3.{8-9, 11}', ['3.8', '3.9', '3.11']],
    ['py3{12-}', ['py312', 'py313', 'py314']],
    ['{[base]names}, py27, py27', ['x', 'y', 'py27']],
  ])('by tox 4: %j', (list, names) => {
    expect(project(`[tox]\nmin_version = 4\nenv_list = ${list}\n[base]\nnames = x,y`).defaults).toEqual(names);
  });

  test('are the listed ones and those with a section; a section may be several', () => {
    const text = '[tox]\nenvlist = a\n[testenv:b]\n[testenv:py{36,37}-lint]\ncommands = flake8';
    expect(project(text).all).toEqual(['a', 'py36-lint', 'py37-lint', 'b']);
    expect(env(text, 'py37-lint').commands[0]?.argv).toEqual(['flake8']);
  });

  test('are by tox 4 also those that only a condition speaks of', () => {
    expect(project('[tox]\nmin_version = 4\nenv_list = a\n[testenv]\ndeps =\n  cov: coverage\n  a: x').all).toEqual([
      'a',
      'cov',
    ]);
  });

  test('may be named though no list has them, if their factors mean something', () => {
    const text = '[tox]\nenvlist = py36-mysql\n[testenv]\ndeps =\n  cov: coverage\n';
    const known = ['py27', 'pypy3', 'py36-cov', 'mysql', 'nosuch', 'docs', 'py36-docs'].filter(
      (name) => project(text).env(name, []) !== null,
    );
    expect(known).toEqual(['py27', 'pypy3', 'py36-cov', 'mysql']);
  });

  test('have an interpreter by their name', () => {
    const text = '[tox]\nenvlist = py27-x, pypy3, docs, py310, py';
    const pythons = project(text).all.map((name) => project(text).env(name, [])?.basepython);
    expect(pythons).toEqual(['python2.7', 'pypy3', null, 'python3.10', null]);
  });
});

describe('conditions', () => {
  const text = `[tox]
envlist = py{27,36}-{mysql,sqlite}
[testenv]
deps =
    always
    py27: two
    !py27: not-two
    py27-mysql,py36-sqlite: pair
    py{27,36}-mysql: braces
    http://host/x.tar.gz
commands =
    py36: - run \\
        more
    all
skip_install =
    sqlite: true
`;

  test.each([
    ['py27-mysql', ['always', 'two', 'pair', 'braces', 'http://host/x.tar.gz']],
    ['py27-sqlite', ['always', 'two', 'http://host/x.tar.gz']],
    ['py36-sqlite', ['always', 'not-two', 'pair', 'http://host/x.tar.gz']],
  ])('choose lines for %s', (name, deps) => {
    expect(env(text, name).deps).toEqual(deps);
  });

  test('hold for any key, and a mark may stand behind them', () => {
    expect([env(text, 'py27-mysql').skipInstall, env(text, 'py27-sqlite').skipInstall]).toEqual([false, true]);
    expect(env(text, 'py36-mysql').commands[0]).toMatchObject({ argv: ['run', 'more'], ignoreExit: true });
  });

  test('leave the rest of a continued line by tox 3, and take it along by tox 4', () => {
    expect(argvs(env(text, 'py27-mysql').commands)).toEqual([['more'], ['all']]);
    const asked = text.replace('[tox]', '[tox]\nmin_version = 4');
    expect(argvs(env(asked, 'py27-mysql').commands)).toEqual([['all']]);
  });

  test('know the machine by tox 4', () => {
    expect(env(of4('deps =', '  linux: l', '  darwin: d')).deps).toEqual(['l']);
  });
});

describe('commands', () => {
  test.each([
    ['quotes', `x 'a b' "c d" e"f"g`, ['x', 'a b', 'c d', 'efg']],
    ['a backslash means nothing', 'x \\n "\\d+" C:\\y', ['x', '\\n', '\\d+', 'C:\\y']],
    ['a comment', 'x a#b c', ['x', 'a']],
    ['a # in quotes', 'x "a # b"', ['x', 'a # b']],
    ['no shell', 'x *.py | cat > $Y', ['x', '*.py', '|', 'cat', '>', '$Y']],
    ['escaped braces', 'x \\{posargs\\}', ['x', '{posargs}']],
    ['no blank is added where lines are joined', 'four\\\n  five', ['fourfive']],
  ])('by tox 3: %s', (_, command, words) => {
    expect(env(of(`commands = ${command}`)).commands[0]?.argv).toEqual(words);
  });

  test.each([
    ['a backslash escapes', 'x a\\ b "\\"q\\"" c\\\\d', ['x', 'a b', '"q"', 'c\\d']],
    ['a comment even in quotes', 'x "a # b', ['x', '"a']],
    ['an escaped #', 'x a\\#b', ['x', 'a#b']],
    ['escaped brackets', 'x \\[y\\]', ['x', '[y]']],
    ['what stands for nothing stays', 'x {nosuch} ${HOME}', ['x', '{nosuch}', '${HOME}']],
    ['files', 'x {glob:src/*.py} {glob:no*:none}', ['x', '{toxinidir}/src/a.py', '{toxinidir}/src/b.py', 'none']],
  ])('by tox 4: %s', (_, command, words) => {
    expect(env(of4(`commands = ${command}`)).commands[0]?.argv).toEqual(words);
  });

  test('have marks, of which tox 3 knows one', () => {
    const lines = ['commands =', '  - a', '  -b'];
    const marks = (text: string): unknown =>
      env(text).commands.map(({ argv, ignoreExit, invertExit }) => [argv, ignoreExit, invertExit]);
    expect(marks(of(...lines))).toEqual([
      [['a'], true, false],
      [['b'], true, false],
    ]);
    expect(marks(of4(...lines, '  ! c', '  !d'))).toEqual([
      [['a'], true, false],
      [['b'], true, false],
      [['c'], false, true],
      [['!d'], false, false],
    ]);
  });

  test('have the place of their first line', () => {
    const { commands } = env(of('commands =', '  one \\', '    more', '  two {posargs}'));
    expect(commands.map(({ place }) => place)).toEqual([
      { file: 'tox.ini', line: 5, column: 3 },
      { file: 'tox.ini', line: 7, column: 3 },
    ]);
    expect(
      env(of4('commands =', '  one \\', '    more', '  two {posargs}')).commands.map(({ place }) => place?.line),
    ).toEqual([6, 8]);
  });

  test('can be those of another section', () => {
    const text = `${of('commands =', '  {[base]all}', '  {[testenv:b]commands} --more')}\n[base]\nall =\n  one\n  two {envname}\n[testenv:b]\ncommands = three`;
    expect(argvs(env(text).commands)).toEqual([['one'], ['two', 'a'], ['three', '--more']]);
  });
});

describe('arguments', () => {
  const lines = [
    'commands =',
    '  one {posargs}',
    '  two {posargs:x "y z"}',
    "  three --args='{posargs}'",
    '  {posargs}',
    '  four []',
  ];

  test('that are not given are their defaults', () => {
    expect(argvs(env(of(...lines)).commands)).toEqual([['one'], ['two', 'x', 'y z'], ['three', '--args='], ['four']]);
  });

  test('are words, whose quotes end those around them as in tox', () => {
    expect(argvs(env(of(...lines), 'a', ['-k', 'p q']).commands)).toEqual([
      ['one', '-k', 'p q'],
      ['two', '-k', 'p q'],
      ['three', '--args=-k p', 'q'],
      // tox takes the dash for its mark.
      ['k', 'p q'],
      ['four', '-k', 'p q'],
    ]);
  });

  test.each([of, of4])('are kept as they are written, where that is asked for', (file) => {
    const kept = env(
      file(...lines, '  five {posargs:{toxinidir}/t {posargs:in}}', 'setenv = A={posargs:d}'),
      'a',
      'keep',
    );
    expect(argvs(kept.commands)).toEqual([
      ['one', '{posargs}'],
      ['two', '{posargs:x "y z"}'],
      ['three', '--args={posargs}'],
      ['{posargs}'],
      ['four', '{posargs}'],
      ['five', '{posargs:{toxinidir}/t in}'],
    ]);
    expect(kept.setenv).toEqual({ A: 'd' });
  });
});

describe('variables', () => {
  test('refer to each other, to the caller and to defaults', () => {
    const lines = [
      'setenv =',
      '  A = 1 # kept',
      '  B = {env:A}/{env:NO:x:y}',
      '  PATH = {env:PATH}:/z',
      '  D = {env:NO:{envname}}',
    ];
    expect(project(of(...lines), { PATH: '/bin' }).env('a', [])?.setenv).toEqual({
      A: '1 # kept',
      B: '1 # kept/x:y',
      PATH: '/bin:/z',
      D: 'a',
    });
  });

  test('are also those that tox 3 sets itself', () => {
    const found = env(of('commands = x {env:TOX_ENV_NAME} {env:TOX_ENV_DIR}/y', 'setenv = A={env:TOX_ENV_NAME}'));
    expect(found.commands[0]?.argv).toEqual(['x', 'a', '{envdir}/y']);
    expect(found.setenv).toEqual({ A: 'a' });
  });

  test('come from files of the project', () => {
    expect(env(of('setenv =', '  file|ci/test.env', '  SHARED=here')).setenv).toEqual({
      FROM_FILE: '1',
      SHARED: 'here',
    });
    expect(env(of4('set_env =', '  SHARED=here', '  file|ci/test.env')).setenv).toEqual({
      FROM_FILE: '1',
      SHARED: 'file',
    });
  });

  test('have markers in tox 4', () => {
    const lines = [
      'set_env =',
      '  A=1; sys_platform == "linux"',
      '  B=2; sys_platform == "win32" or python_version < "3"',
      '  C="a;b"',
    ];
    expect(env(of4(...lines)).setenv).toEqual({ A: '1', C: '"a;b"' });
  });

  test('that are not set cost the key that wants them, and are told with their place', () => {
    const found = env(of('commands = x {env:NOPE}', 'deps = y'));
    expect(found.commands).toEqual([]);
    expect(found.deps).toEqual(['y']);
    expect(found.problems.commands).toMatchObject({
      message: 'the variable NOPE is not set, and "{env:NOPE}" has no default',
      place: { line: 4, column: 12 },
    });
    expect(env(of4('commands = x {env:NOPE} y')).commands[0]?.argv).toEqual(['x', 'y']);
  });
});

describe('other values', () => {
  test('are what tox 3 makes of them', () => {
    const found = env(
      of(
        'deps =',
        '  -r req.txt',
        '  --index-url https://x  # ours',
        '  -e git+https://x/y.git#egg=y',
        'passenv = A B_*',
        '  C,D',
        'changedir = sub/../t',
        'envdir = {toxworkdir}/shared',
        'whitelist_externals = make',
        'allowlist_externals = sh',
        'install_command = pip install -U {opts} {packages}',
        'description = one',
        '  two',
        'interrupt_timeout = 1.5',
      ),
    );
    expect(found).toMatchObject({
      deps: ['-rreq.txt', '--index-url=https://x', '-egit+https://x/y.git#egg=y'],
      passenv: ['A', 'B_*', 'C,D'],
      changedir: '{toxinidir}/t',
      envdir: '{toxworkdir}/shared',
      envtmpdir: '{envdir}/tmp',
      allowlistExternals: ['sh', 'make'],
      installCommand: ['pip', 'install', '-U', '{opts}', '{packages}'],
      description: 'one two',
      timeouts: { interrupt_timeout: 1.5 },
    });
    expect(found.places.deps).toEqual({ file: 'tox.ini', line: 4, column: 1 });
  });

  test('are what tox 4 makes of them', () => {
    const found = env(
      of4(
        'deps =',
        '  -rreq.txt',
        '  pkg \\',
        '  >=1',
        'pass_env = B, A',
        'extras = My_Extra.x, b',
        'labels = test',
        'package = wheel',
        'change_dir = {env_tmp_dir}',
        'constraints = c.txt',
      ),
    );
    expect(found).toMatchObject({
      deps: ['-r req.txt', 'pkg >=1'],
      passenv: ['A', 'B'],
      extras: ['b', 'my-extra-x'],
      labels: ['test'],
      package: 'wheel',
      changedir: '{envdir}/tmp',
      constraints: ['-c c.txt'],
    });
  });

  test('come from the sections that `base` names, in tox 4', () => {
    const text =
      '[tox]\nmin_version = 4\nenv_list = a, b\n[testenv]\ncommands = root\n[common]\ncommands = shared\n[testenv:a]\nbase = common\n[testenv:b]\nbase =\n';
    expect([argvs(env(text).commands), argvs(env(text, 'b').commands)]).toEqual([[['shared']], []]);
  });
});

describe('whose rules count', () => {
  test.each([
    ['minversion = 4.0', 'minversion is 4.0'],
    ['requires =\n  virtualenv>20\n  tox>=4.2', 'requires has "tox>=4.2"'],
    ['env_list = a', '[tox] has the key env_list'],
    ['x = 1\n[testenv]\nset_env = A=1', '[testenv] has the key set_env'],
    ['x = 1\n[testenv]\ncommands = x {env_tmp_dir}', '[testenv] uses {env_tmp_dir}'],
    ['x = 1\n[testenv]\ncommands =\n  ok\n  ! x', 'a command in [testenv] begins with "! "'],
    ['x = 1\n[testenv:a]\ncommands_post = py27: ! x', 'a command in [testenv:a] begins with "! "'],
  ])('%j asks for tox 4', (lines, why) => {
    expect(project(`[tox]\n${lines}`)).toMatchObject({ rules: 'tox4', why });
  });

  test.each([
    'minversion = 3.18',
    'requires = tox-docker\n  tox<5',
    'x = 1\n[flake8]\nset_env = 1',
    'x = 1\n[testenv]\ndeps = ! x',
  ])('%j does not', (lines) => {
    expect(project(`[tox]\n${lines}`).rules).toBe('tox3');
  });

  test('a command that must fail is one without more ado', () => {
    expect(env(of('commands = ! false')).commands).toMatchObject([{ argv: ['false'], invertExit: true }]);
  });

  test('tox 4 helps out where tox 3 would refuse the file, with a warning at the place', () => {
    const { project, diagnostics } = read(of('commands = echo ${HOME}', 'passenv = A B'));
    expect(project).toMatchObject({ rules: 'tox4', why: 'tox 3 would refuse line 4' });
    expect(project?.env('a', [])).toMatchObject({
      commands: [{ argv: ['echo', '${HOME}'] }],
      passenv: ['A', 'B'],
      problems: {},
    });
    expect(diagnostics).toMatchObject([
      { severity: 'warning', place: { line: 4, column: 12 }, hint: 'it is read as tox 4 reads it' },
    ]);
  });

  test('tox 4 is not asked for an unused key that tox 3 never reads', () => {
    expect(project(`${of('commands = x')}\n[base]\nunused = {nosuch} \${X}`).rules).toBe('tox3');
  });
});

describe('a file that no tox reads', () => {
  test.each([
    ['[testenv]\ndeps = a\ndeps = b', 3, '[testenv] has the key "deps" already'],
    ['[testenv]\nx = 1\n[testenv]\n', 3, 'there is a section [testenv] already'],
    ['envlist = a\n[tox]', 1, 'this line stands before the first [section]'],
    ['[tox]\n<<<<<<< HEAD\nenvlist = a', 2, 'a conflict of a merge is left in the file'],
    ['[tox\nenvlist = a\n[testenv]\n', 1, 'the name of this section has no "]" at its end'],
    ['[tox]\nwhat is this', 2, 'this line is neither a [section] nor "key = value"'],
    ['\ufeff[tox]', 1, 'the file begins with a byte order mark, which tox does not read'],
    ['[tox]\nmin_version = 4\nenv_list = py26 py27', 3, '"py26 py27" is no list of environments'],
    [`[tox]\nenvlist =\n  ${'{a,b,c,d}'.repeat(20)}`, 2, 'its braces stand for more than 10000 names'],
  ])('%j is told where it is wrong', (text, line, message) => {
    const { project, diagnostics } = read(text);
    expect(project).toBeNull();
    expect(diagnostics[0]).toMatchObject({ severity: 'error', message, place: { file: 'tox.ini', line } });
    expect(diagnostics[0]?.frame).toContain('^');
  });
});

test('in a setup.cfg, tox has its settings in [tox:tox]', () => {
  const text = '[metadata]\nname = x\n[tox:tox]\nenvlist = a\n[testenv]\ncommands = {[tox:tox]envlist}';
  const { project } = readToxIni({ file: 'setup.cfg', text, homeSection: 'tox:tox', env: {}, readFile: () => null });
  expect(project?.defaults).toEqual(['a']);
  expect(project?.env('a', [])?.commands[0]?.argv).toEqual(['a']);
});
