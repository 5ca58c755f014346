import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runners } from '../../src/failures/runners.ts';

const folder = new URL('../recordings/', import.meta.url);
const kinds = ['passing', 'failing', 'crashed', 'coloured'] as const;
type Kind = (typeof kinds)[number];

/** Why a runner has no recording of its own, or none of a kind: nothing else may be missing. */
const missing: Readonly<Record<string, string | Partial<Record<Kind, string>>>> = {
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

const names: Readonly<Record<'passing' | 'crashed', RegExp>> = {
  passing: /passing/,
  crashed: /kill|crash|abort|dies|exits|interrupt/,
};

/** The kinds of which a runner has recordings; that each says what it should is what all-recordings.test.ts proves. */
function recorded(runner: string): readonly Kind[] {
  const here = new URL(`${runner}/`, folder);
  const files = readdirSync(here).filter((file) => file.endsWith('.log') || file.endsWith('.subunit'));
  // Those of unittest and pytest are told in recordings.test.ts: `all` is with all that fails.
  const told = new URL('expected.json', here);
  const expected = existsSync(told) ? JSON.parse(readFileSync(told, 'utf8')) : null;
  const fails = (file: string): boolean =>
    expected === null ? file.endsWith('-all.log') : (expected[file.replace(/\.log$/, '')]?.ids.length ?? 0) > 0;
  const has: Readonly<Record<Kind, (file: string) => boolean>> = {
    passing: (file) => names.passing.test(file),
    failing: fails,
    crashed: (file) => names.crashed.test(file),
    coloured: (file) => /\x1b\[[0-9;]*m/.test(readFileSync(new URL(file, here), 'latin1')),
  };
  return kinds.filter((kind) => files.some((file) => has[kind](file)));
}

describe('the real runner was recorded passing, failing, crashed and coloured', () => {
  it.each(runners.map(({ name }) => name).filter((name) => typeof missing[name] !== 'string'))('%s', (name) => {
    const without = missing[name];
    const excused = Object.keys(typeof without === 'string' ? {} : (without ?? {}));
    expect([...recorded(name), ...excused].sort()).toEqual([...kinds].sort());
  });
});
