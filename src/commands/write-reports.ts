import { appendFileSync, existsSync, statSync } from 'node:fs';
import { DoxError } from '../base/dox-error.ts';
import type { Io } from '../base/io.ts';
import type { History } from '../history/history.ts';
import type { Summary } from '../report/summary.ts';
import { writing } from '../run/run-folder.ts';
import { isGithub } from './ci-marks.ts';
import type { ReportFiles } from './report-files.ts';

/**
 * Writes the reports that were asked for, but for the page; what could not be is returned, since the run's own result is
 * to be shown.
 */
export async function writeReports(
  files: ReportFiles,
  summary: Summary,
  { hostname }: Io,
): Promise<readonly DoxError[]> {
  const { resultJson, junit, tap } = await writers(files);
  const exists = existsSync;
  return [
    () => files.close(),
    () => resultJson && files.write('resultJson', resultJson(summary)),
    () => junit && files.write('junit', junit(summary, { hostname, exists })),
    () => tap && files.write('tap', tap(summary, { exists })),
  ].flatMap(troubles);
}

/** Writes the page, which tells of the history too: `read` gives it, if there is one. */
export async function writeHtml(
  files: ReportFiles,
  summary: Summary,
  read: () => Promise<History | null>,
): Promise<readonly DoxError[]> {
  if (!files.wants('html')) return [];
  const { htmlOfRun } = await import('./html-page.ts');
  try {
    await files.writeParts('html', htmlOfRun(summary, await read()));
    return [];
  } catch (error) {
    if (error instanceof DoxError) return [error];
    throw error;
  }
}

/** The code of those that are wanted. */
async function writers(files: ReportFiles) {
  return {
    ...(files.wants('resultJson') ? await import('../report/result-json.ts') : { resultJson: null }),
    ...(files.wants('junit') ? await import('../report/junit.ts') : { junit: null }),
    ...(files.wants('tap') ? await import('../report/tap.ts') : { tap: null }),
  };
}

function troubles(action: () => unknown): readonly DoxError[] {
  try {
    action();
    return [];
  } catch (error) {
    if (error instanceof DoxError) return [error];
    throw error;
  }
}

/** GitHub takes so much per step. */
const mostBytes = 1024 * 1024;

/** Adds to the step summary of GitHub Actions, where there is one; returns what kept it from that. */
export async function writeStepSummary({ env }: Io, summary: Summary): Promise<readonly DoxError[]> {
  const { GITHUB_STEP_SUMMARY: path } = env;
  if (!isGithub({ env }) || path === undefined || path === '') return [];
  const { githubSummary } = await import('../report/github-summary.ts');
  const append = (): void => {
    const room = mostBytes - (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
    appendFileSync(path, githubSummary(summary, { exists: existsSync, room }));
  };
  return troubles(() => writing(path, append, 'it is the file that GITHUB_STEP_SUMMARY names'));
}
