import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runners } from '../../src/failures/runners.ts';

const folder = new URL('../recordings/', import.meta.url);
const kinds = ['passing', 'failing', 'crashed', 'coloured'] as const;
type Kind = (typeof kinds)[number];
/** Why a runner has no recording of its own, or none of some kinds. */
type Excuse = string | Partial<Record<Kind, string>>;

/** Nothing else may be missing, and none of these may be there. */
const excuses: Readonly<Record<string, Excuse>> = {
  devstack: 'a cloud cannot be set up for it',
  dotnet: 'its toolchain is in no archive of packages that recordings are made from',
  nextest: 'its binary is in no archive of packages that recordings are made from',
  scalatest: 'sbt is in no archive of packages that recordings are made from',
  swift: 'its toolchain is in no archive of packages that recordings are made from',
  xctest: 'its toolchain is in no archive of packages that recordings are made from',
  busted: { crashed: 'it prints dots alone until its end' },
  go: { coloured: 'it has no colours' },
  nose: { coloured: 'it has no colours' },
  subunit: {
    coloured: 'the protocol has no colours',
    passing: 'a stream of tests that pass is in v1 and v2 beside others',
  },
  subunit2pyunit: { coloured: 'it has no colours', passing: 'tests that pass are in all beside others' },
  tap: { coloured: 'tape, Test::More and vitest have no colours in TAP' },
  teamcity: { coloured: 'messages to TeamCity have no colours' },
  testr: { coloured: 'it has no colours' },
  testtools: { coloured: 'it has no colours' },
  unittest: { coloured: 'before Python 3.14 it has no colours' },
};

const marks: Readonly<Record<'passing' | 'crashed', RegExp>> = {
  passing: /passing/,
  crashed: /kill|crash|abort|dies|exits|interrupt/,
};

/**
 * The kinds of which a runner has recordings, null if it has no folder; that each says what it should is what
 * all-recordings.test.ts proves.
 */
function recorded(runner: string): readonly Kind[] | null {
  const here = new URL(`${runner}/`, folder);
  if (!existsSync(here)) return null;
  const files = readdirSync(here).filter((file) => file.endsWith('.log') || file.endsWith('.subunit'));
  // Those of unittest and pytest are told in recordings.test.ts: `all` is with all that fails.
  const told = new URL('expected.json', here);
  const expected = existsSync(told) ? JSON.parse(readFileSync(told, 'utf8')) : null;
  const fails = (file: string): boolean =>
    expected === null ? file.endsWith('-all.log') : (expected[file.replace(/\.log$/, '')]?.ids.length ?? 0) > 0;
  const has: Readonly<Record<Kind, (file: string) => boolean>> = {
    passing: (file) => marks.passing.test(file),
    failing: fails,
    crashed: (file) => marks.crashed.test(file),
    coloured: (file) => /\x1b\[[0-9;]*m/.test(readFileSync(new URL(file, here), 'latin1')),
  };
  return kinds.filter((kind) => files.some((file) => has[kind](file)));
}

/** What is wrong with the recordings of a runner, and with what is said of those that it has not. */
function complaints(excuse: Excuse | undefined, has: readonly Kind[] | null): readonly string[] {
  if (typeof excuse === 'string') return has === null ? [] : ['it is excused, but has recordings'];
  if (has === null) return ['it has no recordings'];
  const excused = Object.keys(excuse ?? {});
  return [
    ...kinds.filter((kind) => !has.includes(kind) && !excused.includes(kind)).map((kind) => `none is ${kind}`),
    ...has.filter((kind) => excused.includes(kind)).map((kind) => `one is ${kind}, but excused`),
  ];
}

const names = runners.map(({ name }) => name);

describe('the real runner was recorded passing, failing, crashed and coloured, or it is said why not:', () => {
  it.each(names)('%s', (name) => {
    expect(complaints(excuses[name], recorded(name))).toEqual([]);
  });

  it('and nothing is recorded or excused that is no runner', () => {
    const folders = readdirSync(folder);
    expect([...folders, ...Object.keys(excuses)].filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('a complaint comes of', () => {
  it.each<readonly [string, Excuse | undefined, readonly Kind[] | null, readonly string[]]>([
    ['a folder that is not there', undefined, null, ['it has no recordings']],
    ['a folder that is there, of a runner that is said to have none', 'no', [], ['it is excused, but has recordings']],
    ['a kind that is missing', {}, ['passing', 'failing', 'crashed'], ['none is coloured']],
    ['a kind that is there, but excused', { crashed: 'no' }, kinds, ['one is crashed, but excused']],
    [
      'an excuse of one kind for another',
      { crashed: 'no' },
      ['passing', 'failing', 'crashed'],
      ['none is coloured', 'one is crashed, but excused'],
    ],
    ['a folder that is not there, with excuses for kinds', { crashed: 'no' }, null, ['it has no recordings']],
  ])('%s', (_, excuse, has, expected) => {
    expect(complaints(excuse, has)).toEqual(expected);
  });
});
