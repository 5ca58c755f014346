import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Circumstances, evaluateCondition } from '../../../src/config/travis/evaluate-condition.ts';
import { parseCondition } from '../../../src/config/travis/parse-condition.ts';

const about: Circumstances = {
  variables: { type: ['push', 'pull_request'], tag: [null], os: ['linux'], branch: null, fork: null, sudo: ['true'] },
  env: { FOO: 'foo-1', BAR: 'FOO', YES: 'true', EMPTY: '' },
};

function ask(text: string): boolean | null | 'unreadable' {
  const condition = parseCondition(text);
  return condition === null ? 'unreadable' : evaluateCondition(condition, about);
}

/** The language: https://docs.travis-ci.com/user/conditions-v1 and the README of travis-ci/travis-conditions. */
describe('a condition', () => {
  it.each([
    ['true', true],
    ['false', false],
    ['1 = 1', true],
    ['true != false', true],
    ['os = linux', true],
    ['os == "linux"', true],
    ['os != linux', false],
    ['os IN (osx, linux)', true],
    ['os NOT IN (osx, linux)', false],
    ['NOT os IN (osx)', true],
    ['env(FOO) = foo-1', true],
    ["'foo-1' = env('FOO')", true],
    ['env(env(BAR)) = foo-1', true],
    ['concat(foo, "-", 1) = env(FOO)', true],
    ['env(NONE) IS blank', true],
    ['env(EMPTY) IS present', false],
    ['env(FOO) IS NOT present', false],
    ['env(YES) IS true', true],
    ['env(YES) = TRUE', true],
    ['env(FOO) =~ ^foo-', true],
    ['env(FOO) ~= ^foo-', true],
    ['env(FOO) !~ /^(bar|baz)/', true],
    ['env(FOO) =~ /^(foo|bar)-[0-9]$/', true],
    ['tag IS present', false],
    ['tag IS blank', true],
    ['tag =~ ^v', false],
    ['type = cron', false],
    ['type = push', null],
    ['type IN (push, pull_request)', true],
    ['branch = master', null],
    ['branch = master AND type = cron', false],
    ['branch = master OR os = linux', true],
    ['(branch = master) || type = cron', null],
    ['!(type = cron) && os = linux', true],
    ['not (type != pull_request AND branch =~ ^pyup\\-scheduled\\-update\\-)\n', null],
    ['type = cron OR (type = push AND branch != master)', null],
    ['fork = false AND \\\n tag IS present', false],
    ['commit_message !~ /no-deploy/', null],
    ['branch =~ /(a+)+$/', null],
    ['env(FOO) =~ /(o+)+$/', null],
    ['env(FOO) =~ /(/', null],
  ])('%s: %s', (text, expected) => {
    expect(ask(text)).toBe(expected);
  });

  it.each(['', 'os =', 'os IN ()', '(os = linux', 'os = linux)', '$BRANCH = master', 'env() = 1', 'os IS new', 'a b'])(
    'that is none: %s',
    (text) => {
      expect(ask(text)).toBe('unreadable');
    },
  );

  it('is read in little time however deep it is', () => {
    expect(ask(`${'('.repeat(1500)}os = linux${')'.repeat(1500)}`)).toBe('unreadable');
    expect(ask('not '.repeat(900))).toBe('unreadable');
    expect(ask('concat('.repeat(500))).toBe('unreadable');
  });

  it('never throws', () => {
    const piece = fc.constantFrom(
      'os',
      'tag',
      'env(FOO)',
      '=',
      '!=',
      '=~',
      '(',
      ')',
      'AND',
      'or',
      'not',
      'in',
      'is',
      ',',
    );
    const text = fc.array(fc.oneof(piece, fc.string())).map((parts) => parts.join(' '));
    fc.assert(fc.property(text, (each) => [true, false, null, 'unreadable'].includes(ask(each))));
  });
});
