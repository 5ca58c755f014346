import { shellQuote } from '../base/shell-quote.ts';
import type { Style } from '../base/style.ts';
import type { Failure, FailureReport, RunnerReport } from '../failures/failure.ts';
import { hostPlace } from '../failures/host-path.ts';
import { rerunCommands } from '../failures/rerun-commands.ts';
import { containerRoot } from '../run/target-folder.ts';
import { countsText } from './counts-text.ts';
import { failureLines } from './failure-lines.ts';
import { tellingRunners } from './telling-runners.ts';

/** How many failures are shown; `--json` has them all. */
const listed = 100;

interface TextOptions {
  readonly style: Style;
  /** The folder that the log may be of. */
  readonly cwd: string;
  /** Tells whether there is such a path. */
  readonly exists: (path: string) => boolean;
}

/** What a log says, for a person: a section per runner that spoke in it, and how to run its failures again. */
export function reportText({ runners }: FailureReport, options: TextOptions): string {
  if (runners.length === 0) return 'no output of a test runner that dox knows\n';
  return `${tellingRunners(runners)
    .map((runner) => runnerLines(runner, options).join('\n'))
    .join('\n\n')}\n`;
}

function runnerLines(report: RunnerReport, { style, cwd, exists }: TextOptions): string[] {
  const alone = { runners: [report] };
  const counts = countsText(alone);
  const state = report.complete ? '' : style.yellow('did not come to its end');
  const facts = [counts, state].filter((each) => each !== '').join(', ');
  const lines = [`${style.bold(`==> ${report.runner}`)}  ${facts === '' ? verdict(report) : facts}`];
  // as the log has it where there is no such file here: it may be from elsewhere
  const place = (failure: Failure): string | null =>
    hostPlace(failure, { containerRoot, hostRoot: cwd, exists }) ?? asPrinted(failure);
  lines.push(...failureLines(alone, { style, place, limit: listed }).map((line) => `  ${line}`));
  lines.push(...report.warnings.map((warning) => `  ${style.yellow('note:')} ${warning}`));
  lines.push(...rerunLines(report, style).map((line) => `  ${line}`));
  return lines;
}

function verdict({ failures }: RunnerReport): string {
  return failures.length === 0 ? 'nothing failed' : `${failures.length} failed`;
}

function asPrinted({ file, line }: Failure): string | null {
  if (file === null) return null;
  return line === null ? file : `${file}:${line}`;
}

function rerunLines({ failures }: RunnerReport, style: Style): string[] {
  if (failures.length === 0) return [];
  const commands = rerunCommands(failures);
  if (typeof commands === 'string') return [`${style.cyan('no rerun line:')} ${commands}`];
  return commands.map((argv) => `${style.cyan('run again:')} ${argv.map(shellQuote).join(' ')}`);
}
