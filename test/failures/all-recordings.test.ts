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

function ids(report: FailureReport): readonly string[] {
  return report.runners.flatMap(({ failures }) => failures.map(({ id }) => id));
}

describe.each(cases)('the recording $runner/$name', ({ runner, expected, bytes }) => {
  const report = readLog(bytes);

  it('says what failed', () => {
    expect(report.runners.map((each) => each.runner).sort()).toEqual([runner, ...(expected.others ?? [])].sort());
    expect([...ids(report)].sort()).toEqual([...expected.ids].sort());
    const flaky = report.runners.flatMap((each) => each.flaky.map(({ id }) => id));
    expect(flaky.sort()).toEqual([...(expected.flaky ?? [])].sort());
    const own = report.runners.find((each) => each.runner === runner);
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

  it('gives no other failure where it is cut', () => {
    const known = new Set([...expected.ids, ...(expected.flaky ?? []), ...(expected.whenCut ?? [])]);
    const step = Math.max(37, Math.ceil(bytes.length / 150));
    for (let end = 0; end < bytes.length; end += step) {
      const wrong = ids(readLog(bytes.subarray(0, end))).filter((id) => !known.has(id));
      expect(wrong, `cut at ${end}`).toEqual([]);
    }
  });
});
