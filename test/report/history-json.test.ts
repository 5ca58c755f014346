import { readFileSync } from 'node:fs';
import type * as v from 'valibot';
import { expect, expectTypeOf, test } from 'vitest';
import { failingTests } from '../../src/history/failing-tests.ts';
import { type HistoryJson, historyJson } from '../../src/report/history-json.ts';
import { historyJsonSchema, type historySchema } from '../../src/report/history-schema.ts';
import { historyOf, historyRun, listedTest, runsOf } from '../support/history.ts';
import { schemaProblems } from '../support/result-json.ts';

type Plain<T> = T extends object ? { -readonly [Key in keyof T]: Plain<T[Key]> } : T;

test('the schema describes the type, no more and no less', () => {
  type Described = v.InferOutput<typeof historySchema>;
  expectTypeOf<Plain<HistoryJson>>().toExtend<Plain<Described>>();
  expectTypeOf<Plain<Described>>().toExtend<Plain<HistoryJson>>();
});

test('history.schema.json is what the code makes', () => {
  const fresh = `${JSON.stringify(historyJsonSchema(), null, 2)}\n`;
  expect(readFileSync('history.schema.json', 'utf8') === fresh, 'it is stale: run `npm run schema`').toBe(true);
});

test('what is printed is as the schema says', () => {
  const problems = (value: unknown): readonly string[] => schemaProblems('history.schema.json', value);
  const error = historyRun({ time: 9, image: null, listed: [listedTest({ id: 'e', outcome: 'error', ms: 1500 })] });
  const history = historyOf([...runsOf('AP AF Bf ?o'), error]);
  const json = historyJson(history, failingTests(history));
  expect(problems(json)).toEqual([]);
  expect(json.tests.map(({ id }) => id)).toEqual(['t', 'e', 'other']);
  expect(problems({ ...json, more: 1 })).not.toEqual([]);
  expect(problems(historyJson(historyOf([]), []))).toEqual([]);
});
