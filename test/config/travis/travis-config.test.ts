import { describe, expect, it } from 'vitest';
import { selectOf } from '../../../src/plan/select.ts';
import { commandsOf, imageOf, namesIn, readText, targetOf, targetsOf } from './read.ts';

const python = 'language: python\npython: 3.11\ninstall: skip\n';
const shell = 'language: shell\n';

describe('the names of targets', () => {
  it.each([
    ['python: [2.7, 3.10, pypy3]', ['py2.7', 'py3.10', 'pypy3']],
    ['python: [3.6]\nenv: [DJANGO=2.2, DJANGO=3.0]', ['py3.6-DJANGO-2.2', 'py3.6-DJANGO-3.0']],
    ['python: [3.6, 3.7]\nenv: DJANGO=2.2', ['py3.6', 'py3.7']],
    ['python: 3.8\nenv: [TOXENV=docs, TOXENV=py38-dj22]', ['docs', 'py38-dj22']],
    ['python: [2.7, 3.8]\nenv: [TOXENV=py27-a, TOXENV=lint]', ['py27-a', 'py2.7-lint', 'py3.8-py27-a', 'py3.8-lint']],
    ['python: [3.6]\njobs: {include: [{name: "Check the docs!", script: make docs}]}', ['Check-the-docs']],
    ['python: [3.6, 3.7]\njobs: {include: [{stage: lint, script: flake8}]}', ['py3.6', 'py3.7', 'lint']],
    ['python: [3.6, 3.7]\njobs: {include: [{python: 3.7, script: flake8}]}', ['py3.6', 'py3.7', 'py3.7-flake8']],
    [
      'python: 3.9\njobs: {include: [{name: a b}, {name: a-b, python: 3.8}, {name: a/b}]}',
      ['a-b', 'a-b-py3.8', 'a-b-py3.9'],
    ],
  ])('python, %s', (text, expected) => {
    expect(namesIn(`language: python\ninstall: skip\nscript: make\n${text}`)).toEqual(expected);
  });

  it.each([
    ['language: node_js\nnode_js: [10, lts/*, node]', ['node-10', 'node-lts', 'node-node']],
    ['language: ruby\nrvm: [2.7, jruby]', ['ruby-2.7', 'jruby']],
    ['language: go\ngo: [1.13.x]\narch: amd64', ['go-1.13.x']],
    ['language: java\njdk: [openjdk8, openjdk11]', ['openjdk8', 'openjdk11']],
    ['language: cpp\ncompiler: [gcc, clang]', ['gcc', 'clang']],
    ['language: rust\nrust: [stable, nightly]', ['rust-stable', 'rust-nightly']],
    ['language: shell\nscript: make', ['shell']],
  ])('%s', (text, expected) => {
    expect(namesIn(text)).toEqual(expected);
  });

  it.each([
    ['py27', ['py2.7-A-1', 'py2.7-A-2']],
    ['2.7', ['py2.7-A-1', 'py2.7-A-2']],
    ['py39', ['py3.9-A-1', 'py3.9-A-2']],
    ['py3', ['py3.9-A-1', 'py3.9-A-2', 'py3.10-A-1', 'py3.10-A-2', 'docs']],
    ['py310', ['py3.10-A-1', 'py3.10-A-2', 'docs']],
    ['pypy3', ['pypy3-A-1', 'pypy3-A-2']],
    ['docs', ['docs']],
    ['py31', null],
    ['pypy38', null],
    ['py312', null],
  ])('takes %s, as tox calls it, for all jobs of that Python', (name, expected) => {
    const text = `${python}script: make\npython: [2.7, 3.9, "3.10", pypy3]\nenv: [A=1, A=2]\njobs: {include: [{name: docs, python: 3.10.2}]}`;
    const { config } = readText(text, { names: [name] });
    if (config === null) throw new Error('it has mistakes');
    const { selected, diagnostics } = selectOf(config, { environments: [name], skip: null });
    expect(selected).toEqual(expected ?? []);
    if (expected !== null) expect(diagnostics).toEqual([]);
    if (expected !== null && name !== 'docs')
      expect(config.notes[0]).toBe(`${name} is no job of .travis.yml: it stands for ${expected.join(', ')}`);
  });

  it('lists the versions of the jobs where none is of the Python that is asked for', () => {
    const { config } = readText(`${python}script: make\npython: [2.7, 3.9]`, { names: ['py38'] });
    if (config === null) throw new Error('it has mistakes');
    expect(selectOf(config, { environments: ['py38'], skip: null }).diagnostics).toEqual([
      {
        severity: 'error',
        message: 'unknown target "py38"',
        hint: 'no job is of py38; there are py2.7 (python 2.7), py3.9 (python 3.9)',
      },
    ]);
  });

  it('leaves the names of Pythons alone where no job is a Python one', () => {
    expect(readText(`${shell}script: make`, { names: ['py38'] }).config?.groups).toBeUndefined();
  });

  it('prefers the job that bears the name', () => {
    const { config } = readText(`${python}script: make\npython: 2.7\nenv: [TOXENV=py27, TOXENV=lint]`, {
      names: ['py27'],
    });
    expect([config?.targets.map(({ name }) => name), config?.groups]).toEqual([['py27', 'lint'], undefined]);
  });
});

describe('the image of a job', () => {
  it.each([
    ['python', 'python: 2.7', 'dox/python:2.7'],
    ['python', 'python: 3.9', 'dox/python:3.9'],
    ['python', 'python: "3.11"', 'dox/python:3.11'],
    ['python', 'python: 3.10', 'python:3.10-slim'],
    ['python', 'python: 3.12-dev', 'python:3.12-slim'],
    ['python', 'python: 3.5', 'python:3.5'],
    ['python', 'python: pypy3.6-7.3.1', 'pypy:3.6-slim'],
    ['python', 'python: pypy', 'pypy:2.7-slim'],
    ['node_js', 'node_js: 20', 'node:20-slim'],
    ['node_js', 'node_js: v8.11', 'node:8.11'],
    ['node_js', 'node_js: lts/*', 'node:lts-slim'],
    ['ruby', 'rvm: 2.7.1', 'ruby:2.7.1'],
    ['ruby', 'rvm: ruby-3.2', 'ruby:3.2'],
    ['ruby', 'rvm: jruby-9.2', 'jruby:9.2'],
    ['go', 'go: 1.13.x', 'golang:1.13'],
    ['go', 'go: "1.20"', 'golang:1.20'],
    ['php', 'php: 7.4', 'php:7.4-cli'],
    ['rust', 'rust: 1.60.0', 'rust:1.60.0'],
    ['java', 'jdk: openjdk17', 'maven:3-eclipse-temurin-17'],
    ['perl', 'perl: 5.30', 'perl:5.30'],
    ['elixir', 'elixir: 1.14', 'elixir:1.14'],
    ['generic', 'os: linux', 'debian:bookworm-slim'],
    ['c', 'compiler: gcc', 'debian:bookworm-slim'],
  ])('%s, %s: %s', (language, version, image) => {
    expect(imageOf(targetOf(`language: ${language}\n${version}\nscript: make`))).toBe(image);
  });

  it('has what every machine of Travis has, and a virtualenv for Python', () => {
    const target = targetOf(`${python}script: pytest`);
    expect(target.system.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['build-essential', 'git', 'curl', 'python3-dev']),
    );
    expect(target.prep[0]).toBe('python3 -m venv /home/travis/virtualenv/python3.11');
    expect(commandsOf(target)).toEqual(['. /home/travis/virtualenv/python3.11/bin/activate', 'pytest']);
    expect(target.cache).toEqual(['pip']);
  });

  it('that dox does not know leaves the job out, and says so', () => {
    const { config } = readText('language: ruby\nrvm: [2.7, rbx]\nscript: rake');
    expect(config?.targets.map(({ name }) => name)).toEqual(['ruby-2.7']);
    expect(config?.notes).toContain('rbx: left out: dox knows no image for ruby "rbx"');
  });
});

/** https://docs.travis-ci.com/user/job-lifecycle */
describe('the phases', () => {
  it('run one after another', () => {
    const target = targetOf(
      `${shell}before_install: a\ninstall: [b, true]\nbefore_script:\n  - c\nscript: d\nafter_success: e\nafter_script: skip`,
    );
    expect(commandsOf(target)).toEqual(['a', 'b', 'c', 'd']);
    expect(target.commandsForm).toBe('list');
    expect(readText(`${shell}script: d\nafter_success: e`).config?.notes).toEqual([
      'shell: after_success: left out, since nothing there counts',
    ]);
  });

  it('run all of several commands of script, of which each must succeed', () => {
    const target = targetOf(`${shell}script: [flake8, "pytest -q", "a; b"]`);
    expect(target.commands.map((each) => each.kind === 'script' && [each.text, each.keepGoing])).toEqual([
      ['flake8', true],
      ['pytest -q {posargs}', true],
      ['a; b', true],
    ]);
  });

  it('know what became of those before, where one of script asks', () => {
    const target = targetOf(`${shell}script: [flake8, "test $TRAVIS_TEST_RESULT = 0 && make"]`);
    expect(commandsOf(target)).toEqual([
      'flake8 || export TRAVIS_TEST_RESULT=$?',
      'test $TRAVIS_TEST_RESULT = 0 && make || export TRAVIS_TEST_RESULT=$?',
      'exit "$TRAVIS_TEST_RESULT"',
    ]);
    expect(target.env.TRAVIS_TEST_RESULT).toBe('0');
  });

  it('have pipes as Travis has them, but for tests', () => {
    const target = targetOf(`${shell}install: ["yes | setup", "a || b"]\nscript: make | cat\n`);
    expect(commandsOf(target)).toEqual(['set +o pipefail', 'yes | setup', 'a || b', 'set -o pipefail', 'make | cat']);
    expect(commandsOf(targetOf(`${shell}install: a || b\nscript: make | cat\n`))).toEqual(['a || b', 'make | cat']);
  });

  it('take the last command of a block for all of it', () => {
    expect(commandsOf(targetOf(`${shell}script: |\n  one\n  two # last\n`))).toEqual([
      '{\none\ntwo # last\n} || exit $?',
    ]);
  });

  it('have what Travis has of its own', () => {
    const [first, second] = commandsOf(targetOf(`${shell}script: travis_retry make`));
    expect(first).toBe('travis_retry() { "$@" || "$@" || "$@"; }');
    expect(second).toBe('travis_retry make');
  });

  it.each([
    [
      'sudo apt-get update -qq && sudo apt-get install -y --no-install-recommends libfoo-dev bar',
      ['libfoo-dev', 'bar'],
      true,
    ],
    ['sudo -E apt-get -yq install libfoo-dev', ['libfoo-dev'], true],
    ['travis_retry sudo apt-get update', [], true],
    ['apt install $PACKAGES', [], false],
    ['sudo apt-get install foo | cat', [], false],
    ['sudo apt-add-repository ppa:x/y', [], false],
    ['sudo ln -s a b', [], false],
  ])('leave packages to dox: %s', (command, packages, isGone) => {
    const target = targetOf(`${shell}before_install: ${JSON.stringify(command)}\nscript: make`);
    const usual = new Set(targetOf(`${shell}script: make`).system.map(({ name }) => name));
    expect(target.system.map(({ name }) => name).filter((name) => !usual.has(name))).toEqual(packages);
    expect(commandsOf(target).includes(command)).toBe(!isGone);
  });

  it.each([
    ['language: python\npython: 3.9', ['requirements.txt'], ['pip install -r requirements.txt'], 'override the script'],
    ['language: node_js', ['package.json'], ['npm install'], 'npm test'],
    ['language: node_js', ['package.json', 'package-lock.json'], ['npm ci'], 'npm test'],
    ['language: node_js', ['package.json', 'yarn.lock'], ['yarn --frozen-lockfile'], 'yarn test'],
    ['language: node_js', [], [], 'make test'],
    [
      'language: ruby',
      ['Gemfile', 'Gemfile.lock'],
      ['bundle install --jobs=3 --retry=3 --deployment'],
      'bundle exec rake',
    ],
    ['language: ruby', [], [], 'rake'],
    ['language: go', [], ['go get -v -t ./...'], 'go test -v ./...'],
    ['language: go', ['Makefile'], [], 'make'],
    ['language: java', ['pom.xml'], ['mvn install -DskipTests=true -Dmaven.javadoc.skip=true -B -V'], 'mvn test -B'],
    ['language: java', ['gradlew'], ['./gradlew assemble'], './gradlew check'],
    ['language: perl', ['Makefile.PL'], ['cpanm --quiet --installdeps --notest .'], 'perl Makefile.PL && make test'],
    ['language: c', [], [], './configure && make && make test'],
  ])('are the language’s where none are written: %s with %j', (text, files, install, script) => {
    const commands = commandsOf(targetOf(text, { files })).filter((command) => !command.startsWith('. '));
    expect(commands.slice(0, -1)).toEqual(install);
    expect(commands.at(-1)).toContain(script);
  });
});

describe('the variables', () => {
  it('are those of Travis and of the file; a shell makes what refers to others, in order', () => {
    const target = targetOf(`${shell}script: make
env:
  global:
    - A=1 B="two words" C='$no'
    - PATH=$HOME/bin:$PATH D="$A/x"
    - {E: 3.10, secure: xyz}
    - secure: "abc"
  jobs: F=last
`);
    expect(target.env).toMatchObject({ CI: 'true', TRAVIS: 'true', TRAVIS_OS_NAME: 'linux', TRAVIS_BUILD_DIR: '/src' });
    expect(target.env).toMatchObject({ A: '1', B: 'two words', C: '$no', F: 'last' });
    expect(commandsOf(target)).toEqual(['export PATH=$HOME/bin:$PATH', 'export D="$A/x"', 'make']);
    expect(target.env.TRAVIS_PULL_REQUEST).toBeUndefined();
  });

  it('tell the version', () => {
    expect(targetOf(`${python}script: make`).env.TRAVIS_PYTHON_VERSION).toBe('3.11');
    expect(targetOf('language: cpp\ncompiler: clang').env).toMatchObject({ CC: 'clang', CXX: 'clang++' });
  });

  it('that are encrypted are left out, and counted', () => {
    const { config } = readText(`${shell}script: make\nenv: {global: [{secure: a}, {secure: b}]}`);
    expect(config?.notes).toEqual(['shell: 2 encrypted variables are left out: only Travis can read them']);
  });
});

describe('services', () => {
  it.each([
    ['memcached', 'memcached', 'dox/memcached'],
    ['memcache', 'memcached', 'dox/memcached'],
    ['redis-server', 'redis', 'dox/redis'],
    ['mysql', 'mariadb', 'dox/mariadb'],
    ['postgres', 'postgresql', 'dox/postgresql'],
    ['rabbitmq-server', 'rabbitmq', 'dox/rabbitmq'],
    ['mongodb', 'mongodb', 'mongo:4.4'],
  ])('%s is %s on localhost', (written, name, image) => {
    const [service] = targetOf(`${shell}services: ${written}\nscript: make`).services;
    expect(service).toMatchObject({ name, image: { kind: 'reference', reference: image }, localhost: true });
  });

  it('come with the programs that talk to them', () => {
    const target = targetOf(`${shell}services: [postgresql]\nscript: make\naddons: {postgresql: "9.6"}`);
    expect(target.services[0]?.image).toMatchObject({ reference: 'postgres:9.6' });
    expect(target.system.map(({ name }) => name)).toContain('postgresql-client');
    expect(target.env).toMatchObject({ PGHOST: 'localhost', PGUSER: 'postgres' });
  });

  it('that dox does not have are left out, and said', () => {
    const { config } = readText(`${shell}services: [docker, riak]\nscript: make`);
    expect(config?.targets[0]?.services).toEqual([]);
    expect(config?.notes.join('\n')).toMatch(/service docker is left out.*\n.*service riak is left out/);
  });
});

describe('which jobs run', () => {
  const stages = `${shell}script: make
stages: [lint, test, {name: deploy, if: tag IS present}]
jobs:
  include:
    - {stage: test, name: unit}
    - {stage: deploy, name: release}
    - {stage: lint, name: style, if: branch = master}
`;

  it('is a stage after those before it have passed, but for jobs that may fail', () => {
    const { config } = readText(`${shell}script: make
stages: [lint, test, docs, deploy]
jobs:
  include:
    - {stage: lint, name: style}
    - {stage: Test, name: unit}
    - {stage: test, name: flaky}
    - {stage: docs, name: spelling}
    - {stage: deploy, name: release}
  allow_failures: [{name: flaky}, {name: spelling}]
`);
    expect(config?.targets.map(({ name, needs }) => [name, needs])).toEqual([
      ['style', []],
      ['unit', ['style']],
      ['flaky', ['style']],
      ['spelling', ['unit']],
      ['release', ['unit']],
    ]);
  });

  it('is told by their stages, in order, and by their conditions as far as these can be told', () => {
    const { config } = readText(stages);
    expect(config?.targets.map(({ name }) => name)).toEqual(['style', 'unit', 'release']);
    expect(config?.defaults).toEqual(['style', 'unit']);
    expect(config?.notes).toEqual([
      'style: runs, though dox cannot tell whether it should: if branch = master',
      'release: runs only with -e, since this does not hold here: if tag IS present',
    ]);
  });

  it('takes Travis’s own variables for what they say', () => {
    const { config } = readText(stages, { env: { TRAVIS_TAG: 'v1', TRAVIS_BRANCH: 'dev' } });
    expect(config?.defaults).toEqual(['unit', 'release']);
  });

  it('is those for Linux, and for this processor', () => {
    const { config } = readText(`${shell}script: make\nos: [linux, osx, windows]\narch: [amd64, arm64]`);
    expect(config?.targets.map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm64']);
    expect(config?.defaults).toEqual([config?.targets[0]?.name]);
    expect(config?.notes[0]).toBe('2 jobs for osx, windows left out: containers are Linux');
  });

  it('is none where nothing can run, and says why', () => {
    const { config, diagnostics } = readText('language: swift\nscript: make');
    expect(config).toBeNull();
    expect(diagnostics[0]).toMatchObject({
      message: 'no job of .travis.yml can run in a container',
      hint: '1 job for osx left out: containers are Linux',
    });
  });

  it('allows those to fail that an entry of allow_failures matches', () => {
    const text = `${python}script: make\npython: [3.9, 3.11]\nenv: [A=1, A=2]\nmatrix:
  allow_failures: [{python: 3.9, env: A=2}]`;
    expect(targetsOf(text).map(({ name, allowFailure }) => [name, allowFailure])).toEqual([
      ['py3.9-A-1', false],
      ['py3.9-A-2', true],
      ['py3.11-A-1', false],
      ['py3.11-A-2', false],
    ]);
  });
});

describe('what is shown', () => {
  it('has no controls in it, whatever the file says', () => {
    const { config } = readText(
      'language: shell\nscript: make\nname: x\nservices: ["a\\e[31m"]\njobs: {include: [{name: "b\\e[2J\\n"}]}',
    );
    expect(JSON.stringify([config?.notes, config?.targets[0]?.description, config?.targets[0]?.name])).not.toContain(
      '\\u001b',
    );
    expect(config?.targets[0]?.name).toBe('b-2J');
  });
});

describe('packages', () => {
  it.each([
    ['addons: {apt: {packages: [libfoo-dev]}}', ['libfoo-dev']],
    ['addons: {apt: libfoo-dev}', ['libfoo-dev']],
    ['addons: {apt_packages: libfoo-dev}', ['libfoo-dev']],
  ])('%s', (addons, packages) => {
    const system = targetOf(`${shell}script: make\n${addons}`).system;
    expect(system.filter(({ place }) => place !== undefined).map(({ name }) => name)).toEqual(packages);
  });

  it('from elsewhere than Debian are said', () => {
    const { config } = readText(`${shell}script: make\naddons: {apt: {sources: [x], packages: ["g++:i386"]}}`);
    expect(config?.notes).toEqual([
      'shell: "apt.sources" is left out: packages come from Debian',
      'shell: the package g++:i386 is left out: Debian has none of such a name',
    ]);
  });
});
