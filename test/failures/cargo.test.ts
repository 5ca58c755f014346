import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { createFailureReader } from '../../src/failures/reader.ts';
import { cargoRerun } from '../../src/failures/reruns/cargo.ts';
import { readHint, readTarget } from '../../src/failures/runners/cargo-target.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Buffer) {
  return reportOf(readLog(log), 'cargo');
}

function block(name: string): string {
  const panic = `thread '${name}' panicked at 'oops', src/a.rs:3:4\n`;
  const closing = 'test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n\n';
  return `\nrunning 1 test\ntest ${name} ... FAILED\n\nfailures:\n\n---- ${name} stdout ----\n${panic}\n\nfailures:\n    ${name}\n\n${closing}`;
}

const hash = '0123456789abcdef';

describe('cargo test', () => {
  it.each([
    [`     Running unittests src/lib.rs (target/debug/deps/demo-${hash})`, { package: 'demo', kind: 'lib' }],
    [`     Running unittests src/main.rs (target/debug/deps/demo-${hash})`, { package: 'demo', kind: 'bin:demo' }],
    [`     Running tests/integ.rs (target/debug/deps/integ-${hash})`, { package: null, kind: 'test:integ' }],
    [`     Running unittests (target/debug/deps/demo-${hash})`, { package: 'demo', kind: null }],
    [`     Running target/debug/deps/demo-${hash}`, { package: null, kind: null }],
    ['   Doc-tests demo', { package: 'demo', kind: 'doc' }],
  ])('reads %s', (line, expected) => {
    expect(readTarget(line)).toEqual(expected);
  });

  it.each([
    ['error: test failed, to rerun pass `-p alpha --test integ`', { package: 'alpha', kind: 'test:integ' }],
    ["error: test failed, to rerun pass '--lib'", { package: null, kind: 'lib' }],
    ['error: doctest failed, to rerun pass `--doc`', { package: null, kind: 'doc' }],
  ])('reads %s', (line, expected) => {
    expect(readHint(line)).toEqual(expected);
  });

  it('knows the packages of a workspace', () => {
    const log = ['alpha', 'beta']
      .map(
        (name) =>
          `     Running tests/it.rs (target/debug/deps/it-${hash})\n${block('t')}error: test failed, to rerun pass \`-p ${name} --test it\`\n`,
      )
      .join('');
    expect(read(`${log}error: 2 targets failed:\n`)?.failures).toMatchObject([
      { id: 'alpha test:it t', rerunId: '-p alpha --test it -- t', message: 'oops', file: 'src/a.rs', line: 3 },
      { id: 'beta test:it t' },
    ]);
  });

  it('puts two streams together', () => {
    const reader = createFailureReader();
    reader.push('stderr', Buffer.from(`     Running unittests src/lib.rs (target/debug/deps/demo-${hash})\n`));
    reader.push('stderr', Buffer.from(`     Running tests/it.rs (target/debug/deps/it-${hash})\n`));
    reader.push('stdout', Buffer.from(block('one') + block('two')));
    const ids = reader.end().runners.flatMap(({ failures }) => failures.map(({ id }) => id));
    expect(ids).toEqual(['demo lib one', 'demo test:it two']);
  });

  it('leaves what nextest shows to nextest', () => {
    const log = `    Starting 1 test across 1 binary\n--- STDOUT:  demo t ---\n${block('t')}`;
    expect(read(log)).toBeUndefined();
  });

  it('believes the list at the end, not what a test printed', () => {
    expect(read(recording('cargo', 'nocapture'))?.failures.map(({ id }) => id)).not.toContain('demo lib tests::forged');
  });

  it('stays fast where lines are hostile', () => {
    const took = processorTime();
    read(
      `running 5 tests\n${`test ${'a ... '.repeat(20_000)}FAILED\n`.repeat(20)}thread '${"' panicked at ".repeat(50_000)}\n`,
    );
    expect(took()).toBeLessThan(bounded);
  });
});

describe('the rerun of cargo', () => {
  const failure = (rerunId: string) => makeFailure({ id: rerunId, rerunId, runner: 'cargo' });

  it('has one command for each target', () => {
    const failures = [
      '--lib -- a::b',
      '--lib -- a::c',
      '-p x --test it -- t',
      '--doc -- src/lib.rs - add (line 1)',
      '--test custom',
    ];
    expect(cargoRerun.commands(failures.map(failure))).toEqual([
      ['cargo', 'test', '--lib', '--', '--exact', 'a::b', 'a::c'],
      ['cargo', 'test', '-p', 'x', '--test', 'it', '--', '--exact', 't'],
      ['cargo', 'test', '--doc', '--', 'add'],
      ['cargo', 'test', '--test', 'custom'],
    ]);
  });

  it('refuses what cannot be selected', () => {
    expect(cargoRerun.commands([failure('--doc -- README.md - (line 3)')])).toMatch(/cannot select/);
    expect(cargoRerun.arguments([failure('--lib -- a')], ['--workspace'])).toMatch(/selects tests already/);
    expect(cargoRerun.arguments([failure('--lib -- a')], ['-q'])).toEqual(['--lib', '--', '--exact', 'a']);
  });
});
