import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FailureReport } from '../../src/failures/failure.ts';
import { readLog } from './read-log.ts';

/**
 * What a recording holds, written from the project that was run (test/fixtures/runners/NAME), never from what dox said.
 * test/recordings/NAME/expected.json has one for each CASE.log.
 */
interface Expected {
  /** The failing tests, and units that are no single tests. */
  readonly ids: readonly string[];
  readonly flaky?: readonly string[];
  /** What may be named instead where the log is cut. */
  readonly whenCut?: readonly string[];
  /** False where the runner was killed. */
  readonly complete?: boolean;
  /** How many tests ran, where the runner says so. */
  readonly ran?: number;
  /** The runner that is heard instead of NAME, where the two print the same. */
  readonly speaker?: string;
  /** Runners besides NAME that speak in it. */
  readonly others?: readonly string[];
  /** A pattern that a warning matches; without it there is none. */
  readonly warning?: string;
}

const folder = new URL('../recordings/', import.meta.url);

const cases = readdirSync(folder).flatMap((runner) => {
  const file = new URL(`${runner}/expected.json`, folder);
  if (!existsSync(file)) return [];
  const all: Readonly<Record<string, Expected>> = JSON.parse(readFileSync(file, 'utf8'));
  const logs = readdirSync(new URL(`${runner}/`, folder)).filter((name) => name.endsWith('.log'));
  const unknown = logs.filter((log) => all[log.slice(0, -'.log'.length)] === undefined);
  if (unknown.length > 0)
    throw new Error(`test/recordings/${runner}/expected.json says nothing of ${unknown.join(', ')}`);
  return Object.entries(all).map(([name, expected]) => {
    return { runner, name, expected, bytes: readFileSync(new URL(`${runner}/${name}.log`, folder)) };
  });
});

/** What does not say where all of it ends, by RUNNER or RUNNER/CASE: a cut between its parts cannot be told from an end. */
const endless: Readonly<Record<string, string>> = {
  ansible: 'the recap does not say how many hosts it has, and a playbook that cannot be read has none',
  cargo: 'each test binary closes itself, and no line comes behind the last',
  go: 'each package closes itself, and no line comes behind the last',
  gtest: 'the list of suites that broke comes last, and no line before it counts them',
  'karma/mocha': 'its count may be of several browsers, so that fewer names prove nothing',
  'karma/mocha-color': 'its count may be of several browsers, so that fewer names prove nothing',
  mocha: 'the count of failures comes behind those of the others, and is not there where none failed',
  nox: 'a single session has no closing line behind it',
  'nodetest/node20-dot': 'the dot reporter ends with its list, and prints no count',
  'nodetest/node22-dot': 'the dot reporter ends with its list, and prints no count',
  'nodetest/node24-dot': 'the dot reporter ends with its list, and prints no count',
  'subunit/v1': 'the protocol has no closing line',
  'surefire/crashed': 'the module with the JVM that died comes behind one that is complete',
  tox: 'the summary of tox 3 has no closing line where something failed',
};

function ids(report: FailureReport): readonly string[] {
  return report.runners.flatMap(({ failures }) => failures.map(({ id }) => id));
}

describe.each(cases)('the recording $runner/$name', ({ runner, name, expected, bytes }) => {
  const report = readLog(bytes);

  const speaker = expected.speaker ?? runner;

  it('says what failed', () => {
    expect(report.runners.map((each) => each.runner).sort()).toEqual([speaker, ...(expected.others ?? [])].sort());
    expect([...ids(report)].sort()).toEqual([...expected.ids].sort());
    const flaky = report.runners.flatMap((each) => each.flaky.map(({ id }) => id));
    expect(flaky.sort()).toEqual([...(expected.flaky ?? [])].sort());
    const own = report.runners.find((each) => each.runner === speaker);
    expect(own?.complete).toBe(expected.complete ?? true);
    if (expected.ran !== undefined) expect(own?.counts?.ran).toBe(expected.ran);
    const warnings = own?.warnings.join('\n');
    if (expected.warning === undefined) expect(warnings).toBe('');
    else expect(warnings).toMatch(new RegExp(expected.warning));
  });

  it('says the same through the prefix of a CI system, and with CRLF', () => {
    const text = bytes.toString('latin1').replaceAll('\r', '');
    const plain = ids(readLog(Buffer.from(text, 'latin1')));
    expect(ids(readLog(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1')))).toEqual(plain);
    const prefixed = text.replaceAll(/^(?!$)/gm, '2024-07-19T13:40:28.2721322Z ');
    expect(ids(readLog(Buffer.from(prefixed, 'latin1')))).toEqual(plain);
  });

  it('gives no other failure where it is cut, and never all as if it were whole', () => {
    const hasEnd = endless[runner] === undefined && endless[`${runner}/${name}`] === undefined;
    const known = new Set([...expected.ids, ...(expected.flaky ?? []), ...(expected.whenCut ?? [])]);
    const step = Math.max(37, Math.ceil(bytes.length / 150));
    for (let end = 0; end < bytes.length; end += step) {
      const cut = readLog(bytes.subarray(0, end));
      expect(
        ids(cut).filter((id) => !known.has(id)),
        `cut at ${end}`,
      ).toEqual([]);
      const own = cut.runners.find((each) => each.runner === speaker);
      const claims = own?.complete === true && own.warnings.length === 0;
      const missing = expected.ids.filter((id) => !ids(cut).includes(id));
      if (hasEnd && claims) expect(missing, `cut at ${end}, but said to be complete`).toEqual([]);
    }
  });
});
