import { inertJson } from '../base/inert-json.ts';
import { type ReportJson, reportJson } from './report-json.ts';
import { exitCodeOfRun, type Summary } from './summary.ts';

/** The version of the result file's shape; it grows by one when a reader of the old shape would be misled. */
export const resultVersion = 1;

type Target = Summary['targets'][number];
type Try = Target['tries'][number];

/** What --result-json writes: the summary, with what failed in the words of `dox report --json`. */
export interface ResultJson extends Omit<Summary, 'targets'> {
  readonly resultVersion: typeof resultVersion;
  readonly exitCode: number;
  readonly targets: readonly (Omit<Target, 'report' | 'tries'> & {
    readonly report: ReportJson;
    readonly tries: readonly (Omit<Try, 'report'> & { readonly report: ReportJson })[];
  })[];
}

/** The text of the result file, indented. */
export function resultJson(summary: Summary): string {
  const targets = summary.targets.map((target) => ({
    ...target,
    report: reportJson(target.report),
    tries: target.tries.map((each) => ({ ...each, report: reportJson(each.report) })),
  }));
  const result: ResultJson = { resultVersion, exitCode: exitCodeOfRun(summary), ...summary, targets };
  return `${inertJson(JSON.stringify(result, null, 2))}\n`;
}
