import { formatSeconds } from '../base/duration.ts';
import { shellQuote } from '../base/shell-quote.ts';
import type { TargetResult } from '../run/event.ts';
import { countsText } from './counts-text.ts';
import { notReached, whyNotReached } from './junit.ts';
import { isTolerated, type KnownTest, knownTests, placeInTree, type Tree } from './known-tests.ts';
import { plainLine, plainText, shortened } from './plain-text.ts';
import type { Summary } from './summary.ts';

interface SummaryOptions {
  readonly exists: Tree['exists'];
  /** How many bytes there is room for: GitHub takes 1 MiB per step, or nothing of it. */
  readonly room: number;
}

const leftOut = '\nThe rest is left out: there is no more room here.\n';

/**
 * The step summary of GitHub Actions, in Markdown: a table of the verdicts, then what failed with its message and how
 * to run it again. It is cut between its parts where it would become too long.
 */
export function githubSummary(summary: Summary, { exists, room }: SummaryOptions): string {
  const tree = { root: summary.root, exists };
  const parts = [
    `### dox: ${escaped(summary.project)}\n\n| target | verdict | tests | time |\n| --- | --- | --- | --- |\n`,
    ...summary.targets.map(row),
    ...notReached(summary).map((label) => `| ${code(label)} | ${escaped(whyNotReached(summary))} | | |\n`),
    ...summary.targets.flatMap((target) => section(target, tree)),
    '\n',
  ];
  return parts.reduce<{ readonly text: string; readonly bytes: number; readonly full: boolean }>(
    (sum, part) => {
      if (sum.full) return sum;
      const bytes = sum.bytes + Buffer.byteLength(part);
      if (bytes + leftOut.length <= room) return { text: sum.text + part, bytes, full: false };
      return { text: sum.bytes + leftOut.length <= room ? sum.text + leftOut : sum.text, bytes, full: true };
    },
    { text: '', bytes: 0, full: false },
  ).text;
}

const marks: Readonly<Record<TargetResult['verdict'], string>> = {
  passed: '✅',
  failed: '❌',
  'could not run': '❗',
  skipped: '⏭️',
  interrupted: '⏹️',
};

function row(target: TargetResult): string {
  const { image, start, command } = target.seconds;
  const verdict = isTolerated(target) ? '⚠️ failed (allowed)' : `${marks[target.verdict]} ${target.verdict}`;
  const time = target.verdict === 'skipped' ? '' : formatSeconds(image + start + command);
  return `| ${code(target.label)} | ${verdict} | ${escaped(countsText(target.report))} | ${time} |\n`;
}

/** Nothing of a target that passed without a hitch. */
function section(target: TargetResult, tree: Tree): string[] {
  const tests = knownTests(target);
  if (target.verdict === 'passed' && tests.length === 0) return [];
  const { reason, retryNote, hint, detail, tail, rerun } = target;
  const parts = [`\n#### ${code(target.label)}\n${reason === null ? '' : `\n${escaped(reason)}\n`}`];
  if (detail !== null || tail.length > 0) parts.push(block(detail ?? tail.join('\n')));
  parts.push(...tests.map((test) => details(test, tree)));
  if (retryNote !== null) parts.push(`\n${escaped(retryNote)}\n`);
  if (hint !== null) parts.push(`\nhint: ${escaped(hint)}\n`);
  if (rerun !== null) {
    parts.push(
      'words' in rerun ? block(`dox ${rerun.words.map(shellQuote).join(' ')}`) : `\n${escaped(rerun.reason)}\n`,
    );
  }
  return parts;
}

function details({ id, outcome, tries }: KnownTest, tree: Tree): string {
  const failures = tries.flat();
  const message = failures.find((failure) => failure.message !== null)?.message ?? '';
  const name = outcome === 'flaky' ? 'flaky' : outcome === 'error' ? 'ERROR' : 'FAIL';
  const texts = failures.map((failure) => {
    const place = placeInTree(failure, tree);
    const lines = failure.excerpt.length > 0 ? failure.excerpt : [failure.message ?? ''];
    return [...(place === null ? [] : [place]), ...lines].join('\n');
  });
  const title = `${name} ${code(id)}${message === '' ? '' : `<br>${escaped(message)}`}`;
  return `\n<details><summary>${title}</summary>\n${block(texts.join('\n\n'))}\n</details>\n`;
}

/** An HTML block that only its own end tag ends, blank lines or not. */
function block(text: string): string {
  return `\n<pre>\n${entities(plainText(text), /[&<>"']/g)}\n</pre>\n`;
}

function code(text: string): string {
  return `<code>${escaped(text)}</code>`;
}

/** One line in which neither Markdown, HTML nor a table's bar means anything: all punctuation as references. */
function escaped(text: string): string {
  return entities(shortened(plainLine(text), 1000), /[!-/:-@[-`{-~]/g);
}

function entities(text: string, wanted: RegExp): string {
  return text.replace(wanted, (character) => `&#${character.charCodeAt(0)};`);
}
