import { readFileSync } from 'node:fs';
import type * as v from 'valibot';
import { expect, expectTypeOf, test } from 'vitest';
import { type ReportJson, reportJson } from '../../src/report/report-json.ts';
import { reportJsonSchema, type reportSchema } from '../../src/report/report-schema.ts';
import { readLog, recording } from '../failures/read-log.ts';
import { schemaProblems } from '../support/result-json.ts';
import { failedTest, runnerReport } from '../support/results.ts';

type Plain<T> = T extends object ? { -readonly [Key in keyof T]: Plain<T[Key]> } : T;

test('the schema describes the type, no more and no less', () => {
  type Described = v.InferOutput<typeof reportSchema>;
  expectTypeOf<Plain<ReportJson>>().toExtend<Plain<Described>>();
  expectTypeOf<Plain<Described>>().toExtend<Plain<ReportJson>>();
});

test('report.schema.json is what the code makes', () => {
  const fresh = `${JSON.stringify(reportJsonSchema(), null, 2)}\n`;
  expect(readFileSync('report.schema.json', 'utf8') === fresh, 'it is stale: run `npm run schema`').toBe(true);
});

test('a report is as the schema says', () => {
  const problems = (report: unknown): readonly string[] => schemaProblems('report.schema.json', report);
  expect(problems(reportJson(readLog(recording('pytest', 'pytest9.0-all'))))).toEqual([]);
  expect(problems(reportJson({ runners: [] }))).toEqual([]);
  const flaky = failedTest({ attempt: 2, durationMs: 1500, unit: 'class' });
  const report = reportJson({ runners: [runnerReport([], [flaky])] });
  expect(problems(report)).toEqual([]);
  expect(report.flaky).toMatchObject([{ attempt: 2, duration_s: 1.5, unit: 'class', outcome: 'flaky' }]);
  expect(problems({ ...report, more: 1 })).not.toEqual([]);
});
