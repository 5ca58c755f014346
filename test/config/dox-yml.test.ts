import { describe, expect, it } from 'vitest';
import { readDoxYml } from '../../src/config/dox-yml.ts';
import { config, references, scripts, target } from './read.ts';

describe('the shape of a file', () => {
  it('with "targets" has top-level keys that hold for all of them, in the order of the file', () => {
    const { targets, defaults, project } = config(`
project: my-shop
image: debian:bookworm-slim
commands: [make test]
targets:
  unit:
  lint: {commands: [make lint]}
`);
    expect(project).toBe('my-shop');
    expect(defaults).toEqual(['unit', 'lint']);
    expect(targets.map(({ name }) => name)).toEqual(['unit', 'lint']);
    expect(targets.map(scripts)).toEqual([['make test'], ['make lint']]);
    expect(targets.map(references)).toEqual([['debian:bookworm-slim'], ['debian:bookworm-slim']]);
  });

  it('without "targets" but with commands at the top is one target named testing, with any key', () => {
    const { targets, defaults } = config('image: a\ncommands: make test\nsystem: [memcached]\ntimeout: 5m');
    expect(targets.map(({ name }) => name)).toEqual(['testing']);
    expect(defaults).toEqual(['testing']);
    expect(targets[0]).toMatchObject({ timeout: 300, system: [{ name: 'memcached', version: null }] });
  });

  it('is one of sections otherwise, and a child takes over what it does not set', () => {
    const text = `
testing: {images: [a, b], add: [requirements.txt], prep: [pip install x], commands: [run]}
testing:pep8: {commands: [flake8]}
testing:pep8:deep: {image: c}
testing:same:
other: {image: o, commands: [x]}
`;
    expect(config(text).defaults).toEqual(['testing']);
    expect(target(text, 'testing:pep8')).toMatchObject({ add: ['requirements.txt'], prep: ['pip install x'] });
    expect(references(target(text, 'testing:pep8'))).toEqual(['a', 'b']);
    expect(references(target(text, 'testing:pep8:deep'))).toEqual(['c']);
    expect(scripts(target(text, 'testing:pep8:deep'))).toEqual(['flake8']);
    expect(scripts(target(text, 'testing:same'))).toEqual(['run']);
  });

  it('of sections without "testing" runs all of them', () => {
    expect(config('a: {image: x, commands: [y]}\nb: {image: x, commands: [y]}').defaults).toEqual(['a', 'b']);
  });

  it('takes the project from the folder, made fit for the name of an image', () => {
    const projectAt = (root: string) => {
      const source = { file: `${root}/dox.yml`, root, text: 'image: a\ncommands: [x]', exists: () => null };
      return readDoxYml(source).config?.project;
    };
    expect(projectAt('/code/My Shop')).toBe('my-shop');
    expect(projectAt('/code/_x')).toBe('x');
    expect(projectAt('/')).toBe('project');
  });
});

describe('inheritance', () => {
  const text = `
image: top
env: {A: top, B: top, C: top}
prep: [top]
timeout: 90
targets:
  base:
    images: [one, two]
    description: the base
    env: {B: base}
    system: [memcached]
    pass_env: [CI]
  middle: {extends: base, env: {C: null}, commands: [middle]}
  other: {env: {A: other}, timeout: 1h, commands: [other]}
  both: {extends: [middle, other], build: ., prep: [], commands: [both]}
`;

  it('replaces values and lists, merges env variable by variable, and null takes one away', () => {
    const middle = target(text, 'middle');
    expect(middle).toMatchObject({ env: { A: 'top', B: 'base' }, prep: ['top'], timeout: 90, passEnv: ['CI'] });
    expect(middle.env).not.toHaveProperty('C');
    expect(references(middle)).toEqual(['one', 'two']);
  });

  it('lets the later of several bases win, and the target over all of them', () => {
    const both = target(text, 'both');
    expect(both).toMatchObject({ env: { A: 'other', B: 'base' }, timeout: 3600, prep: [] });
    expect(both.images).toMatchObject([{ kind: 'build', dockerfile: 'Dockerfile', context: '.' }]);
    expect(scripts(both)).toEqual(['both']);
  });

  it('does not run a target without commands that others extend, and does not inherit its description', () => {
    expect(config(text).targets.map(({ name }) => name)).toEqual(['middle', 'other', 'both']);
    expect(target(text, 'middle').description).toBeNull();
  });

  it('reads merge keys and anchors', () => {
    const merged = `
targets:
  a: &a {image: x, timeout: 5m, commands: [a]}
  b: {<<: *a, commands: [b]}
  c: {<<: [{image: first}, *a]}
  d: {<<: *a, images: [one, two]}
`;
    expect(references(target(merged, 'd'))).toEqual(['one', 'two']);
    expect(target(merged, 'b')).toMatchObject({ timeout: 300 });
    expect(scripts(target(merged, 'b'))).toEqual(['b']);
    expect(references(target(merged, 'c'))).toEqual(['first']);
    expect(scripts(target(merged, 'c'))).toEqual(['a']);
  });
});

describe('names with braces', () => {
  const text = `
targets:
  py39: {image: debian:bullseye-slim, env: {OLD: 1}}
  py{39,311}-{a,b}: {image: "x:{1}-{2}", commands: ["echo {2} \${1} [0-9]{2} {3} {posargs}"]}
  py{39,311}: {image: "python:{1}", env: {V: "{1}"}, commands: [pytest]}
  lint{39,311}: {extends: "py{1}", commands: [flake8]}
`;

  it('make a target for each combination', () => {
    const names = 'py39 py39-a py39-b py311-a py311-b py311 lint39 lint311';
    expect(config(text).targets.map(({ name }) => name)).toEqual(names.split(' '));
  });

  it('fill {1} and {2} with their pieces and leave the shell and {posargs} alone', () => {
    expect(references(target(text, 'py311-b'))).toEqual(['x:311-b']);
    expect(scripts(target(text, 'py311-b'))).toEqual([`echo b \${1} [0-9]{2} {3} {posargs}`]);
    expect(references(target(text, 'py311'))).toEqual(['python:311']);
    expect(references(target(text, 'lint311'))).toEqual(['python:311']);
  });

  it('are refined by a plain name, wherever it stands', () => {
    expect(references(target(text, 'py39'))).toEqual(['debian:bullseye-slim']);
    expect(target(text, 'py39').env).toEqual({ OLD: '1', V: '39' });
    expect(scripts(target(text, 'py39'))).toEqual(['pytest']);
  });

  it('add up in the order of the file where two of them make the same target', () => {
    const two = 'image: i\ncommands: [x]\ntargets:\n  a{1,2}: {timeout: 1, user: root}\n  a{2,3}: {timeout: 2}';
    expect(target(two, 'a2')).toMatchObject({ timeout: 2, user: 'root' });
  });

  it('run one dox.yml on several Pythons, each from its own image', () => {
    const pythons = `
targets:
  py{27,39,311,313}: {commands: [python -m unittest]}
  py27: {image: debian:bullseye-slim, system: [python2.7]}
  py39: {image: debian:bullseye-slim, system: [python3.9]}
  py311: {image: debian:bookworm-slim, system: [python3.11]}
  py313: {image: debian:trixie-slim, system: [python3.13]}
`;
    const images = config(pythons).targets.map((each) => [each.name, ...references(each), each.system[0]?.name]);
    expect(images).toEqual([
      ['py27', 'debian:bullseye-slim', 'python2.7'],
      ['py39', 'debian:bullseye-slim', 'python3.9'],
      ['py311', 'debian:bookworm-slim', 'python3.11'],
      ['py313', 'debian:trixie-slim', 'python3.13'],
    ]);
  });

  it.each([
    ['default: py39', ['py39']],
    ['default: [lint, py39]', ['lint', 'py39']],
    ['default: "lint, py{39,311}"', ['lint', 'py39', 'py311']],
    ['default: py*', ['py39', 'py311', 'py313']],
    ['default: py3?', ['py39']],
    ['default: ALL', ['py39', 'py311', 'py313', 'lint']],
    ['', ['py39', 'py311', 'py313', 'lint']],
  ])('are chosen by %s', (line, expected) => {
    const file = `${line}\nimage: i\ncommands: [x]\ntargets:\n  py{39,311,313}:\n  lint:\n`;
    expect(config(file).defaults).toEqual(expected);
  });
});

describe('values', () => {
  const only = (lines: string) => target(`image: i\ncommands: [x]\n${lines}`, 'testing');

  it('are taken as they are written', () => {
    expect(only('env: {A: 3.10, B: 1e3, C: true, D: "x", E: 0x1F, F: ""}').env).toEqual({
      A: '3.10',
      B: '1e3',
      C: 'true',
      D: 'x',
      E: '0x1F',
      F: '',
    });
    expect(scripts(target('image: i\ncommands: [true, 3.10]', 'testing'))).toEqual(['true', '3.10']);
  });

  it.each([
    ['system: memcached', [['memcached', null]]],
    [
      'system: [memcached=1.6.*, openssl >=3.0 <3.1, python3: 3.10, zoo: ]',
      [
        ['memcached', '1.6.*'],
        ['openssl', '>=3.0 <3.1'],
        ['python3', '3.10'],
        ['zoo', null],
      ],
    ],
    [
      'system: {memcached: 1.6.*, openssl: ">=3.0 <3.1", python3: 3.10, zookeeperd: 3.8.0-11+deb12u2}',
      [
        ['memcached', '1.6.*'],
        ['openssl', '>=3.0 <3.1'],
        ['python3', '3.10'],
        ['zookeeperd', '3.8.0-11+deb12u2'],
      ],
    ],
    ['system: []', []],
  ])('of %s', (line, expected) => {
    expect(only(line).system.map(({ name, version }) => [name, version])).toEqual(expected);
  });

  it.each([
    ['[a, b]', 'list', ['a', 'b']],
    ['python setup.py testr --slowest ', 'list', ['python setup.py testr --slowest']],
    ['|\n  export A=1\n  run $A\n', 'block', ['export A=1\nrun $A']],
    ['|\n  run\n', 'list', ['run']],
    ['\n  - one\n  - |\n    two\n    three\n', 'list', ['one', 'two\nthree']],
  ])('of commands: %j', (value, form, expected) => {
    const testing = target(`image: i\ncommands: ${value}`, 'testing');
    expect(testing.commandsForm).toBe(form);
    expect(scripts(testing)).toEqual(expected);
  });

  it('know where each command begins', () => {
    const { commands } = target('image: i\ncommands:\n  - one\n  - |\n    two\n  - "three"\n', 'testing');
    expect(commands.map(({ place }) => [place?.line, place?.column])).toEqual([
      [3, 5],
      [5, 5],
      [6, 5],
    ]);
    const block = target('image: i\r\ncommands: |\r\n  one\r\n  two\r\n', 'testing');
    expect(block.commands[0]).toMatchObject({ text: 'one\ntwo', place: { file: 'dox.yml', line: 3, column: 3 } });
  });

  it('of everything else', () => {
    const testing = only(`
description: all of it
add: [./requirements.txt, docs//]
pass_env: [CI, "SHOP_*"]
shell: bash -e
artifacts: htmlcov
network: none
platform: linux/arm64
user: 1000:1000
allow_failure: true
allow_empty: true
privileged: true
cap_add: [NET_ADMIN]
devices: [/dev/fuse]
shm_size: 512m
memory: 1.5g
cpus: 1.5
tmpfs: ["/tmp:size=64m"]
volumes: ["~/.cache:/cache:ro", "data:/data"]
entrypoint: [tini, --]
cache: [pip, apt, pip]
snapshot: 2024-01-15
max_age: 2w
`);
    expect(testing).toMatchObject({
      description: 'all of it',
      add: ['requirements.txt', 'docs'],
      passEnv: ['CI', 'SHOP_*'],
      shell: ['bash', '-e'],
      artifacts: ['htmlcov'],
      network: 'none',
      platform: 'linux/arm64',
      user: '1000:1000',
      allowFailure: true,
      allowEmpty: true,
      privileged: true,
      capAdd: ['NET_ADMIN'],
      devices: ['/dev/fuse'],
      shmSize: 512 * 1024 ** 2,
      memory: 1.5 * 1024 ** 3,
      cpus: 1.5,
      tmpfs: ['/tmp:size=64m'],
      volumes: ['~/.cache:/cache:ro', 'data:/data'],
      entrypoint: ['tini', '--'],
      cache: ['apt', 'pip'],
      snapshot: '2024-01-15',
      maxAge: 14 * 86_400,
    });
  });

  it.each([
    '2024-02-29',
    '20240115T123456Z',
    'http://127.0.0.1:8080',
    'http://[::1]:8080/debian',
    'https://archive.example/debian/20240115T000000Z/',
  ])('of snapshot: %s', (value) => {
    expect(only(`snapshot: ${value}`).snapshot).toBe(value);
  });

  it.each(['registry.example:5000/team/dox', 'ghcr.io/team/dox', 'localhost/dox', '127.0.0.1:5000/a'])(
    'of cache_registry: %s',
    (value) => {
      expect(config(`image: i\ncommands: [x]\ncache_registry: ${value}`).cacheRegistry).toBe(value);
      expect(config(`image: i\ncommands: [x]\ncache_registry: ${value}\ntargets: {a: }`).cacheRegistry).toBe(value);
    },
  );

  it('have defaults', () => {
    const { name, images, commands, commandsForm, place, places, ...rest } = only('');
    expect(Object.keys(places ?? {})).toEqual(['images', 'commands']);
    expect(config('image: i\ncommands: [x]').cacheRegistry).toBeNull();
    expect(rest).toEqual({
      description: null,
      system: [],
      add: [],
      prep: [],
      env: {},
      passEnv: [],
      shell: null,
      timeout: null,
      artifacts: [],
      network: 'bridge',
      platform: null,
      user: null,
      allowFailure: false,
      allowEmpty: false,
      privileged: false,
      capAdd: [],
      devices: [],
      shmSize: null,
      memory: null,
      cpus: null,
      tmpfs: [],
      volumes: [],
      entrypoint: null,
      cache: [],
      snapshot: null,
      maxAge: null,
      bindep: null,
      services: [],
      needs: [],
      labels: [],
      grace: null,
    });
  });

  it.each([
    ['.', 'Dockerfile', '.'],
    ['deploy', 'deploy/Dockerfile', 'deploy'],
    ['{context: deploy}', 'deploy/Dockerfile', 'deploy'],
    ['{dockerfile: deploy/Dockerfile.test}', 'deploy/Dockerfile.test', '.'],
  ])('of build: %s', (value, dockerfile, context) => {
    const { images } = target(`build: ${value}\ncommands: [x]`, 'testing');
    expect(images).toMatchObject([{ kind: 'build', dockerfile, context, target: null, args: {} }]);
  });

  it('of build with a stage and arguments', () => {
    const { images } = target('build: {target: test, args: {PYTHON: 3.10}}\ncommands: [x]', 'testing');
    expect(images).toMatchObject([{ target: 'test', args: { PYTHON: '3.10' } }]);
  });

  it('of entrypoint: image and user: 1000 are what they say', () => {
    expect(only('entrypoint: image').entrypoint).toBe('image');
    expect(only('user: 1000').user).toBe('1000');
  });
});

describe('the text of a file', () => {
  it('may begin with a byte order mark and have the line ends of Windows', () => {
    const bytes = new TextEncoder().encode('\ufeffimage: i\r\ncommands:\r\n  - one\r\n');
    expect(scripts(config(bytes).targets[0] ?? fail())).toEqual(['one']);
  });

  it('may have numbers for names', () => {
    expect(config('image: i\ncommands: [x]\ntargets: {27: , 3.10: }').targets.map(({ name }) => name)).toEqual([
      '27',
      '3.10',
    ]);
  });
});

function fail(): never {
  throw new Error('there is no target');
}
