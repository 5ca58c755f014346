import { describe, expect, test } from 'vitest';
import { makePlan } from '../../src/plan/make-plan.ts';
import type { Options } from '../../src/plan/options.ts';
import { config } from '../config/read.ts';
import { usualOptions } from '../support/options.ts';

const planned = (yaml: string, options: Partial<Options> = {}) =>
  makePlan(config(yaml), { ...usualOptions, ...options }, {});

describe('the options that choose a target again', () => {
  test.each<[string, Partial<Options>, string[]]>([
    ['image: a', {}, ['-e testing']],
    ['images: [a, b]', {}, ['-i a -e testing', '-i b -e testing']],
    ['image: a', { images: ['c'] }, ['-i c -e testing']],
    ['image: a', { where: ['-C', 'sub dir'] }, ['-C sub dir -e testing']],
  ])('%s %j', (image, options, expected) => {
    const { plan } = planned(`${image}\ncommands: [make]`, options);
    expect(plan?.targets.map(({ chosenBy }) => chosenBy.join(' '))).toEqual(expected);
  });
});

describe('commands that do nothing', () => {
  test.each(["['# later']", '"{posargs}"', '|\n  # one\n\n  # two\n'])('%s is an error', (commands) => {
    const { plan, diagnostics } = planned(`image: a\ncommands: ${commands}`);
    expect(plan).toBeNull();
    expect(diagnostics[0]?.message).toContain('its commands do nothing');
  });
  test('unless there are arguments, or that is meant', () => {
    expect(planned('image: a\ncommands: "{posargs}"', { args: ['make'] }).plan).not.toBeNull();
    expect(planned("image: a\nallow_empty: true\ncommands: ['# later']").plan).not.toBeNull();
  });
});

describe('images', () => {
  test.each([
    [
      '2024-01-15',
      'http://snapshot.debian.org/archive/debian/20240115T000000Z http://snapshot.debian.org/archive/debian-security/20240115T000000Z',
    ],
    [
      '20240115T123456Z',
      'http://snapshot.debian.org/archive/debian/20240115T123456Z http://snapshot.debian.org/archive/debian-security/20240115T123456Z',
    ],
    ['http://127.0.0.1:8080/debian', 'http://127.0.0.1:8080/debian'],
  ])('take packages of snapshot %s from %s', (snapshot, address) => {
    const { plan } = planned(`image: a\ncommands: [make]\nsnapshot: ${snapshot}\nmax_age: 7d\ncache: [pip, apt]`);
    expect(plan?.images).toMatchObject([{ snapshot: address, maxAge: 604_800, cache: ['apt', 'pip'] }]);
    expect(plan?.targets[0]?.cache).toEqual(['apt', 'pip']);
  });

  test.each([
    ['', 1],
    ['cache: pip', 2],
    ['snapshot: 2024-01-15', 2],
    ['max_age: 1d', 2],
  ])('are another where a target says %j', (line, count) => {
    const { plan } = planned(`image: a\ncommands: [x]\ntargets:\n  one:\n  two:\n    timeout: 5\n    ${line}`);
    expect(plan?.images).toHaveLength(count);
  });
});

describe('the cache registry', () => {
  const yaml = 'image: a\ncommands: [x]\ncache_registry: ghcr.io/team/dox';
  const withVariable = (value: string) => makePlan(config(yaml), usualOptions, { DOX_CACHE_REGISTRY: value });

  test('is what the file says, unless DOX_CACHE_REGISTRY says otherwise', () => {
    expect(planned(yaml).plan?.cacheRegistry).toBe('ghcr.io/team/dox');
    expect(planned('image: a\ncommands: [x]').plan?.cacheRegistry).toBeNull();
    expect(withVariable('localhost:5000/dox').plan?.cacheRegistry).toBe('localhost:5000/dox');
    expect(withVariable('').plan?.cacheRegistry).toBeNull();
  });

  test('of the variable must be one', () => {
    expect(withVariable('ghcr.io/team/dox:latest').diagnostics).toEqual([
      {
        severity: 'error',
        message: 'DOX_CACHE_REGISTRY is "ghcr.io/team/dox:latest", which is not a registry and a path without a tag',
        hint: 'such as registry.example:5000/team/dox',
      },
    ]);
  });
});

test('a word that has no place among the commands may be a slip for a command of dox', () => {
  const block = 'image: a\ncommands: |\n  make\n  make test\n';
  const { diagnostics } = planned(block, { args: ['lst'], meant: 'list' });
  expect(diagnostics[0]).toMatchObject({ severity: 'error', hint: 'did you mean the command `dox list`?' });
  expect(planned(block, { args: ['tests/a.py'] }).diagnostics[0]).not.toHaveProperty('hint');
});

test('-c without a command is nobody’s mistake in the file', () => {
  const { diagnostics } = planned('image: a\ncommands: [make]', { direct: 'command' });
  expect(diagnostics).toEqual([{ severity: 'error', message: 'target "testing": -c needs a command' }]);
});
