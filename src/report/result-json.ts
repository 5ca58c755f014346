import { inertJson } from '../base/inert-json.ts';
import { exitCodeOfRun, type Summary } from './summary.ts';

/** The version of the result file's shape; it grows by one when a reader of the old shape would be misled. */
export const resultVersion = 1;

/** What --result-json writes: the summary and the exit code, indented. */
export function resultJson(summary: Summary): string {
  const exitCode = exitCodeOfRun(summary);
  return `${inertJson(JSON.stringify({ resultVersion, exitCode, ...summary }, null, 2))}\n`;
}
