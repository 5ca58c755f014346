import { describe, expect, it, vi } from 'vitest';
import { createFailureReader } from '../../src/failures/reader.ts';
import { tap } from '../../src/failures/runners/tap.ts';
import { TapRun } from '../../src/failures/runners/tap-run.ts';
import { readLog, reportOf } from './read-log.ts';

function read(log: string) {
  return reportOf(readLog(log), 'tap');
}

describe('a TAP document', () => {
  const document = 'TAP version 13\n1..2\nok 1 - a\nnot ok 2 - b\n';

  it.each(['Compiling ..', 'Starting the server ...', 'Resolving packages .....'])(
    'stands below `%s` as well',
    (line) => {
      for (const end of ['', ' ']) {
        const report = read(`${line}${end}\n${document}`);
        expect(report, end).toMatchObject({ complete: true, failures: [{ id: 'b' }] });
      }
    },
  );

  it('may have 100,000 tests, each named by its own name where no other has that', () => {
    const reader = createFailureReader([tap]);
    const inner = (suite: string, names: readonly string[]): string =>
      [
        `not ok ${suite} - ${suite}.test.ts {`,
        ...names.map((name, at) => `    not ok ${at + 1} - ${name}`),
        `    1..${names.length}`,
        '}',
      ].join('\n');
    const many = Array.from({ length: 99_997 }, (_, at) => `test ${at}`);
    reader.push(
      'stdout',
      Buffer.from(`TAP version 13\n1..2\n${inner('1', ['a', 'b'])}\n${inner('2', ['b', ...many])}\n`),
    );
    const [report] = reader.end().runners;
    expect(report?.counts).toEqual({ ran: 100_000, failed: 100_000, errors: 0, skipped: 0 });
    const ids = report?.failures.map(({ id }) => id);
    expect(ids?.slice(0, 5)).toEqual(['a', '1.test.ts > b', '2.test.ts > b', 'test 0', 'test 1']);
    expect(ids).toHaveLength(10_000);
  });

  it('is not searched once more for each of its names', () => {
    const names = 5000;
    const run = new TapRun();
    for (const line of ['TAP version 13', '1..1', 'not ok 1 - a.test.ts {']) run.line(line);
    for (let at = 1; at <= names; at += 1) run.line(`    not ok ${at} - test ${at}`);
    run.line('}');
    const searches = [vi.spyOn(Array.prototype, 'indexOf'), vi.spyOn(Array.prototype, 'lastIndexOf')];
    const { failures } = run.result('tap');
    const searched = searches.flatMap(({ mock }) =>
      mock.contexts.map((list) => (Array.isArray(list) ? list.length : 0)),
    );
    vi.restoreAllMocks();
    expect(failures).toHaveLength(names);
    expect(searched.reduce((sum, length) => sum + length, 0)).toBeLessThanOrEqual(10 * names);
  });

  it('that is below the name of a script is told by prove', () => {
    expect(read(`t/a.t .. \n${document}`)).toBeUndefined();
    expect(read(`t/a.t .. \nloading\n${document}`)).toBeUndefined();
  });

  it('that comes behind what prove said of a script is not told by prove', () => {
    const quiet = 't/a.t .. \nDubious, test returned 1 (wstat 256, 0x100)\nFailed 1/2 subtests \n';
    expect(read(quiet + document)).toMatchObject({ failures: [{ id: 'b' }] });
  });
});
