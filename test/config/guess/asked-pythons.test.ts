import { describe, expect, test } from 'vitest';
import type { Target } from '../../../src/config/config.ts';
import { makePlan } from '../../../src/plan/make-plan.ts';
import { usualOptions } from '../../support/options.ts';
import { type Files, guessed, shown } from './guessed.ts';

const project: Files = {
  'setup.py': '',
  'requirements.txt': 'six\n',
  'tests/__init__.py': '',
  'tests/test_x.py': 'import unittest\n',
};

function named(files: Files, name: string): Target | undefined {
  return guessed(files, [name]).targets.find((target) => target.name === name);
}

function imageOf(target: Target | undefined): string | undefined {
  const [image] = target?.images ?? [];
  return image?.kind === 'reference' ? image.reference : image?.kind;
}

describe('a Python that is asked for by name in a guessed Python project', () => {
  // the images of README's table, and of docker's official ones
  test.each([
    ['py27', 'dox/python:2.7', 'python -m unittest {posargs:discover}'],
    ['py3', 'dox/python:3.11', 'python3 -m unittest {posargs:discover}'],
    ['py', 'dox/python:3.11', 'python3 -m unittest {posargs:discover}'],
    ['py39', 'dox/python:3.9', 'python3.9 -m unittest {posargs:discover}'],
    ['py310', 'python:3.10-slim', 'python3.10 -m unittest {posargs:discover}'],
    ['3.13', 'dox/python:3.13', 'python3.13 -m unittest {posargs:discover}'],
    ['pypy3', 'pypy:3-slim', 'pypy3 -m unittest {posargs:discover}'],
  ])('%s runs on %s', (name, image, command) => {
    const target = named(project, name);
    const last = target?.commands.at(-1);
    expect([imageOf(target), last?.kind === 'script' && last.text]).toEqual([image, command]);
  });

  test('its target is there beside the usual one, which alone runs by itself', () => {
    const { targets, defaults } = guessed(project, ['py27', 'py311']);
    expect([targets.map(({ name }) => name), defaults]).toEqual([['test', 'py27', 'py311'], ['test']]);
  });

  test('the dependencies of a Python 2 are in a virtualenv, which has a pip', () => {
    const two = named(project, 'py27');
    expect(two === undefined ? null : shown(two)).toMatchObject({
      prep: [
        'command -v virtualenv >/dev/null || pip install virtualenv',
        'virtualenv -q -p python2.7 /opt/python2.7',
        '. /opt/python2.7/bin/activate',
        'pip install -r requirements.txt',
        'chmod -R a+rwX /opt/python2.7',
      ],
      env: { VIRTUAL_ENV: '/opt/python2.7', PATH: expect.stringMatching(/^\/opt\/python2\.7\/bin:/) },
      cache: 'pip',
    });
  });

  test('what must be installed in the run is installed by that Python', () => {
    const scripts = {
      ...project,
      'pyproject.toml': '[project]\nname = "shop"\n[project.scripts]\nshop = "shop:main"\n',
    };
    expect(named(scripts, 'pypy3')?.commands).toContainEqual({
      kind: 'script',
      text: 'pypy3 -m pip install --user --no-deps --editable .',
    });
  });

  test('[docker] of a tox.ini that is for nothing else names the image', () => {
    const files = { ...project, 'tox.ini': '[docker]\npy36 = mine/python:3.6\n' };
    expect([imageOf(named(files, 'py36')), imageOf(named(files, 'py39'))]).toEqual([
      'mine/python:3.6',
      'dox/python:3.9',
    ]);
    const all = { ...project, 'tox.ini': '[docker]\nimages = one, two\n' };
    expect(named(all, 'py39')?.images.map((image) => image.kind === 'reference' && image.reference)).toEqual([
      'one',
      'two',
    ]);
  });

  test('it wins over a Dockerfile, which is the image of what names none', () => {
    const files = { ...project, Dockerfile: 'FROM scratch\n' };
    expect([imageOf(named(files, 'py39')), imageOf(guessed(files).targets[0])]).toEqual(['dox/python:3.9', 'build']);
  });

  test('a Python that has no image says so, and -i helps', () => {
    const config = guessed(project, ['py26']);
    const planned = (images: readonly string[]) =>
      makePlan(config, { ...usualOptions, environments: ['py26'], images }, {});
    expect(planned([]).diagnostics).toEqual([
      {
        severity: 'error',
        message: 'target "py26": there is no image with py26 that dox knows of',
        hint: 'name one with -i, or in tox.ini, in a section [docker]: `py26 = IMAGE`',
      },
    ]);
    expect(planned(['mine/python:2.6']).plan?.targets.map(({ label }) => label)).toEqual(['py26']);
  });

  test("a Makefile's tests run in that Python's image too", () => {
    const files = { 'requirements.txt': 'six\n', Makefile: 'test:\n\ttrue\n' };
    const target = named(files, 'py39');
    expect([imageOf(target), target?.commands.map((each) => each.kind === 'script' && each.text)]).toEqual([
      'dox/python:3.9',
      ['make test'],
    ]);
  });

  test('the note says what runs', () => {
    expect(guessed(project, ['py39']).notes[0]).toMatch(
      /guessed: `python3.9 -m unittest discover` on dox\/python:3.9, for setup.py/,
    );
  });

  test.each(['py27-django', 'pyx', 'test', 'jest'])('%s is no Python', (name) => {
    expect(guessed(project, [name]).targets.map((target) => target.name)).toEqual(['test']);
  });

  test('a project of another language has none', () => {
    const { targets } = guessed({ 'package.json': '{"scripts": {"test": "mocha"}}' }, ['py27']);
    expect(targets.map(({ name }) => name)).toEqual(['test']);
  });
});
