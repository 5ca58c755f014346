import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { rspecRerun } from '../../src/failures/reruns/rspec.ts';
import { readListed, readTotals } from '../../src/failures/runners/rspec-listed.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: Uint8Array | string) {
  return reportOf(readLog(log), 'rspec');
}

describe("a line of RSpec's list", () => {
  it.each([
    ['rspec ./spec/a_spec.rb:24 # Users log in', './spec/a_spec.rb:24', 'Users log in'],
    ['rspec ./spec/a_spec.rb[1:3:2] # a [b]:7 # c', './spec/a_spec.rb[1:3:2]', 'a [b]:7 # c'],
    ["rspec './spec/a_spec.rb[1:3:2]' # it's", './spec/a_spec.rb[1:3:2]', "it's"],
    ['rspec ./spec/a file.rb:3 # A', './spec/a file.rb:3', 'A'],
    ['rspec ./spec/a_spec.rb:3 # ', './spec/a_spec.rb:3', ''],
    ['rspec ./spec/a_spec.rb:3', './spec/a_spec.rb:3', ''],
  ])('%s', (text, id, title) => {
    expect(readListed(text)).toEqual({ id, title });
  });

  it.each(['two lines', 'rspec --help', 'rspec ', 'rspec :3 # x'])('%s is none', (text) => {
    expect(readListed(text)).toBeNull();
  });
});

describe('RSpec', () => {
  it('tells what failed, where and why', () => {
    const failures = read(recording('rspec', 'progress'))?.failures ?? [];
    const of = (id: string) => failures.find((failure) => failure.id === id);
    expect(of('./spec/failing_spec.rb:2')).toMatchObject({
      message: 'expected: 3, got: 2',
      file: './spec/failing_spec.rb',
      line: 2,
    });
    expect(of('./spec/failing_spec.rb:4')?.message).toBe('RuntimeError: first line');
    expect(of('./spec/failing_spec.rb:14')).toMatchObject({ message: 'expected: [1, 2], got: [1, 2, 3]', line: 15 });
    expect(of('./spec/failing_spec.rb:20')?.message).toBe('Got 2 failures:');
    expect(of('./spec/failing_spec.rb:34')?.message).toMatch(/^Expected pending 'was broken' to fail/);
    expect(of('./spec/failing_spec.rb:8')?.excerpt.slice(0, 2)).toEqual(['  3) Names has', 'two lines']);
  });

  it('tells how often it has tried', () => {
    const report = read(recording('rspec', 'flaky'));
    expect(report?.flaky).toMatchObject([{ message: 'expected: 3', attempt: 2 }]);
    expect(report?.failures).toMatchObject([{ attempt: 2 }]);
  });

  it('counts without what is pending', () => {
    expect(readTotals('12 examples, 8 failures, 2 pending, 1 error occurred outside of examples')).toEqual({
      ran: 10,
      failed: 8,
      errors: 1,
      skipped: 2,
    });
    expect(readTotals('1 example, 0 failures')).toMatchObject({ ran: 1 });
    expect(readTotals('5 tests, 2 failures')).toBeNull();
  });

  it('has the failures of all of its runs, and one that was cut is not complete', () => {
    const run = (line: number) => {
      return `\nFinished in 1 second\n2 examples, 1 failure\n\nFailed examples:\n\nrspec ./a_spec.rb:${line} # a\n\n`;
    };
    expect(read(run(1) + run(2))).toMatchObject({ complete: true, counts: { ran: 4, failed: 2 }, warnings: [] });
    const cut = read('Failed examples:\n\nrspec ./a_spec.rb:1 # a\n');
    expect(cut).toMatchObject({ complete: false, failures: [{ id: './a_spec.rb:1' }] });
  });

  it('says when its list is short', () => {
    const log = 'Finished in 1 second\n2 examples, 2 failures\n\nFailed examples:\n\nrspec ./a_spec.rb:1 # a\n';
    expect(read(log)?.warnings).toEqual(['rspec counts 2 failures, but its list has 1']);
  });

  it('is quiet about what only looks like it, and quick', () => {
    expect(read('Failures:\nnothing\nFailed examples:\n\nnone\n')).toBeUndefined();
    const took = processorTime();
    read(`Failures:\n\n${'  1) x\n'.repeat(20_000)}An error occurred while loading ${'.'.repeat(100_000)}\n`);
    expect(took()).toBeLessThan(bounded);
  });
});

describe('its rerun', () => {
  const failures = ['./spec/a b_spec.rb:1', './spec/c_spec.rb[1:2]'].map((id) => makeFailure({ id, runner: 'rspec' }));

  it('names the places', () => {
    expect(rspecRerun.arguments(failures, ['-f', 'd'])).toEqual(['./spec/a b_spec.rb:1', './spec/c_spec.rb[1:2]']);
    expect(rspecRerun.commands(failures)).toEqual([['rspec', './spec/a b_spec.rb:1', './spec/c_spec.rb[1:2]']]);
  });

  it.each(['spec/models', '--tag', '-e'])('refuses beside %s', (word) => {
    expect(rspecRerun.arguments(failures, [word])).toMatch(/selects tests already/);
  });
});
