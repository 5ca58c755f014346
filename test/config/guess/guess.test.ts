import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasErrors } from '../../../src/base/diagnostic.ts';
import { readGuess } from '../../../src/config/guess/guess.ts';
import { languages } from '../../../src/config/guess/rules.ts';
import { projectFiles } from '../../../src/config/project-files.ts';
import { type Files, guess, guessed, shown } from './guessed.ts';

const go: Files = { 'go.mod': 'go 1.18\n' };
const node: Files = { 'package.json': '{"scripts": {"test": "node --test"}}' };
const make: Files = { Makefile: 'test:\n\tx\n' };

function targets(files: Files): Readonly<Record<string, unknown>> {
  return Object.fromEntries(guessed(files).targets.map((target) => [target.name, shown(target).commands]));
}

describe('several signs', () => {
  test('each language is a target of its own', () => {
    expect(targets({ ...go, ...node })).toEqual({ node: ['npm test -- {posargs}'], go: ['go test {posargs:./...}'] });
    expect(guessed({ ...go, ...node }).defaults).toEqual(['node', 'go']);
  });

  test("a language's own runner comes before a Makefile, and that is said", () => {
    expect(targets({ ...go, ...make })).toEqual({ test: ['go test {posargs:./...}'] });
    expect(guessed({ ...go, ...make }).notes).toEqual([
      'there is no dox.yml, so this is guessed: `go test ./...` on debian:bookworm-slim, for go.mod',
      'not used: Makefile',
      '`dox init` writes it down as a dox.yml',
    ]);
  });

  test('a Makefile says how it is tested where the language does not, with what the language needs', () => {
    const files = { 'package.json': '{"devDependencies": {"x": "1"}}', 'package-lock.json': '{}', ...make };
    const [target] = guessed(files).targets;
    expect(target && shown(target)).toMatchObject({
      image: 'debian:trixie-slim',
      system: 'nodejs npm ca-certificates git make',
      prep: ['npm ci --no-audit --no-fund', 'test ! -d node_modules || mv node_modules /'],
      commands: ['make test'],
    });
  });

  test('tests in Python do not make a project one of Python where a Makefile says how they are run', () => {
    const files = { ...make, 'tests/test_x.py': 'def test_x(): pass\n' };
    expect(targets(files)).toEqual({ test: ['make test'] });
    expect(targets({ 'tests/test_x.py': 'def test_x(): pass\n', Makefile: 'all:\n' })).toEqual({
      test: ['python3 -m pytest {posargs}'],
    });
  });

  test('nor where another language has tests', () => {
    expect(targets({ ...go, 'scripts/test_x.py': 'def test_x(): pass\n' })).toEqual({
      test: ['go test {posargs:./...}'],
    });
  });

  test('neither do bindings for .NET further down', () => {
    expect(targets({ ...make, 'contrib/net/x.csproj': '' })).toEqual({ test: ['make test'] });
  });

  test('CMake with tests is one of the languages; without, a way to build', () => {
    const tested = { 'CMakeLists.txt': 'enable_testing()' };
    expect(Object.keys(targets({ ...tested, ...node }))).toEqual(['node', 'cmake']);
    expect(Object.keys(targets({ 'CMakeLists.txt': '', ...node }))).toEqual(['test']);
  });

  test('of build tools one is used: CMake, Meson, Autotools, Makefile', () => {
    const all = { 'CMakeLists.txt': 'add_test(x)', 'meson.build': 'test(x)', 'configure.ac': '', ...make };
    expect(guessed(all).notes).toEqual([
      'there is no dox.yml, so this is guessed: `ctest --test-dir /tmp/build --output-on-failure` on debian:bookworm-slim, for CMakeLists.txt',
      'not used: meson.build, configure.ac, Makefile',
      '`dox init` writes it down as a dox.yml',
    ]);
    expect(targets({ 'CMakeLists.txt': '', ...make })).toEqual({ test: ['make test'] });
  });
});

describe('a Dockerfile', () => {
  test('is the image; what the project depends on is still installed, Debian packages are not', () => {
    const files = { Dockerfile: 'FROM x\n', 'requirements.txt': 'requests\n', 'tests/test_x.py': 'import pytest\n' };
    const [target] = guessed(files).targets;
    expect(target && shown(target)).toEqual({
      image: 'build Dockerfile',
      add: 'requirements.txt',
      prep: ['export PIP_BREAK_SYSTEM_PACKAGES=1', 'pip install -r requirements.txt', 'pip install pytest'],
      commands: ['python3 -m pytest {posargs}'],
      cache: 'pip',
    });
    expect(guessed({ Dockerfile: '', ...node }).notes[0]).toBe(
      'there is no dox.yml, so this is guessed: `npm test` on the image of its Dockerfile, for package.json',
    );
  });

  test('without a sign of tests is not enough', () => {
    expect(guess({ Dockerfile: '' }).diagnostics[0]?.message).toContain(
      'nothing in Dockerfile says how its tests are run',
    );
  });
});

describe('nothing that fits', () => {
  test.each(['', '[flake8]\nmax-line-length = 100\n'])('says of a tox.ini with %j that it is not about tox', (text) => {
    const [found] = guess({ 'tox.ini': text }).diagnostics;
    expect(found?.hint).toMatch(/^tox\.ini has neither \[tox\] nor \[testenv\]\nlooked for:\n {4}tox\.toml, /);
  });

  test.each([
    ['package.json', '{\n  "scripts": {"test": "x",}\n}', 2, 27, 'JSON: a comma before "}"'],
    ['package.json', '{"scripts": x}', 1, 13, 'JSON: unexpected "x"'],
    ['package.json', '{"scripts": "a\n"}', 1, 15, 'JSON: a line ends within a text'],
    ['package.json', '{"a": [1 2]}', 1, 10, 'JSON: unexpected "2"'],
    ['package.json', '{"scripts": {}', 1, 15, 'JSON: it ends too early'],
    ['package.json', '{"a": nul', 1, 10, 'JSON: it ends too early'],
    ['package.json', '{"a": 1} 2', 1, 10, 'JSON: unexpected "2"'],
    ['composer.json', '', 1, 1, 'JSON: it ends too early'],
    ['pyproject.toml', '[project]\nname = x\n', 2, 8, expect.stringContaining('TOML: ')],
  ])('a %s that holds %j is the mistake', (file, text, line, column, message) => {
    const { config, diagnostics } = guess({ [file]: text });
    expect(config).toBeNull();
    expect(diagnostics).toMatchObject([{ severity: 'error', message, place: { file, line, column } }]);
    expect(diagnostics[0]?.frame).toBeDefined();
  });

  test('such a file is warned of where another one says how the tests are run', () => {
    const { config, diagnostics } = guess({ ...go, 'package.json': '{' });
    expect(config?.targets.map(({ name }) => name)).toEqual(['test']);
    expect(diagnostics).toMatchObject([{ severity: 'warning', place: { file: 'package.json' } }]);
  });

  test('says what was looked for, and what to do', () => {
    const [only, ...others] = guess({ README: '' }).diagnostics;
    expect(others).toEqual([]);
    expect(only?.message).toBe(
      'there is no dox.yml in "/code/shop" or above it, and nothing else says how its tests are run',
    );
    for (const { looksFor } of languages) expect(only?.hint).toContain(looksFor);
    expect(only?.hint).toContain('`dox init`');
  });

  test('says what was seen all the same', () => {
    expect(
      guess({ 'package.json': '{}', 'pyproject.toml': '[project]\nname = "x"\n' }).diagnostics[0]?.message,
    ).toContain('nothing in pyproject.toml, package.json says how its tests are run');
  });
});

const names = [
  ...['package.json', 'package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', '.nvmrc', 'Gruntfile.js', 'gulpfile.js'],
  ...[
    'setup.py',
    'setup.cfg',
    'pyproject.toml',
    'requirements.txt',
    'tests/test_x.py',
    'manage.py',
    '.python-version',
    'uv.lock',
  ],
  ...[
    'go.mod',
    'Cargo.toml',
    'rust-toolchain.toml',
    'pom.xml',
    'build.gradle',
    'gradlew',
    'Gemfile',
    'Rakefile',
    'x.gemspec',
  ],
  ...[
    'composer.json',
    'phpunit.xml',
    'mix.exs',
    'stack.yaml',
    'x.cabal',
    'dune-project',
    'x.opam',
    'Package.swift',
    'x.csproj',
  ],
  ...['Makefile.PL', 't/x.t', 'CMakeLists.txt', 'meson.build', 'configure.ac', 'Makefile', 'Dockerfile'],
];
const words = fc.constantFrom(
  ...[
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    ':',
    '=',
    '\n',
    ' ',
    '\t',
    '\\',
    '(',
    ')',
    '<',
    '>',
    '$',
    '`',
    ';',
    '\0',
    '\ufeff',
    '\ud800',
  ],
  ...[
    'scripts',
    'test',
    'engines',
    'node',
    '^22',
    '>=',
    '__proto__',
    'constructor',
    'dependencies',
    'install_requires',
    'file:..',
  ],
  ...[
    '[project]',
    '[tool.poetry]',
    'requires-python',
    'go 1.22',
    '<release>99999999999999999999</release>',
    'net8.0',
    '1e999',
    '-e .',
  ],
  ...[
    'depends: [',
    'elixir: "',
    'registerTask("test"',
    'enable_testing(',
    'def test_',
    'import pytest',
    'ruby "',
    '|| echo',
    '$(id)',
  ],
);
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.array(words, { maxLength: 40 }).map((all) => all.join('')),
  fc.json(),
);

test('no content of any file crashes it, and it says the same again', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), text, { maxKeys: 6 }), (files) => {
      const { config, diagnostics } = guess(files);
      expect(config === null).toBe(hasErrors(diagnostics));
      expect(JSON.stringify(guess(files).config)).toBe(JSON.stringify(config));
      for (const target of config?.targets ?? []) expect(target.commands.length).toBeGreaterThan(0);
    }),
    { numRuns: 1500 },
  );
});

test('what the files say gets into no command but quoted', () => {
  const evil = "x'; touch /evil; '";
  const files: Files = {
    'pyproject.toml': `[project]\nname = "x"\ndependencies = ["a; echo 'b' > /evil", ${JSON.stringify(evil)}]\n`,
    'requirements-test; touch evil.txt': '',
    'tests/test_x.py': 'import pytest\n',
    'package.json': JSON.stringify({
      packageManager: 'pnpm@1; touch /evil',
      scripts: { test: 'x' },
      dependencies: { a: '1' },
    }),
  };
  const all = JSON.stringify(guessed(files).targets.map(({ prep, commands }) => [prep, commands]));
  expect(all).not.toContain('touch');
  expect(all).toContain("'a; echo '\\\\''b'\\\\'' > /evil'");
});

test('deep and long files take no longer than others', () => {
  const size = 200_000;
  const long = [
    `${'['.repeat(size)}`,
    `{"a":${'{"a":'.repeat(size / 5)}`,
    'test '.repeat(size / 5),
    'a = ['.repeat(size / 5),
    '"'.repeat(size),
    'depends: ['.repeat(size / 10),
    ' '.repeat(size),
    '('.repeat(size),
  ];
  for (const each of long) guess(Object.fromEntries(names.map((name) => [name, each])));
});

test('it reads nothing outside of the tree, through no link, and not without end', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'dox-guess-')));
  try {
    mkdirSync(join(folder, 'project/tests'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"scripts": {"test": "x"}}');
    symlinkSync(join(folder, 'package.json'), join(folder, 'project/package.json'));
    symlinkSync('..', join(folder, 'project/tests/up'));
    const read = () =>
      readGuess({ files: projectFiles(join(folder, 'project')), file: '', shown: (path) => path, names: [], env: {} });
    expect(read().config).toBeNull();
    writeFileSync(join(folder, 'project/tests/test_x.py'), 'import pytest\n');
    expect(read().config?.targets).toHaveLength(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
