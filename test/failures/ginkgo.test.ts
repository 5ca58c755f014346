import { describe, expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { ginkgoRerun } from '../../src/failures/reruns/ginkgo.ts';
import { GinkgoBlocks } from '../../src/failures/runners/ginkgo-blocks.ts';
import { readLog, recording, reportOf } from './read-log.ts';

function read(log: string | Buffer) {
  return reportOf(readLog(log), 'ginkgo');
}

/** Version 2 as reporters/default_reporter.go writes it. */
const second = `Running Suite: Books Suite - /src/books
=======================================
Random Seed: 1

Will run 3 of 3 specs
------------------------------
• [FAILED] [0.012 seconds]
Book when new [It] can be sold [slow, net]
/src/books/books_test.go:20

  [FAILED] Expected
      <int>: 1
  to equal
      <int>: 2
  In [It] at: /src/books/books_test.go:21 @ 07/19/24 13:40:28.272
------------------------------
•

Summarizing 2 Failures:
  [FAIL] Book when new [It] can be sold [slow, net]
  /src/books/books_test.go:21
  [PANICKED!] Book [BeforeEach] can be read
  /usr/lib/go/src/runtime/panic.go:113

Ran 3 of 3 Specs in 0.013 seconds
FAIL! -- 1 Passed | 2 Failed | 0 Pending | 0 Skipped
--- FAIL: TestBooks (0.01s)
FAIL
`;

describe('ginkgo', () => {
  it('reads version 2', () => {
    const report = read(second);
    expect(report).toMatchObject({
      complete: true,
      counts: { ran: 3, failed: 2, errors: 0, skipped: 0 },
      warnings: [],
    });
    expect(report?.failures).toMatchObject([
      {
        id: 'Book when new [It] can be sold [slow, net]',
        rerunId: '^Books Suite (\\[Top Level\\] )?Book when new can be sold( \\[slow, net\\])?$',
        message: 'Expected <int>: 1 to equal <int>: 2',
        file: '/src/books/books_test.go',
        line: 21,
        durationMs: 12,
      },
      { id: 'Book [BeforeEach] can be read', outcome: 'error' },
    ]);
  });

  it('is not read by go test as well', () => {
    const log = `${second}FAIL\texample.com/books\t0.1s\nFAIL\n`;
    expect(reportOf(readLog(log), 'go')?.failures).toEqual([]);
  });

  it('reads why a suite could not begin', () => {
    const list =
      'Summarizing 1 Failure:\n  [FAIL] [BeforeSuite] \n  /src/a_test.go:3\n\nRan 0 of 5 Specs in 0.001 seconds\n';
    const log = `Running Suite: A - /src\n${list}FAIL! -- A BeforeSuite node failed so all tests were skipped.\n`;
    expect(read(log)?.failures).toMatchObject([{ id: '[BeforeSuite]', unit: 'suite', rerunId: null, line: 3 }]);
  });

  it('says why else a suite failed', () => {
    const log =
      'Running Suite: A\nRan 1 of 2 Specs in 0.001 seconds\nFAIL! - Interrupted by User -- 1 Passed | 0 Failed | 0 Pending | 1 Skipped\n';
    expect(read(log)?.warnings).toEqual(['ginkgo says that the suite failed for more: Interrupted by User']);
  });

  it('tells what version 1 says of a failure', () => {
    expect(read(recording('ginkgo', 'all'))?.failures[0]).toMatchObject({ message: 'cannot read', line: 23 });
  });
});

/** A suite of version 1 in which every spec fails at the same place, in a helper, and which ends before its list. */
function killed(specs: number): string {
  const blocks = Array.from({ length: specs }, (_, at) =>
    [
      '• Failure [0.001 seconds]',
      'Books',
      '/src/books_test.go:10',
      `  number ${at + 1} [It]`,
      `  /src/books_test.go:${at + 11}`,
      '',
      `  wrong ${at + 1}`,
      '',
      '  /src/helper_test.go:5',
      '------------------------------',
    ].join('\n'),
  );
  return `Running Suite: Books\n====================\nRandom Seed: 1\n\n${blocks.join('\n')}\n`;
}

describe('ginkgo that was killed', () => {
  it('tells of each spec what it printed itself, in 100,000 lines', () => {
    const report = read(killed(9999));
    expect(report).toMatchObject({ complete: false });
    expect(report?.failures.map(({ id, message }) => [id, message])).toEqual(
      Array.from({ length: 9999 }, (_, at) => [`Books [It] number ${at + 1}`, `wrong ${at + 1}`]),
    );
    const excerpts = report?.failures.map(({ excerpt }) => excerpt.join('\n'));
    expect(excerpts?.filter((text, at) => !text.includes(`  wrong ${at + 1}\n`))).toEqual([]);
  });

  it('looks at each block a bounded number of times', () => {
    const blocks = new GinkgoBlocks();
    for (const line of killed(5000).split('\n')) if (!blocks.start(line)) blocks.add(line);
    let reads = 0;
    for (const { block } of blocks.named()) {
      const { lines } = block;
      Object.defineProperty(block, 'lines', {
        get() {
          reads += 1;
          return lines;
        },
      });
    }
    const blockOf = blocks.finder();
    const entries = blocks.named().map(({ entry }) => entry);
    expect(entries.map((each) => blockOf(each)?.excerpt.lines()[6])).toEqual(
      entries.map((_, at) => `  wrong ${at + 1}`),
    );
    expect(reads).toBeLessThanOrEqual(4 * 5000);
  });

  it('names version 2 by its own line, and with the place where it failed', () => {
    const cut = second.slice(0, second.indexOf('\nSummarizing'));
    expect(read(cut)?.failures).toMatchObject([
      { id: 'Book when new [It] can be sold [slow, net]', file: '/src/books/books_test.go', line: 21 },
    ]);
  });

  it('takes no container of version 1 for the text of a spec of version 2', () => {
    const log = killed(1).replace('Books\n/src', 'Books [Slow] shelf\n/src');
    expect(read(log)?.failures.map(({ id }) => id)).toEqual(['Books [Slow] shelf [It] number 1']);
  });

  it('takes no address in what a spec printed for its place', () => {
    const log = killed(1).replace('  wrong 1\n\n  /src/helper_test.go:5', '  dial tcp 127.0.0.1:5432');
    expect(read(log)?.failures).toMatchObject([{ file: '/src/books_test.go', line: 11 }]);
  });
});

it('ginkgo lists specs that failed at one place, each with what it printed', () => {
  const list = [1, 2, 3].map((at) => `[Fail] Books [It] number ${at} \n/src/helper_test.go:5\n\n`).join('');
  const end = 'Ran 3 of 3 Specs in 0.001 seconds\nFAIL! -- 0 Passed | 3 Failed | 0 Pending | 0 Skipped\n';
  const report = read(`${killed(3)}\nSummarizing 3 Failures:\n\n${list}${end}`);
  expect(report?.failures.map(({ message }) => message)).toEqual(['wrong 1', 'wrong 2', 'wrong 3']);
});

describe('the rerun of ginkgo', () => {
  const failures = ['^A b$', '^A c$'].map((rerunId) => makeFailure({ id: rerunId, rerunId, runner: 'ginkgo' }));

  it('is one expression', () => {
    expect(ginkgoRerun.commands(failures)).toEqual([['ginkgo', '-r', '--focus', '(^A b$)|(^A c$)']]);
    expect(ginkgoRerun.arguments(failures.slice(0, 1), ['-r', '-v', './...'])).toEqual(['--focus', '^A b$']);
    expect(ginkgoRerun.arguments(failures, ['--skip', 'x'])).toMatch(/selects tests already/);
  });
});
