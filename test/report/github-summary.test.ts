import { Parser } from 'htmlparser2';
import { expect, test } from 'vitest';
import { githubSummary } from '../../src/report/github-summary.ts';
import type { Summary } from '../../src/report/summary.ts';
import { hostileText } from '../support/hostile.ts';
import { failedTarget, failedTest, runnerReport, summaryOf, targetResult } from '../support/results.ts';

function written(summary: Summary, room = 1024 * 1024): string {
  return githubSummary(summary, { exists: () => true, room });
}

/** The tags, and the text between them as a browser reads it. */
function html(text: string): { readonly tags: readonly string[]; readonly words: string } {
  const tags: string[] = [];
  let words = '';
  const parser = new Parser({
    onopentag: (name, attributes) => tags.push(name, ...Object.keys(attributes)),
    ontext: (part) => {
      words += part;
    },
  });
  parser.end(text);
  return { tags: [...new Set(tags)].sort(), words };
}

test('is written as documented', () => {
  const rerun = { words: ['-e', 'broken', '--', 'tests.test_a.T.test_bad'] };
  const targets = [
    targetResult(),
    failedTarget([failedTest({ excerpt: ['a', '', '    b < c'] })], { label: 'broken', rerun }),
  ];
  expect(written(summaryOf(targets))).toMatchInlineSnapshot(`
    "### dox: demo

    | target | verdict | tests | time |
    | --- | --- | --- | --- |
    | <code>unit</code> | ✅ passed |  | 2.83s |
    | <code>broken</code> | ❌ failed | 1 of 9 tests failed&#44; 1 skipped | 2.83s |

    #### <code>broken</code>

    exit code 1 from &#96;python3 &#45;m unittest&#96;

    <details><summary>FAIL <code>tests&#46;test&#95;a&#46;T&#46;test&#95;bad</code><br>AssertionError&#58; 3 &#33;&#61; 2</summary>

    <pre>
    tests/test_a.py:7
    a

        b &#60; c
    </pre>

    </details>

    <pre>
    dox -e broken -- tests.test_a.T.test_bad
    </pre>

    "
  `);
});

test('a target that passed is told of only where tests were flaky', () => {
  const flaky = { runners: [runnerReport([], [failedTest()])] };
  expect(written(summaryOf([targetResult()]))).not.toContain('####');
  expect(html(written(summaryOf([targetResult({ report: flaky })]))).words).toContain('flaky tests.test_a.T.test_bad');
});

test('says what did not run', () => {
  const text = written(summaryOf([], { selected: ['late'], problem: 'no engine' }));
  expect(html(text).words).toContain('| late | it did not run: no engine |');
});

test('keeps within its room, and says so', () => {
  const failures = Array.from({ length: 400 }, (_, index) =>
    failedTest({ id: `test_${index}`, excerpt: ['ä'.repeat(400)] }),
  );
  const summary = summaryOf([failedTarget(failures)]);
  const text = written(summary, 100_000);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(100_000);
  expect(Buffer.byteLength(text)).toBeGreaterThan(98_000);
  expect(text).toMatch(/<\/details>\n\nThe rest is left out: there is no more room here\.\n$/);
  expect(written(summary, 10)).toBe('');
  expect(written(summary, -5)).toBe('');
});

test('hostile output stays text', () => {
  const failure = failedTest({ id: hostileText, message: hostileText, excerpt: hostileText.split('\n') });
  const target = failedTarget([failure], {
    label: hostileText,
    reason: hostileText,
    hint: hostileText,
    detail: hostileText,
    rerun: { reason: hostileText },
  });
  const text = written(summaryOf([target], { project: hostileText }));
  const { tags, words } = html(text);
  expect(tags).toEqual(['br', 'code', 'details', 'pre', 'summary']);
  expect(words).toContain('<script>alert(1)</script>');
  // outside of <pre> there is no punctuation but that of the report itself
  const prose = text.replace(/\n<pre>\n[^<>]*\n<\/pre>\n/g, '').replace(/<\/?(code|details|summary|br)>|&#\d+;/g, '');
  const own =
    /^(### dox: |#### |\| target \| verdict \| tests \| time \||\| --- \| --- \| --- \| --- \||hint: |\| | \| |\d+\.\d+s)/;
  const left = prose.split('\n').flatMap(
    (line) =>
      line
        .replace(own, '')
        .replace(/ \|/g, '')
        .match(/[!-/:-@[-`{-~]/g) ?? [],
  );
  expect(left.filter((character) => character !== '.')).toEqual([]);
  expect(prose.split('\n').filter((line) => /^\s*\|/.test(line))).toHaveLength(3);
  expect(text).not.toMatch(/[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
});
