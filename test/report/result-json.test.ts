import { readFileSync } from 'node:fs';
import type * as v from 'valibot';
import { expect, expectTypeOf, test } from 'vitest';
import { reportJson } from '../../src/report/report-json.ts';
import { type ResultJson, resultJson } from '../../src/report/result-json.ts';
import { resultJsonSchema, type resultSchema } from '../../src/report/result-schema.ts';
import { eventLine } from '../../src/run/event-line.ts';
import { hostileText } from '../support/hostile.ts';
import { resultProblems } from '../support/result-json.ts';
import { failedTarget, failedTest, runnerReport, summaryOf, targetResult } from '../support/results.ts';
import { obeyedCommands } from '../support/workflow-commands.ts';

type Plain<T> = T extends object ? { -readonly [Key in keyof T]: Plain<T[Key]> } : T;

test('the schema describes the type, no more and no less', () => {
  type Described = v.InferOutput<typeof resultSchema>;
  expectTypeOf<Plain<Required<ResultJson>>>().toExtend<Plain<Described>>();
  expectTypeOf<Plain<Described>>().toExtend<Plain<ResultJson>>();
});

test('result.schema.json is what the code makes', () => {
  const stored = readFileSync('result.schema.json', 'utf8');
  const fresh = `${JSON.stringify(resultJsonSchema(), null, 2)}\n`;
  expect(stored === fresh, 'result.schema.json is stale: run `npm run schema`').toBe(true);
});

test('a result is as the schema says, with every key described', () => {
  const service = { name: 'redis', image: 'dox/redis', log: 'l', readySeconds: 0.2, ended: null };
  const report = { runners: [runnerReport([failedTest({ unit: 'class', attempt: 1 })], [failedTest()])] };
  const targets = [
    targetResult({ services: [service] }),
    failedTarget([], { report, rerun: { words: ['-e', 'unit'] }, failedCommand: { text: 'x', number: 1, of: 2 } }),
  ];
  const engine = { kind: 'docker', version: '20.10', rootless: false, host: 'h', platform: 'linux/amd64' } as const;
  expect(resultProblems(JSON.parse(resultJson(summaryOf(targets, { engine }))))).toEqual([]);
  expect(resultProblems(JSON.parse(resultJson(summaryOf([], { signal: 'SIGINT', problem: 'no engine' }))))).toEqual([]);
});

test('says what failed in the words of dox report --json', () => {
  const report = {
    runners: [runnerReport([failedTest({ durationMs: 1500 })], [failedTest({ id: 'a.T.test_flaky' })])],
  };
  const tries = [
    { verdict: 'failed', reason: null, report, log: null, seconds: { image: 0, start: 0, command: 0 } },
  ] as const;
  const { targets } = JSON.parse(resultJson(summaryOf([failedTarget([], { report, tries })])));
  expect(targets[0].report).toEqual(reportJson(report));
  expect(targets[0].tries[0].report).toEqual(reportJson(report));
});

test('hostile output is in it unchanged, and commands nothing', () => {
  const target = failedTarget([failedTest({ message: hostileText, excerpt: hostileText.split('\n') })]);
  const text = resultJson(summaryOf([target]));
  expect(obeyedCommands(text)).toEqual([]);
  expect(JSON.parse(text).targets[0].report.failures[0].message).toBe(hostileText);
  const line = eventLine({ kind: 'target-ended', time: 0, result: target }) ?? '';
  expect(line.match(/[\x00-\x1f\x7f-\x9f]/g)).toEqual(['\n']);
  expect(obeyedCommands(line)).toEqual([]);
  expect(JSON.parse(line).result).toEqual(target);
});

test('the schema refuses what is no result', () => {
  const good = JSON.parse(resultJson(summaryOf([targetResult()])));
  expect(resultProblems({ ...good, more: 1 })).not.toEqual([]);
  expect(resultProblems({ ...good, exitCode: 'one' })).not.toEqual([]);
  expect(resultProblems({ ...good, targets: [{ ...good.targets[0], verdict: 'fine' }] })).not.toEqual([]);
});
