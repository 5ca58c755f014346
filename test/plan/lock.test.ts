import { describe, expect, test } from 'vitest';
import type { Lock, LockedImage, PlatformLock } from '../../src/config/lock.ts';
import { lockChanges } from '../../src/plan/lock-changes.ts';
import { lockDifferences, otherPackages } from '../../src/plan/lock-differences.ts';
import { gapLines, lockGaps } from '../../src/plan/lock-gaps.ts';
import { lockUpdate } from '../../src/plan/lock-update.ts';
import { atDigest, isLocked, lockedParts, lockKeys } from '../../src/plan/locked.ts';
import type { ImagePlan, Plan } from '../../src/plan/plan.ts';
import { lockChangesText } from '../../src/report/lock-changes-text.ts';
import { targetPlan } from '../support/results.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const map = (entries: Record<string, string>): ReadonlyMap<string, string> => new Map(Object.entries(entries));

function image(changes: Partial<ImagePlan> = {}): ImagePlan {
  return {
    id: 'i',
    label: 'debian:12',
    base: { kind: 'reference', reference: 'debian:12' },
    platform: null,
    system: [{ name: 'memcached', version: '1.6.*' }],
    bindep: null,
    add: [],
    prep: [],
    cache: [],
    snapshot: null,
    maxAge: null,
    rebuild: 'no',
    ...changes,
  };
}

function made(packages: Record<string, string>, others: Record<string, string> = {}): LockedImage {
  return { image: digest, date: '2026-01-31', packages: map(packages), others: map(others) };
}

function lockOf(image: ImagePlan, packages: Record<string, string>, platform = 'linux/amd64'): Lock {
  const { reference, made: key } = lockKeys(image);
  const locked: PlatformLock = {
    images: map(reference === null ? {} : { [reference]: digest }),
    prepared: new Map(key === null ? [] : [[key, made(packages)]]),
  };
  return { platforms: new Map([[platform, locked]]) };
}

function plan(images: readonly ImagePlan[], targets: Plan['targets'] = []): Plan {
  return {
    project: 'p',
    root: '/p',
    file: '/p/dox.yml',
    images,
    targets,
    cacheRegistry: null,
    pull: 'missing',
    push: false,
    failFast: false,
    retries: 0,
    failOnFlaky: false,
    keep: false,
  };
}

describe('the key of what is made', () => {
  const key = lockKeys(image()).made;

  test.each([
    ['system', { system: [{ name: 'memcached', version: '1.5.*' }] }],
    ['add', { add: ['file'] }],
    ['prep', { prep: ['true'] }],
    ['snapshot', { snapshot: 'http://archive.example/debian' }],
    ['base', { base: { kind: 'reference', reference: 'debian:13' } as const }],
  ])('is another one with another %s', (_, changes) => {
    expect(lockKeys(image(changes)).made).not.toBe(key);
  });

  test.each([
    ['age', { maxAge: 1 }],
    ['cache', { cache: ['pip'] as const }],
    ['rebuild', { rebuild: 'all' as const }],
    ['platform, which has a part of the lock for itself', { platform: 'linux/386' }],
  ])('is the same with another %s', (_, changes) => {
    expect(lockKeys(image(changes)).made).toBe(key);
  });

  test('begins with the name of the base; an image that is taken as it is has none', () => {
    expect(key).toMatch(/^debian:12 [0-9a-f]{8}$/);
    expect(lockKeys(image({ system: [] }))).toEqual({ reference: 'debian:12', curated: null, made: null });
  });
});

test.each([
  ['debian', `debian@${digest}`],
  ['debian:12', `debian@${digest}`],
  ['localhost:5000/debian', `localhost:5000/debian@${digest}`],
  ['localhost:5000/team/debian:12', `localhost:5000/team/debian@${digest}`],
])('%s at a digest', (reference, expected) => {
  expect(atDigest(reference, digest)).toBe(expected);
});

test.each([`debian@${digest}`, digest, 'a'.repeat(64)])('%s is exact, and needs no lock', (reference) => {
  const exact = image({ base: { kind: 'reference', reference }, system: [] });
  expect(isLocked(exact, lockedParts(exact, null, 'linux/amd64'))).toBe(true);
});

describe('what is installed is compared with what is locked', () => {
  const base = map({ libc6: '1', apt: '1' });
  const locked = made({ memcached: '1.6', libevent: '2' });

  test.each([
    ['all as it was locked', { libc6: '1', apt: '1', memcached: '1.6', libevent: '2' }, []],
    ['without something of the base', { libc6: '1', memcached: '1.6', libevent: '2' }, []],
    [
      'another version, one missing, one too many, one of the base changed',
      { libc6: '2', apt: '1', memcached: '1.7', more: '1' },
      [
        'libc6: locked 1, installed 2',
        'libevent: locked 2, not installed',
        'memcached: locked 1.6, installed 1.7',
        'more: not locked, installed 1',
      ],
    ],
  ])('%s', (_, installed, lines) => {
    expect(lockDifferences(base, map(installed), locked)).toEqual(lines);
  });

  test('what the steps of the image did is locked with it', () => {
    const installed = map({ libc6: '2', apt: '1', memcached: '1.6', more: '1' });
    const others = otherPackages(base, locked.packages, installed);
    expect(Object.fromEntries(others)).toEqual({ libc6: '2', libevent: 'none', more: '1' });
    expect(lockDifferences(base, installed, { ...locked, others })).toEqual([]);
    const again = map({ libc6: '1', apt: '1', memcached: '1.6', libevent: '2' });
    expect(lockDifferences(base, again, { ...locked, others })).toEqual([
      'libc6: locked 2, installed 1',
      'libevent: not locked, installed 2',
      'more: locked 1, not installed',
    ]);
  });
});

describe('what is not in the lock', () => {
  const locked = lockOf(image(), { memcached: '1.6.18-1', libevent: '2' });
  const gaps = (...images: ImagePlan[]): readonly string[] => gapLines(lockGaps(images, locked, 'linux/amd64'));

  test.each<[string, Partial<ImagePlan>, readonly string[]]>([
    ['nothing', {}, []],
    [
      'another version',
      { system: [{ name: 'memcached', version: '1.5.*' }] },
      ['memcached 1.5.* is wanted, 1.6.18-1 is locked'],
    ],
    ['another package', { system: [{ name: 'redis', version: null }] }, ['redis is wanted, and it is not locked']],
    [
      'another prep',
      { prep: ['true'] },
      ['what is asked for (`system`, `bindep`, `add`, `prep`, `snapshot`) is not what was locked'],
    ],
  ])('%s', (_, changes, reasons) => {
    expect(gaps(image(changes))).toEqual(reasons.map((reason) => `linux/amd64  debian:12: ${reason}`));
  });

  test('another image or platform', () => {
    const other = { base: { kind: 'reference', reference: 'busybox' }, label: 'busybox', system: [] } as const;
    expect(gaps(image(other))).toEqual(['linux/amd64  busybox: no digest of busybox is locked']);
    expect(gaps(image({ platform: 'linux/386' }))).toEqual([
      'linux/386  debian:12: no digest of debian:12 is locked',
      'linux/386  debian:12: what dox makes of it is not locked',
    ]);
  });
});

test('changes are told as old → new, whatever the recipe is called', () => {
  const before = lockOf(image(), { memcached: '1.6.18-1', libevent: '2' });
  const after = lockOf(image({ prep: ['true'] }), { memcached: '1.6.20-1', libsasl: '3' });
  expect(lockChangesText(lockChanges(before, after))).toBe(`linux/amd64
  libevent   2 → none  (debian:12)
  libsasl    none → 3  (debian:12)
  memcached  1.6.18-1 → 1.6.20-1  (debian:12)
`);
  expect(lockChanges(before, before)).toEqual([]);
  const moved = lockOf(image({ system: [] }), {});
  const digests = { images: map({ 'debian:12': `sha256:${'b'.repeat(64)}` }), prepared: new Map() };
  expect(lockChangesText(lockChanges(moved, { platforms: new Map([['linux/amd64', digests]]) }))).toBe(
    'linux/amd64\n  debian:12  sha256:aaaaaaaaaaaa → sha256:bbbbbbbbbbbb\n',
  );
});

describe('--update lets go', () => {
  const debian = image();
  const other = image({ id: 'o', label: 'busybox', base: { kind: 'reference', reference: 'busybox' }, system: [] });
  const both = plan(
    [debian, other],
    [
      targetPlan({ label: 'unit', target: 'unit', image: 'i' }),
      targetPlan({ label: 'small', target: 'small', image: 'o' }),
    ],
  );
  const locked: Lock = {
    platforms: new Map([
      [
        'linux/amd64',
        {
          images: map({ 'debian:12': digest, busybox: digest }),
          prepared: new Map([[lockKeys(debian).made ?? '', made({ memcached: '1.6', libevent: '2' }, { more: '1' })]]),
        },
      ],
    ]),
  };
  const kept = (update: ReturnType<typeof lockUpdate>): readonly string[] => {
    const { images, prepared } = update.kept.platforms.get('linux/amd64') ?? { images: new Map(), prepared: new Map() };
    return [...images.keys(), ...prepared.keys()].sort();
  };

  test('of all without names', () => {
    const update = lockUpdate([], both, locked);
    expect(kept(update)).toEqual([]);
    expect([...update.renewed]).toEqual(['i', 'o']);
  });

  test.each([['debian:12'], ['unit']])('of an image with all on it: %s', (name) => {
    const update = lockUpdate([name], both, locked);
    expect(kept(update)).toEqual(['busybox']);
    expect([...update.renewed]).toEqual(['i']);
    expect(update.preferred.platforms.get('linux/amd64')?.prepared.size).toBe(0);
  });

  test('of a package alone: the others are preferred as they are', () => {
    const update = lockUpdate(['memcached'], both, locked);
    expect(kept(update)).toEqual(['busybox', 'debian:12']);
    const [preferred] = update.preferred.platforms.get('linux/amd64')?.prepared.values() ?? [];
    expect(Object.fromEntries(preferred?.packages ?? [])).toEqual({ libevent: '2' });
    expect([...update.renewed]).toEqual([]);
    expect([...lockUpdate(['more'], both, locked).renewed]).toEqual(['i']);
  });

  test('of nothing that does not exist', () => {
    expect(lockUpdate(['memcache'], both, locked).diagnostics).toMatchObject([
      { message: '--update: there is nothing called "memcache"', hint: 'did you mean "memcached"?' },
    ]);
  });
});
