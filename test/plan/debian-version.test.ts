import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseVersion,
  compareDebianVersions,
  matchesVersion,
  parseVersionSpec,
} from '../../src/plan/debian-version.ts';

const hasDpkg = spawnSync('dpkg', ['--version']).status === 0;
if (!hasDpkg) process.stderr.write('NOT TESTED: the order of versions against dpkg, which is not here\n');

/** What dpkg itself says, for many pairs at once. */
function dpkgOrder(pairs: readonly (readonly [string, string])[]): number[] {
  const tests = pairs.map(([a, b]) => {
    const is = (operator: string): string => `dpkg --compare-versions '${a}' ${operator} '${b}' 2>/dev/null`;
    return `if ${is('lt')}; then echo -1; elif ${is('gt')}; then echo 1; else echo 0; fi`;
  });
  return spawnSync('sh', { input: tests.join('\n'), encoding: 'utf8' })
    .stdout.trim()
    .split('\n')
    .map(Number);
}

const part = fc
  .array(fc.constantFrom('0', '1', '9', '10', '007', '.', '+', '~', '~~', 'a', 'Z', 'rc', 'deb12u', 'dfsg'), {
    maxLength: 5,
  })
  .map((parts) => parts.join(''));
const version = fc
  .tuple(fc.constantFrom('', '0:', '1:', '10:'), part, fc.option(part.filter((text) => text !== '')))
  .map(([epoch, upstream, revision]) => `${epoch}1${upstream}${revision === null ? '' : `-${revision}`}`);

describe('compareDebianVersions', () => {
  it.skipIf(!hasDpkg)('orders as dpkg does', () => {
    const pairs = fc.sample(fc.tuple(version, version), { numRuns: 400, seed: 12 });
    const near = pairs.map(([a], index) => [a, `${a}${['~', '0', 'a', '+', '.', '-1'][index % 6]}`] as const);
    const all = [...pairs, ...near];
    expect(all.map(([a, b]) => Math.sign(compareDebianVersions(a, b)))).toEqual(dpkgOrder(all));
  });

  it.each([
    ['1.0', '1.0-0', 0],
    ['1.0', '0:1.0', 0],
    ['1.0~rc1', '1.0', -1],
    ['1.0~~', '1.0~', -1],
    ['1.0a', '1.0+', -1],
    ['1.10', '1.9', 1],
    ['1:0.1', '9', 1],
    ['1-2-3', '1-2-4', -1],
    ['99999999999999999999999', '99999999999999999999998', 1],
  ])('%s and %s: %i', (a, b, expected) => {
    expect(Math.sign(compareDebianVersions(a, b))).toBe(expected);
    expect(Math.sign(compareDebianVersions(b, a))).toBe(expected === 0 ? 0 : -expected);
  });
});

describe('what is wanted of a version', () => {
  it.each<[string, string[], string[]]>([
    ['3.8.0-11+deb12u2', ['3.8.0-11+deb12u2', '1:3.8.0-11+deb12u2'], ['3.8.0-11', '3.8.0-11+deb12u3']],
    [
      '3.8.0',
      ['3.8.0-11+deb12u2', '3.8.0', '3.8.0+dfsg-1', '3.8.0+ds1-1'],
      ['3.8.0.1-1', '3.8.0~rc1-1', '3.8.0+really3.7-1'],
    ],
    ['=3.8.0', ['3.8.0-1'], ['3.8.1-1']],
    ['1.6.*', ['1.6.18-1', '1.6-2', '1.6+dfsg-1', '1:1.6.2'], ['1.60-1', '1.7.6.1', '1.6~rc1']],
    ['1.1.1.*', ['1.1.1w-0+deb11u8', '1.1.1-1', '1.1.1.2'], ['1.1.10-1', '1.1.1~rc1', '1.1-1']],
    ['1.6*', ['1.6.18-1', '1.60', '1.6~rc1'], ['1.7']],
    ['*', ['0', '9:9~9'], []],
    ['*deb12*', ['1.0-1+deb12u1'], ['1.0-1']],
    ['5:7.*', ['5:7.0-1'], ['7.0-1', '1:7.0-1']],
    ['>=3.0 <3.1', ['3.0.15-1~deb12u1', '3.0-1'], ['3.1.0-1', '3.1~rc1-1', '3.0~rc1-1', '2.9']],
    ['>=3.0,<3.1', ['3.0.1'], ['3.1']],
    ['>= 3.0 , < 3.1', ['3.0.1'], ['3.1']],
    ['<3.1~rc2', ['3.1~rc1-1'], ['3.1~rc2-1', '3.1']],
    ['<=3.8.0', ['3.8.0-11', '3.7'], ['3.8.1']],
    ['>3.8.0', ['3.8.1-1', '3.8.0+git1-1'], ['3.8.0-11', '3.8.0+dfsg-1']],
    ['1.6.9+dfsg', ['1.6.9+dfsg-1'], ['1.6.9-1', '1.6.9+dfsg1-1']],
    ['>3.8.0-2', ['3.8.0-11'], ['3.8.0-2', '3.8.0-1']],
    ['!=3.8.0 >=3', ['3.8.1-1'], ['3.8.0-11']],
    ['!=1.6.*', ['1.7'], ['1.6.1']],
    ['>=5:7', ['5:7.0-1'], ['7.0-1', '4:9']],
    ['>=7', ['5:7.0-1', '8'], ['5:6.9-1']],
  ])('%s', (text, matching, others) => {
    const parsed = parseVersionSpec(text);
    if (!parsed.ok) throw new Error(parsed.message);
    expect(matching.filter((each) => !matchesVersion(parsed.spec, each))).toEqual([]);
    expect(others.filter((each) => matchesVersion(parsed.spec, each))).toEqual([]);
  });

  it.each(['', '  ', '>=', '~=1.0', '^1.0', '>=1.*', 'a b', '1.0 or 2.0', '1_0', '=>1', '1.0;rm', '>1 <'])(
    '%j is none',
    (text) => {
      expect(parseVersionSpec(text)).toMatchObject({ ok: false });
    },
  );

  it('takes the newest that matches', () => {
    const parsed = parseVersionSpec('1.6.*');
    if (!parsed.ok) throw new Error(parsed.message);
    expect(chooseVersion(parsed.spec, ['1.6.9-1', '1.6.18-1', '1.7-1'])).toBe('1.6.18-1');
    expect(chooseVersion(parsed.spec, ['1.7-1'])).toBeNull();
  });
});
