import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { initText } from './proof.ts';

const lines = (strings: TemplateStringsArray): string => {
  const text = strings.raw.join('').replace(/^\n/, '').replace(/\n *$/, '\n');
  const indent = /^ */.exec(text)?.[0] ?? '';
  return text.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
};

const tox = lines`
  [tox]
  envlist = py{39,311}-{unit,slow}, lint, osx
  skipsdist = true

  [testenv]
  description = the {envname} tests
  deps = pytest
  setenv = SHOP = 3.10
  passenv = SHOP_*
  commands = pytest -m {envname} {posargs:tests}

  [testenv:lint]
  description = style
  deps = flake8
  commands =
      flake8 --format "%(path)s: %(text)s" shop
      - rm -f report
      python setup.py testr --testr-args='{posargs}'

  [testenv:osx]
  platform = darwin
  commands = true
`;

const travis = lines`
  language: python
  python: [3.5, "3.10"]
  services: [redis, memcached]
  addons: {apt: {packages: libmemcached-dev}}
  install: pip install -r requirements.txt
  script: pytest
  after_success: coveralls
  jobs:
    allow_failures:
      - python: "3.10"
`;

const guess = {
  'pyproject.toml': '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.9"\ndependencies = ["six"]\n',
  'tests/test_shop.py': 'import pytest\n',
  Makefile: 'all:\n',
};

const golden = (name: string): string => readFileSync(join(import.meta.dirname, `golden/${name}.yml`), 'utf8');

describe('dox init writes, of', () => {
  test('a tox.ini', () => {
    expect(initText('tox', 'tox.ini', { 'tox.ini': tox })).toBe(golden('tox'));
  });

  test('a .travis.yml', () => {
    expect(initText('travis', '.travis.yml', { '.travis.yml': travis, 'requirements.txt': '' })).toBe(golden('travis'));
  });

  test('a guess', () => {
    expect(initText('guess', '', guess)).toBe(golden('guess'));
  });
});
