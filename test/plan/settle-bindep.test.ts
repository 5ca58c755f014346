import { describe, expect, test } from 'vitest';
import { parseBindep } from '../../src/config/bindep/parse-bindep.ts';
import { narrowRules } from '../../src/config/bindep/select-rules.ts';
import { planImage } from '../../src/plan/image-plan.ts';
import { lockKeys } from '../../src/plan/locked.ts';
import type { ImagePlan } from '../../src/plan/plan.ts';
import { settleBindep } from '../../src/plan/settle-bindep.ts';

const bookworm = 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n';
const jammy = 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"\nVERSION_CODENAME=jammy\n';
const alpine = 'ID=alpine\nVERSION_ID=3.19.0\n';

function plan(text: string, system: Record<string, string | null> = {}): ImagePlan {
  const { rules, diagnostics } = parseBindep(text, 'bindep.txt');
  expect(diagnostics).toEqual([]);
  const planned = planImage(
    { kind: 'reference', reference: 'debian:12' },
    {
      platform: null,
      system: Object.entries(system).map(([name, version]) => ({ name, version })),
      bindep: { file: 'bindep.txt', profiles: ['test'], rules: narrowRules(rules, ['test']) },
      add: [],
      prep: [],
      cache: [],
      snapshot: null,
      maxAge: null,
    },
    'no',
  );
  if (!planned.ok) throw new Error(planned.message);
  return planned.image;
}

function packages(image: ImagePlan, osRelease: string | null): Record<string, string | null> {
  const settled = settleBindep(image, osRelease);
  if (!settled.ok) throw new Error(`${settled.message}: ${settled.detail}`);
  return Object.fromEntries(settled.plan.system.map(({ name, version }) => [name, version]));
}

describe('the packages', () => {
  test('are those of the distribution', () => {
    const image = plan('aa\nbb [platform:ubuntu-jammy]\ncc [platform:debian]\ndd [doc]\nee [platform:rpm]\n');
    expect(packages(image, bookworm)).toEqual({ aa: null, cc: null });
    expect(packages(image, jammy)).toEqual({ aa: null, bb: null });
  });

  test('come after those of `system`, and both conditions count', () => {
    const image = plan('memcached >=1.5\nzz >=1.0,!=1.2\nzz <2\n', { memcached: '1.6.*', other: null });
    expect(packages(image, bookworm)).toEqual({ memcached: '1.6.* >=1.5', other: null, zz: '>=1.0 !=1.2 <2' });
  });

  test('are none where every rule is about others', () => {
    expect(packages(plan('aa [platform:rpm]\nbb [platform:apk]\n'), bookworm)).toEqual({});
  });
});

describe('what cannot be installed', () => {
  test('a distribution without apt, if there is anything to install', () => {
    expect(settleBindep(plan('aa\nbb [platform:apk]\n'), alpine)).toEqual({
      ok: false,
      message: '(alpine) has no apt, and dox knows only apt so far',
      detail: 'bindep.txt:1: aa\nbindep.txt:2: bb',
    });
    expect(packages(plan('aa [platform:dpkg]\n'), alpine)).toEqual({});
  });

  test('an image that does not say what it is', () => {
    expect(settleBindep(plan('aa\n'), null)).toMatchObject({
      ok: false,
      message: expect.stringContaining('(unknown)'),
    });
  });

  test('a name that no Debian package has', () => {
    expect(settleBindep(plan('aa\ndev-libs/xx [!platform:rpm]\n'), bookworm)).toMatchObject({
      ok: false,
      detail: 'bindep.txt:2: dev-libs/xx',
    });
  });
});

describe('the lock', () => {
  const base = plan('aa\n');

  test.each([
    ['a comment', '# why\naa\n'],
    ['a rule for another package manager', 'aa\nbb [platform:rpm]\n'],
    ['a rule for another profile', 'aa\nbb [doc]\n'],
    ['another order', 'aa\naa\n'],
  ])('%s changes nothing', (_, text) => {
    expect(lockKeys(plan(text))).toEqual(lockKeys(base));
  });

  test.each([
    ['another package', 'aa\nbb\n'],
    ['a version', 'aa >=1.0\n'],
    ['another package on some Debian', 'aa\nbb [platform:debian-12]\n'],
  ])('%s is another wish', (_, text) => {
    expect(lockKeys(plan(text)).made).not.toBe(lockKeys(base).made);
  });

  test('a file without rules for these profiles is no wish at all', () => {
    expect(plan('aa [doc]\n').bindep).toBeNull();
    expect(lockKeys(plan('aa [doc]\n')).made).toBeNull();
  });
});
