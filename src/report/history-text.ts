import { formatAge, formatSeconds } from '../base/duration.ts';
import type { Style } from '../base/style.ts';
import type { KnownTest } from '../history/failing-tests.ts';
import type { History } from '../history/history.ts';
import type { TestRun } from '../history/test-runs.ts';
import { plainLine, shortened } from './plain-text.ts';
import { outcomeLegend, outcomeLine, valueLine } from './sparkline.ts';

interface TextOptions {
  readonly style: Style;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** So many tests are listed, and so many runs of one; `--json` has them all. */
const listed = 40;
/** How many runs a line of the list shows as marks. */
const marked = 20;

/** What the history is made of, in a line. */
export function historyHead({ runs }: Pick<History, 'runs'>, { now }: TextOptions): string {
  const [first] = runs;
  if (first === undefined) return 'no runs yet: a run of tests adds itself\n';
  const count = new Set(runs.map(({ run }) => run)).size;
  const trees = new Set(runs.flatMap(({ tree }) => tree ?? [])).size;
  const on = trees === 0 ? '' : `, on ${plural(trees, 'tree')}`;
  return `${plural(count, 'run')} since ${formatAge((now - first.time) / 1000)} ago${on}\n`;
}

/** A line for each of several tests, in their order. */
export function testsText(tests: readonly KnownTest[], options: TextOptions): string {
  const { style, now } = options;
  if (tests.length === 0) return 'no test has failed lately\n';
  const manyTargets = new Set(tests.map(({ target }) => target)).size > 1;
  const shown = tests.slice(0, listed);
  const cells = [
    ['FAILED', 'TREES', 'LAST TIME', 'TAKES', 'LAST RUNS', 'TEST'],
    ...shown.map(({ id, target, judgement, trees, usualMs, runs }) => [
      `${judgement.failures} of ${judgement.runs}`,
      String(trees),
      judgement.lastFailed === null ? '-' : `${formatAge((now - judgement.lastFailed) / 1000)} ago`,
      usualMs === null ? '-' : formatSeconds(usualMs / 1000),
      outcomeLine(runs.slice(-marked)),
      `${manyTargets ? `${plainLine(target)}: ` : ''}${plainLine(id)}`,
    ]),
  ];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const [head = '', ...rows] = cells.map((row) =>
    row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '),
  );
  const lines = rows.flatMap((row, index) => {
    const word = shown[index] === undefined ? '' : wordOf(shown[index]);
    return word === '' ? [row] : [`${row}  ${style.yellow(word)}`];
  });
  const more = tests.length > listed ? [style.dim(`and ${tests.length - listed} more`)] : [];
  return `${[style.bold(head), ...lines, ...more, style.dim(outcomeLegend)].join('\n')}\n`;
}

function wordOf({ judgement: { verdict, flakyTrees, streak } }: KnownTest): string {
  switch (verdict) {
    case 'flaky':
      return `likely flaky (both ways on ${plural(flakyTrees, 'unchanged tree')})`;
    case 'new':
      return 'new with its tree';
    case 'steady':
      return `failed in its last ${plural(streak, 'run')}`;
    case 'unknown':
      return '';
  }
}

/** All that is known of one test: a sentence, the marks of its runs, and its last runs, a line each, the newest first. */
export function testText({ id, target, judgement, usualMs, runs }: KnownTest, { style }: TextOptions): string {
  const lately = runs.slice(-listed);
  const times = runs.flatMap(({ ms }) => ms ?? []);
  const lines = [
    `${style.bold(plainLine(id))}  ${style.dim(plainLine(target))}`,
    `  ${judgement.failures === 0 ? `passed in its last ${plural(judgement.runs, 'run')}` : judgement.sentence}`,
    `  ${outcomeLine(lately)}  ${style.dim(outcomeLegend)}`,
  ];
  if (usualMs !== null) {
    const [least, most] = [Math.min(...times), Math.max(...times)].map((ms) => formatSeconds(ms / 1000));
    const range = least === most ? least : `${least} to ${most}, usually ${formatSeconds(usualMs / 1000)}`;
    lines.push(`  ${valueLine(lately.map(({ ms }) => ms))}  ${style.dim(`takes ${range}`)}`);
  }
  lines.push(...lately.toReversed().map((run) => `  ${runLine(run, style)}`));
  if (runs.length > lately.length) lines.push(style.dim(`  and ${runs.length - lately.length} older ones`));
  return `${lines.join('\n')}\n`;
}

function runLine({ run, time, tree, outcome, ms, message, attempts }: TestRun, style: Style): string {
  const word = outcome.padEnd('skipped'.length);
  const painted =
    outcome === 'passed' ? style.green(word) : outcome === 'failed' ? style.red(word) : style.yellow(word);
  const times = attempts > 1 ? ` (${attempts} times)` : '';
  const parts = [
    localTime(time),
    painted,
    (ms === null ? '-' : formatSeconds(ms / 1000)).padStart(6),
    `tree ${shortTree(tree)}`.padEnd('tree 1234567+1234'.length),
    run,
    message === null ? times.trim() : `${shortened(plainLine(message), 80)}${times}`,
  ];
  return parts.join('  ').trimEnd();
}

/** Enough of it to tell it from others: git's seven digits, and four of what differs. */
function shortTree(tree: string | null): string {
  if (tree === null) return 'unknown';
  const [commit = '', changes] = tree.split('+');
  return changes === undefined ? commit.slice(0, 7) : `${commit.slice(0, 7)}+${changes.slice(0, 4)}`;
}

/** As the names of runs have it: the time of this machine. */
function localTime(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
