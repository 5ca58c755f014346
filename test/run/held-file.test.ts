import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { HeldFile } from '../../src/run/held-file.ts';

const folders: string[] = [];
function held(): HeldFile {
  const folder = mkdtempSync(join(tmpdir(), 'dox-held-'));
  folders.push(folder);
  return new HeldFile(join(folder, 'log'));
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

test('reads what others write to it under its name', () => {
  const file = held();
  file.append(Buffer.from('one\n'));
  appendFileSync(file.path, 'two\n');
  expect([file.text(), file.isGone]).toEqual(['one\ntwo\n', false]);
  file.close();
});

test('comes back with all that it had, and goes on', () => {
  const file = held();
  const much = 'x'.repeat(200_000);
  file.append(Buffer.from(much));
  rmSync(dirname(file.path), { recursive: true });
  file.append(Buffer.from('after'));
  expect([file.isGone, existsSync(file.path)]).toEqual([true, false]);
  mkdirSync(dirname(file.path));
  file.restore();
  file.append(Buffer.from(' all'));
  expect(file.isGone).toBe(false);
  expect(readFileSync(file.path, 'utf8')).toBe(`${much}after all`);
  file.close();
});

test('does not take another file of that name for itself', () => {
  const file = held();
  file.append(Buffer.from('mine\n'));
  renameSync(file.path, `${file.path}.old`);
  writeFileSync(file.path, 'theirs\n');
  expect([file.isGone, file.text()]).toEqual([true, 'mine\n']);
  file.restore();
  expect(readFileSync(file.path, 'utf8')).toBe('mine\n');
  file.close();
});
