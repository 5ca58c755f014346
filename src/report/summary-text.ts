import { formatAge, formatSeconds } from '../base/duration.ts';
import { shellQuote } from '../base/shell-quote.ts';
import type { Style } from '../base/style.ts';
import type { Failure } from '../failures/failure.ts';
import { hostPlace } from '../failures/host-path.ts';
import type { ReadyImage, TargetResult, Verdict } from '../run/event.ts';
import { containerRoot } from '../run/target-folder.ts';
import { countsText } from './counts-text.ts';
import { failureLines, type HistoryNotes } from './failure-lines.ts';
import type { Summary } from './summary.ts';

interface TextOptions {
  readonly style: Style;
  /** Tells whether a path of the host exists; failures are shown with the place in the user's own tree. */
  readonly exists: (path: string) => boolean;
  /** Milliseconds since the epoch, for the images' ages. */
  readonly now: number;
  /** What the history says of the tests that failed. */
  readonly notes?: HistoryNotes;
}

/** How many failures of a target are listed; the JSON result has them all. */
const listed = 25;

/** The end of a run, for a person: a line per target, and below it what failed and what to do next. */
export function summaryText(summary: Summary, options: TextOptions): string {
  const { style } = options;
  const width = Math.max(0, ...summary.targets.map((target) => target.label.length));
  const lines = ['', style.bold('==> summary')];
  for (const target of summary.targets) {
    lines.push(...targetLines(target, width, summary, options));
  }
  const waiting = summary.selected.length - summary.targets.length;
  if (waiting > 0) lines.push(style.yellow(`  ${waiting} more did not run`));
  return `${lines.join('\n')}\n`;
}

function targetLines(target: TargetResult, width: number, summary: Summary, options: TextOptions): string[] {
  const { style } = options;
  const head = `  ${target.label.padEnd(width)}  ${painted(target, style)}`;
  const facts = [countsText(target.report), timed(target), aged(target, summary, options.now)].filter(
    (each) => each !== '',
  );
  const lines = [`${head}  ${style.dim(facts.join(', '))}`];
  const indent = (text: string): string => `      ${text}`;
  if (target.reason !== null) lines.push(indent(target.reason));
  const renewed = imageOf(target, summary)?.renewed ?? null;
  if (renewed !== null) lines.push(indent(style.dim(`image renewed: ${renewed}`)));
  if (target.detail !== null) lines.push(...target.detail.split('\n').map((line) => indent(style.dim(`| ${line}`))));
  const place = (failure: Failure): string | null =>
    hostPlace(failure, { containerRoot, hostRoot: summary.root, exists: options.exists });
  const notes = options.notes?.get(target.label) ?? new Map();
  lines.push(...failureLines(target.report, { style, place, notes, limit: listed }).map(indent));
  const doubts = target.report.runners.flatMap((runner) => runner.warnings);
  lines.push(...doubts.map((doubt) => indent(`${style.yellow('note:')} ${doubt}`)));
  lines.push(...target.tail.map((line) => indent(style.dim(`| ${line}`))));
  if (target.retryNote !== null) lines.push(indent(target.retryNote));
  if (target.hint !== null) lines.push(indent(`${style.cyan('hint:')} ${target.hint}`));
  if (target.retryMayHelp) lines.push(indent('running it again may help'));
  lines.push(...rerunLines(target, style).map(indent));
  if (target.artifacts.length > 0) lines.push(indent(`artifacts: ${folderOf(target.artifacts)}`));
  if (target.kept !== null) lines.push(...keptLines(target.kept.slice(0, 12), summary).map(indent));
  if (target.verdict !== 'passed' && target.log !== null) lines.push(indent(style.dim(`log: ${target.log}`)));
  return lines;
}

function keptLines(id: string, { engine }: Summary): string[] {
  const client = engine?.kind ?? 'docker';
  return [
    `kept: container ${id}`,
    `  look: ${client} cp ${id}:/some/path .   (or ${client} diff ${id})`,
    `  remove: ${client} rm ${id}   (or dox clean --yes)`,
  ];
}

const paint: Record<Verdict, keyof Pick<Style, 'red' | 'green' | 'yellow'>> = {
  passed: 'green',
  failed: 'red',
  'could not run': 'red',
  skipped: 'yellow',
  interrupted: 'yellow',
};

function painted(target: TargetResult, style: Style): string {
  const text = target.verdict === 'failed' && target.allowFailure ? 'failed (allowed)' : target.verdict;
  return style[target.allowFailure && target.verdict === 'failed' ? 'yellow' : paint[target.verdict]](text);
}

function timed({ seconds, verdict }: TargetResult): string {
  if (verdict === 'skipped') return '';
  const { image, start, command } = seconds;
  const split = `image ${formatSeconds(image)} + start ${formatSeconds(start)} + commands ${formatSeconds(command)}`;
  return `${formatSeconds(image + start + command)} = ${split}`;
}

function aged(target: TargetResult, summary: Summary, now: number): string {
  const created = imageOf(target, summary)?.created ?? null;
  return created === null ? '' : `image ${formatAge((now - created) / 1000)} old`;
}

function imageOf(target: TargetResult, summary: Summary): ReadyImage | undefined {
  return summary.images.find((each) => each.label === target.image);
}

function rerunLines({ rerun }: TargetResult, style: Style): string[] {
  if (rerun === null) return [];
  if ('reason' in rerun) return [`${style.cyan('no rerun line:')} ${rerun.reason}`];
  return [`${style.cyan('run again:')} dox ${rerun.words.map(shellQuote).join(' ')}`];
}

function folderOf(paths: readonly string[]): string {
  const [first = ''] = paths;
  const at = first.indexOf('/artifacts/');
  return `${first.slice(0, at + '/artifacts/'.length)} (${paths.length})`;
}
