import { existsSync } from 'node:fs';
import { DoxError } from '../base/dox-error.ts';
import { ExitCode } from '../base/exit-code.ts';
import { inertJson } from '../base/inert-json.ts';
import type { Io } from '../base/io.ts';
import { createStyle, wantsColor } from '../base/style.ts';
import { createLogReader } from '../failures/log-reader.ts';
import type { Flags } from '../flags.ts';
import { reportJson } from '../report/report-json.ts';
import { reportText } from '../report/report-text.ts';
import { logLimits, openLog } from './open-log.ts';

/**
 * `dox report [FILE|URL|-]`: says what failed in any log, and how to run it again. Exit code 1 if something failed or
 * a runner did not come to its end, 3 if no runner that dox knows spoke in it.
 */
export async function report(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  const source = sourceOf(io, words);
  const reader = createLogReader();
  for await (const chunk of openLog(source, io, logLimits(flags))) reader.push(chunk);
  const found = reader.end();
  if (flags.json) io.stdout.write(`${inertJson(JSON.stringify(reportJson(found), null, 2))}\n`);
  else {
    const style = createStyle(wantsColor(flags.color ?? 'auto', io.env, io.stdout.isTTY === true));
    io.stdout.write(reportText(found, { style, cwd: io.cwd, exists: existsSync }));
  }
  if (found.runners.length === 0) return ExitCode.couldNotRun;
  return found.runners.every(({ failures, complete }) => failures.length === 0 && complete)
    ? ExitCode.ok
    : ExitCode.testsFailed;
}

function sourceOf(io: Io, words: readonly string[]): string {
  const [source, ...more] = words;
  if (more.length > 0) throw new DoxError('usage', `dox report reads one log, not ${words.length}`);
  if (source !== undefined) return source;
  if (!io.stdin.isTTY) return '-';
  const hint = 'dox report .dox/last/TARGET/log, dox report https://…/consoleText, or COMMAND | dox report';
  throw new DoxError('usage', 'dox report needs a log', { hint });
}
