import { describe, expect, it } from 'vitest';
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

  it('that is below the name of a script is told by prove', () => {
    expect(read(`t/a.t .. \n${document}`)).toBeUndefined();
    expect(read(`t/a.t .. \nloading\n${document}`)).toBeUndefined();
  });

  it('that comes behind what prove said of a script is not told by prove', () => {
    const quiet = 't/a.t .. \nDubious, test returned 1 (wstat 256, 0x100)\nFailed 1/2 subtests \n';
    expect(read(quiet + document)).toMatchObject({ failures: [{ id: 'b' }] });
  });
});
