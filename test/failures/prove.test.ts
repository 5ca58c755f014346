import { describe, expect, it } from 'vitest';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Buffer) {
  return reportOf(readLog(log), 'prove');
}

describe('prove that was killed', () => {
  it.each(['killed', 'killed-quiet'])(
    'names the script that had ended and the one that ran, both failed: %s',
    (name) => {
      expect(read(recording('prove', name))).toMatchObject({
        complete: false,
        failures: [
          { id: 'endless/a.t', outcome: 'failed', message: "Failed test 'wrong'", line: 3 },
          { id: 'endless/endless.t', outcome: 'failed', message: "Failed test 'not fine'", line: 3 },
        ],
      });
    },
  );

  const shown = 't/a.t .. \n1..3\nok 1 - fine\n';

  it('names the script whose tests it showed, if one of them failed', () => {
    const report = read(`${shown}not ok 2 - wrong\n`);
    expect(report).toMatchObject({ complete: false, failures: [{ id: 't/a.t', outcome: 'failed', unit: 'module' }] });
    expect(readLog(`${shown}not ok 2 - wrong\n`).runners.map(({ runner }) => runner)).toEqual(['prove']);
  });

  it('names no script of which no test failed so far', () => {
    expect(read(shown)?.failures ?? []).toEqual([]);
    expect(read(`${shown}not ok 2 - later # TODO soon\n    not ok 1 - inner\n`)?.failures ?? []).toEqual([]);
    expect(read(`${shown}ok 2\nok 3\nok\nt/b.t .. \n1..1\n`)?.failures ?? []).toEqual([]);
  });

  it('tells a script that died with no test failed from one whose tests failed', () => {
    const died = 't/a.t .. \nDubious, test returned 255 (wstat 65280, 0xff00)\nAll 1 subtests passed \n';
    const planned = 't/b.t .. \nFailed 1/2 subtests \n';
    const unplanned = 't/c.t .. \nAll 1 subtests passed \n';
    expect(read(died + planned + unplanned)?.failures).toMatchObject([
      { id: 't/a.t', outcome: 'error' },
      { id: 't/b.t', outcome: 'failed' },
      { id: 't/c.t', outcome: 'error' },
    ]);
  });

  it('knows a script by its name where the time is before it', () => {
    const log = '[12:34:56] t/a.t .. \nFailed 1/2 subtests \n';
    expect(read(log)?.failures.map(({ id }) => id)).toEqual(['t/a.t']);
  });
});
