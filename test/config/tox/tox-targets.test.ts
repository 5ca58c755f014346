import { describe, expect, test } from 'vitest';
import type { Command, Target } from '../../../src/config/config.ts';
import { makePlan } from '../../../src/plan/make-plan.ts';
import { selectOf } from '../../../src/plan/select.ts';
import { usualOptions } from '../../support/options.ts';
import { toxConfig, toxTarget } from './tox-tree.ts';

const image = ({ images }: Target): string | undefined =>
  images[0]?.kind === 'reference' ? images[0].reference : undefined;

const obstacle = ({ obstacles = [] }: Target): string => obstacles.map(({ message }) => message).join('; ');

/** A command as a person reads it, with its marks. */
function told(command: Command): string {
  if (command.kind === 'script') return command.text;
  const marks = [
    command.ignoreExit && '-',
    command.invertExit && '!',
    command.keepGoing && '…',
    command.always && 'always',
  ];
  return [...marks.filter((mark) => mark !== false && mark !== undefined), ...command.argv].join(' ');
}

const base = '[testenv]\nskip_install = true\ncommands = pytest {posargs}\n';

describe('the targets of a tox.ini', () => {
  test('are its environments by name, those that no list has among them where they are asked for', () => {
    const ini = `[tox]\nenvlist = py{27,311}\n${base}[testenv:docs]\n`;
    const { targets, defaults, source, root, project, file } = toxConfig(
      { 'tox.ini': ini },
      { names: ['py39', 'no-such'] },
    );
    expect(targets.map(({ name }) => name)).toEqual(['py27', 'py311', 'docs', 'py39']);
    expect({ defaults, source, root, project, file }).toEqual({
      defaults: ['py27', 'py311'],
      source: 'tox',
      root: '/code/shop',
      project: 'shop',
      file: '/code/shop/tox.ini',
    });
  });

  test('say first whose rules they were read by', () => {
    expect(toxConfig({ 'tox.ini': base }).notes).toEqual([
      'tox.ini, by the rules of tox 3: nothing in the file asks for tox 4',
    ]);
    const newer = toxConfig({
      'tox.ini': `[tox]\nminversion = 4.2\nrequires = tox-docker>=4\nlabels = a = py\n${base}`,
    });
    expect(newer.notes).toEqual([
      'tox.ini, by the rules of tox 4: minversion is 4.2',
      'plugins of tox do nothing here: tox-docker>=4',
    ]);
  });

  test('have their own labels, and those of [tox] that list them', () => {
    const ini = `[tox]\nminversion = 4\nenvlist = py39, lint\nlabels =\n  fast = lint, docs\n  py = py{39,310}\n${base}labels = all\n[testenv:lint]\nlabels = fast, static\n`;
    const config = toxConfig({ 'tox.ini': ini });
    expect(config.targets.map(({ name, labels }) => [name, labels])).toEqual([
      ['py39', ['py', 'all']],
      ['lint', ['fast', 'static']],
      ['docs', ['fast', 'all']],
      ['py310', ['py', 'all']],
    ]);
    const selected = (...labels: string[]) => selectOf(config, { environments: [], labels, skip: null }).selected;
    // the order of tox's EnvSelector: env_list, then all others
    expect([selected('fast'), selected('all', 'static'), selected('py')]).toEqual([
      ['lint', 'docs'],
      ['py39', 'lint', 'docs', 'py310'],
      ['py39', 'py310'],
    ]);
  });

  test.each([
    ['', null],
    ['interrupt_timeout = 0.1\nterminate_timeout = 2', null],
    ['interrupt_timeout = 60', 61],
    ['suicide_timeout = 5\ninterrupt_timeout = 10\nterminate_timeout = 15', 30],
    ['terminate_timeout = 1e9', 20 * 24 * 60 * 60],
  ])('wait as long for their end as tox would, and never shorter than others: %s', (keys, grace) => {
    const [target] = toxConfig({ 'tox.ini': `[tox]\nenvlist = py39\n${base}${keys}\n` }).targets;
    expect(target?.grace).toBe(grace);
  });

  test('run in the order that depends asks for', () => {
    const ini = `[tox]\nenvlist = report, b, a\n${base}[testenv:report]\ndepends = a, b, no-such\n[testenv:b]\ndepends = a\n[testenv:a]\ndepends = b\n`;
    expect(toxConfig({ 'tox.ini': ini }).defaults).toEqual(['b', 'a', 'report']);
  });

  test('that are for another platform are skipped, and say so when they are asked for', () => {
    const ini = `[tox]\nenvlist = a, win, both\n${base}[testenv:win]\nplatform = win32\n[testenv:both]\nplatform = linux|darwin\n`;
    const config = toxConfig({ 'tox.ini': ini });
    expect(config.defaults).toEqual(['a', 'win', 'both']);
    const { plan, diagnostics } = makePlan(config, usualOptions, {});
    expect(diagnostics).toEqual([]);
    expect(plan?.targets.map(({ label }) => label)).toEqual(['a', 'both']);
    expect(plan?.obstructed).toEqual([
      { label: 'win', reason: 'it is for the platform win32, and containers are linux', hint: null, skipped: true },
    ]);
    expect(makePlan(config, { ...usualOptions, environments: ['win'] }, {}).diagnostics).toMatchObject([
      { severity: 'error', message: 'target "win": it is for the platform win32, and containers are linux' },
    ]);
  });
});

test('an environment without the key commands is skipped, as one whose key is mistyped; an empty one passes', () => {
  const config = toxConfig({
    'tox.ini':
      '[tox]\nenvlist = a, b, c\n[testenv:a]\ncommands = true\n[testenv:b]\ncommand = true\n[testenv:c]\ncommands =\n',
  });
  const { plan } = makePlan(config, usualOptions, {});
  expect(plan?.targets.map(({ label }) => label)).toEqual(['a', 'c']);
  expect(plan?.obstructed).toMatchObject([
    { label: 'b', reason: 'it has no commands: is the key mistyped?', skipped: true },
  ]);
  expect(makePlan(config, { ...usualOptions, environments: ['b'] }, {}).plan).toBeNull();
});

describe('the image of an environment', () => {
  test.each([
    ['py27', 'dox/python:2.7'],
    ['py2', 'dox/python:2.7'],
    ['py39', 'dox/python:3.9'],
    ['py39-django3', 'dox/python:3.9'],
    ['py311', 'dox/python:3.11'],
    ['py313', 'dox/python:3.13'],
    ['py310', 'python:3.10-slim'],
    ['py36', 'python:3.6-slim'],
    ['py314', 'python:3.14-slim'],
    ['pypy3', 'pypy:3-slim'],
    ['pypy39', 'pypy:3.9-slim'],
    ['pypy', 'pypy:2-slim'],
    ['py3', 'dox/python:3.11'],
    ['py', 'dox/python:3.11'],
    ['docs', 'dox/python:3.11'],
  ])('%s: %s', (name, reference) => {
    expect(image(toxTarget(`${base}[testenv:docs]\n[testenv:py39-django3]\n`, name))).toBe(reference);
  });

  test.each([
    ['py26', 'python2.6'],
    ['jython', 'jython'],
  ])('%s has none, which is told when it is selected, unless one is named', (name, python) => {
    const config = toxConfig({ 'tox.ini': `[tox]\nenvlist = a,${name}\n${base}` });
    expect(config.defaults).toEqual(['a', name]);
    const others = makePlan(config, usualOptions, {});
    expect(others.diagnostics).toEqual([]);
    expect(others.plan?.obstructed).toMatchObject([
      { label: name, reason: `there is no image with ${python} that dox knows of`, skipped: false },
    ]);
    const skips = toxConfig({ 'tox.ini': `[tox]\nenvlist = a,${name}\nskip_missing_interpreters = true\n${base}` });
    expect(makePlan(skips, usualOptions, {}).plan?.obstructed).toMatchObject([{ label: name, skipped: true }]);
    const plan = (images: readonly string[], environments: readonly string[]) =>
      makePlan(config, { ...usualOptions, environments, images }, {});
    expect(plan([], ['a']).diagnostics).toEqual([]);
    expect(plan([], [name]).diagnostics).toMatchObject([
      {
        message: `target "${name}": there is no image with ${python} that dox knows of`,
        hint: expect.stringContaining('[docker]'),
      },
    ]);
    expect(plan(['old:python'], [name]).plan?.images.map(({ label }) => label)).toEqual(['old:python']);
  });

  test('is what [docker] says, for all, for several, or for a factor', () => {
    const ini = (docker: string): string => `${base}[docker]\n${docker}\n`;
    expect(toxTarget(ini('image = infra/trusty'), 'py27').images).toMatchObject([{ reference: 'infra/trusty' }]);
    expect(toxTarget(ini('images = a:1, b:2'), 'py27').images).toMatchObject([
      { reference: 'a:1' },
      { reference: 'b:2' },
    ]);
    expect(image(toxTarget(ini('images =\n  a:1 # the old one\n  b:2'), 'py27'))).toBe('a:1');
    const byFactor = ini('py36 = mine:36\npy26-old = mine:26\nimage = other');
    expect([image(toxTarget(byFactor, 'py36')), image(toxTarget(byFactor, 'py27'))]).toEqual(['mine:36', 'other']);
  });

  test('has the programs that its commands start and slim images lack', () => {
    const target = toxTarget(
      '[testenv]\nskip_install = true\ndeps = git+https://x/y\ncommands = make x\n  ls\n',
      'py311',
    );
    expect(target.system).toEqual([
      { name: 'git', version: null },
      { name: 'make', version: null },
    ]);
    expect(toxTarget('[docker]\nimage = x\n[testenv]\ncommands = make\n', 'py').system).toEqual([]);
  });
});

describe('the commands of an environment', () => {
  test('come in the order of tox, with its marks', () => {
    const ini =
      '[testenv]\nskip_install = true\nignore_errors = true\nignore_outcome = true\ndescription = all\nchangedir = doc dir\n' +
      'commands_pre = a\ncommands = - b\n  c "x y"\ncommands_post = d\n';
    const target = toxTarget(ini, 'py');
    expect(target.commands.map(told)).toEqual([
      "mkdir -p '/src/doc dir' && cd '/src/doc dir'",
      '… a',
      '- … b',
      '… c x y',
      '… always d',
    ]);
    expect(target).toMatchObject({ allowFailure: true, description: 'all', commandsForm: 'tox', allowEmpty: false });
    expect(target.commands[1]).toMatchObject({ place: { file: 'tox.ini', line: 7 } });
  });

  test('have the paths of the container', () => {
    const ini =
      '[testenv]\nskip_install = true\ncommands =\n  {envpython} {toxinidir}/x {posargs:{toxinidir}/tests}\n' +
      '  a {envdir} {envtmpdir} {envlogdir} {toxworkdir}/x {homedir} {envsitepackagesdir}\n';
    const target = toxTarget(ini, 'py27');
    expect(target.commands[1]).toMatchObject({
      argv: 'a /tox/py27 /tox/py27/tmp /tox/py27/log /tox/x /tox/home /tox/py27/site-packages'.split(' '),
    });
    const { plan } = makePlan(
      toxConfig({ 'tox.ini': ini }, { names: ['py27'] }),
      { ...usualOptions, environments: ['py27'] },
      {},
    );
    expect(plan?.targets[0]?.commands[0]).toMatchObject({ argv: ['/tox/py27/bin/python', '/src/x', '/src/tests'] });
  });

  test('are not in the way of an envdir in the tree', () => {
    const target = toxTarget('[testenv]\nenvdir = {toxinidir}/.venv\ncommands = {envdir}/bin/x\n', 'py');
    expect(target.commands.map(told)).toEqual(['/tox/py/bin/x']);
  });

  test('that are only {posargs} ask for a command', () => {
    const config = toxConfig({ 'tox.ini': '[testenv:venv]\nchangedir = x\ncommands = {posargs}\n' });
    const planned = (args: readonly string[]) =>
      makePlan(config, { ...usualOptions, environments: ['venv'], args }, {});
    expect(planned([]).diagnostics).toMatchObject([
      { message: 'target "venv": its commands are only {posargs}', hint: 'say what to run: dox -e venv -- COMMAND' },
    ]);
    expect(planned(['ls', 'a b']).plan?.targets[0]?.commands[1]).toMatchObject({ argv: ['ls', 'a b'] });
  });

  test('without {posargs} leave arguments out, with a warning', () => {
    const config = toxConfig({ 'tox.ini': '[testenv]\ncommands = flake8\n' }, { names: ['py'] });
    const { plan, diagnostics } = makePlan(config, { ...usualOptions, environments: ['py'], args: ['x'] }, {});
    expect(plan?.targets[0]?.commands).toMatchObject([{ argv: ['flake8'] }]);
    expect(diagnostics).toMatchObject([{ severity: 'warning', message: expect.stringContaining('no {posargs}') }]);
  });
});

describe('the variables of an environment', () => {
  test('are what tox sets and what setenv says', () => {
    expect(toxTarget('[testenv]\nsetenv = A = {toxinidir}/{envname}\n', 'py39').env).toEqual({
      A: '/src/py39',
      LANG: 'C.UTF-8',
      PATH: '/tox/py39/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
      TOX_ENV_DIR: '/tox/py39',
      TOX_ENV_NAME: 'py39',
      TOX_WORK_DIR: '/tox',
      VIRTUAL_ENV: '/tox/py39',
    });
    const { env } = toxTarget('[testenv]\nsetenv =\n  PATH = /own:{env:PATH}\n  LANG = de\n  H = {env:HOME}\n', 'py');
    expect(env).toMatchObject({ LANG: 'de', H: '/tox/home' });
    expect(env.PATH).toBe('/tox/py/bin:/own:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
  });

  test('are handed over as passenv asks, without what is of the machine', () => {
    const passed = (passenv: string, env: Readonly<Record<string, string>> = {}): readonly string[] => {
      const { targets } = toxConfig({ 'tox.ini': `[testenv]\npassenv = ${passenv}\n` }, { env, names: ['py'] });
      return targets.find(({ name }) => name === 'py')?.passEnv ?? [];
    };
    const always = ['PIP_EXTRA_INDEX_URL', 'PIP_INDEX_URL', 'PIP_TRUSTED_HOST'];
    expect(passed('OS_* CI HOME')).toEqual(['CI', 'OS_*', ...always]);
    expect(passed('*', { PATH: '/x', HOME: '/root', SHOP: 'a', LANG: 'de' })).toEqual([...always, 'SHOP']);
  });
});

describe('what cannot be resolved', () => {
  test('is told with its place when the environment is selected', () => {
    const config = toxConfig({ 'tox.ini': `${base}[testenv:bad]\nsetenv = A = {env:NO_SUCH}\n` }, { names: ['py'] });
    const planned = (name: string) => makePlan(config, { ...usualOptions, environments: [name] }, {});
    expect(planned('py').plan).not.toBeNull();
    expect(planned('bad').diagnostics).toMatchObject([{ severity: 'error', place: { file: 'tox.ini', line: 5 } }]);
    expect(obstacle(config.targets.find(({ name }) => name === 'bad') ?? toxTarget(base, 'py'))).toContain('NO_SUCH');
  });
});
