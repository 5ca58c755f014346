import { readFileSync } from 'node:fs';
import type * as v from 'valibot';
import { expect, expectTypeOf, test } from 'vitest';
import { resultJson } from '../../src/report/result-json.ts';
import { resultJsonSchema, type resultSchema } from '../../src/report/result-schema.ts';
import type { Summary } from '../../src/report/summary.ts';
import { eventLine } from '../../src/run/event-line.ts';
import { hostileText } from '../support/hostile.ts';
import { resultProblems } from '../support/result-json.ts';
import { failedTarget, failedTest, runnerReport, summaryOf, targetResult } from '../support/results.ts';
import { obeyedCommands } from '../support/workflow-commands.ts';

type Plain<T> = T extends object ? { -readonly [Key in keyof T]: Plain<T[Key]> } : T;

test('the schema describes the type, no more and no less', () => {
  type Described = Omit<v.InferOutput<typeof resultSchema>, 'resultVersion' | 'exitCode'>;
  expectTypeOf<Plain<Required<Summary>>>().toExtend<Plain<Described>>();
  expectTypeOf<Plain<Described>>().toExtend<Plain<Summary>>();
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

test('hostile output is in it unchanged, and commands nothing', () => {
  const target = failedTarget([failedTest({ message: hostileText, excerpt: hostileText.split('\n') })]);
  const text = resultJson(summaryOf([target]));
  expect(obeyedCommands(text)).toEqual([]);
  expect(JSON.parse(text).targets[0].report.runners[0].failures[0].message).toBe(hostileText);
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
