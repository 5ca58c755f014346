import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { refuseSlip } from '../../src/commands/refuse-slip.ts';

const cwd = mkdtempSync(join(tmpdir(), 'dox-slip-'));
writeFileSync(join(cwd, 'plans'), '');
afterAll(() => rmSync(cwd, { recursive: true }));

test.each([
  ['lst', 'list'],
  ['shel', 'shell'],
  ['docter', 'doctor'],
  ['rerunn', 'rerun'],
])('%s is a slip for %s', (word, meant) => {
  expect(() => refuseSlip([word], cwd)).toThrow(
    expect.objectContaining({ code: 'usage', hint: expect.stringContaining(`\`dox ${meant}\``) }),
  );
});

test.each([
  ['a word that is near to nothing', ['tests']],
  ['two letters off', ['repo']],
  ['near to a short name only', ['ran']],
  ['what is there', ['plans']],
  ['one of several', ['lst', 'x']],
  ['nothing', []],
])('%s is for the tests: %j', (_, words) => {
  expect(() => refuseSlip(words, cwd)).not.toThrow();
});
