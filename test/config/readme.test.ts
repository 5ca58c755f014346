import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { configKeys } from '../../src/config/schema.ts';

const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8');
const places: Readonly<Record<string, string>> = { both: 'everywhere', top: 'top level', target: 'in a target' };

test("README's table of keys is the schema's", () => {
  // the formatter pads the cells
  const lines = readme.split('\n').map((line) => line.replace(/ {2,}/g, ' '));
  const rows = lines.filter((line) => /^\| `\w+` \| (everywhere|top level|in a target) \|/.test(line));
  const meant = configKeys.map(({ key, where, description }) => {
    return `| \`${key}\` | ${places[where]} | ${description} |`;
  });
  expect(rows).toEqual(meant);
});
