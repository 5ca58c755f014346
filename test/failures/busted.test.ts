import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { bustedRerun } from '../../src/failures/reruns/busted.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: Uint8Array | string) {
  return reportOf(readLog(log), 'busted');
}

const status = '0 successes / 1 failure / 1 error / 2 pending : 0.1 seconds\n';

describe('busted', () => {
  it.each(['plain', 'utf', 'coloured', 'verbose'])('tells what failed, where and why (%s)', (name) => {
    const failures = read(recording('busted', name))?.failures ?? [];
    expect(failures[0]).toMatchObject({
      message: 'spec/failing_spec.lua:2: Expected objects to be equal.',
      file: 'spec/failing_spec.lua',
      line: 2,
      outcome: 'failed',
    });
    expect(failures.at(-1)).toMatchObject({ unit: 'suite', rerunId: null, outcome: 'error' });
  });

  it('tells of a file that could not be loaded', () => {
    expect(read(recording('busted', 'broken'))?.failures).toMatchObject([
      { unit: 'module', message: "broken/syntax_spec.lua:2: <name> or '...' expected near 'end'" },
      { unit: 'module', file: 'broken/missing_spec.lua', line: 1 },
    ]);
  });

  it('says when its list is short', () => {
    expect(read(`${status}\nFailure -> a_spec.lua @ 3\na b\nno\n`)).toMatchObject({
      counts: { ran: 2, failed: 1, errors: 1, skipped: 2 },
      failures: [{ id: 'a b', message: 'no' }],
      warnings: ['busted counts 2 failures and errors, but its list has 1'],
    });
  });

  it('is quiet about what only looks like it, and quick', () => {
    expect(read('Failure -> a_spec.lua @ 3\na b\nno\nit took 3 seconds\n')).toBeUndefined();
    const took = processorTime();
    read(`${'1 success / '.repeat(50_000)} seconds\n${status}${'Failure -> x @ '.repeat(50_000)}\n`);
    expect(took()).toBeLessThan(bounded);
  });
});

describe('its rerun', () => {
  const failures = ['a (b) 50% - ü', 'c'].map((id) => makeFailure({ id, runner: 'busted' }));

  it('has a pattern for each name', () => {
    expect(bustedRerun.arguments(failures, ['spec'])).toEqual(['--filter=^a %(b%) 50%% %- ü$', '--filter=^c$']);
  });

  it('refuses beside another selection', () => {
    expect(bustedRerun.arguments(failures, ['-t', 'slow'])).toMatch(/selects tests already/);
  });
});
