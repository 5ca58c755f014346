import { existsSync } from 'node:fs';
import { DoxError } from '../base/dox-error.ts';
import { ExitCode } from '../base/exit-code.ts';
import { inertJson } from '../base/inert-json.ts';
import type { Io } from '../base/io.ts';
import { createStyle, wantsColor } from '../base/style.ts';
import type { FailureReport } from '../failures/failure.ts';
import { createLogReader } from '../failures/log-reader.ts';
import type { Flags } from '../flags.ts';
import { reportJson } from '../report/report-json.ts';
import { reportText } from '../report/report-text.ts';
import { logLimits, openLog } from './open-log.ts';
import { ReportFiles } from './report-files.ts';

/**
 * `dox report [FILE|URL|-]`: says what failed in any log, and how to run it again. Exit code 1 if something failed or
 * a runner did not come to its end, 3 if no runner that dox knows spoke in it.
 */
export async function report(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  const source = sourceOf(io, words);
  const log = openLog(source, io, logLimits(flags));
  const files = new ReportFiles(io, flags);
  const found = files.wants('html') ? await withPage(log, { source, files, cwd: io.cwd }) : await readLog(log);
  const out = files.takeStdout ? io.stderr : io.stdout;
  if (flags.json) out.write(`${inertJson(JSON.stringify(reportJson(found), null, 2))}\n`);
  else {
    const style = createStyle(wantsColor(flags.color ?? 'auto', io.env, out.isTTY === true));
    out.write(reportText(found, { style, cwd: io.cwd, exists: existsSync }));
  }
  return exitCodeFor(found);
}

function exitCodeFor({ runners }: FailureReport): number {
  if (runners.length === 0) return ExitCode.couldNotRun;
  return runners.every(({ failures, complete }) => failures.length === 0 && complete)
    ? ExitCode.ok
    : ExitCode.testsFailed;
}

async function readLog(log: AsyncIterable<Uint8Array>): Promise<FailureReport> {
  const reader = createLogReader();
  for await (const chunk of log) reader.push(chunk);
  return reader.end();
}

interface PageWish {
  readonly source: string;
  readonly files: ReportFiles;
  readonly cwd: string;
}

/** Reads it and writes its page in one go: the log may be a pipe, and too long to be kept. */
async function withPage(log: AsyncIterable<Uint8Array>, { source, files, cwd }: PageWish): Promise<FailureReport> {
  const { htmlOfLog } = await import('./html-page.ts');
  const page = htmlOfLog(log, { source, cwd });
  await files.writeParts('html', page.parts);
  return page.report();
}

function sourceOf(io: Io, words: readonly string[]): string {
  const [source, ...more] = words;
  if (more.length > 0) throw new DoxError('usage', `dox report reads one log, not ${words.length}`);
  if (source !== undefined) return source;
  if (!io.stdin.isTTY) return '-';
  const hint = 'dox report .dox/last/TARGET/log, dox report https://…/consoleText, or COMMAND | dox report';
  throw new DoxError('usage', 'dox report needs a log', { hint });
}
