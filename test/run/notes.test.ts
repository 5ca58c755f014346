import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forgetUses, type ImageUse, imageUses, noteUse } from '../../src/run/image-uses.ts';
import { noteName, readNotes, writeNote } from '../../src/run/notes.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dox-notes-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const use: ImageUse = { engine: 'e', image: 'dox/a:1', project: 'shop', root: '/r', target: 'unit', time: 1 };

test('the last use of each target by each image is kept, and forgotten with the image', () => {
  for (const more of [{}, { time: 5 }, { target: 'lint', time: 3 }, { image: 'dox/b:1' }, { engine: 'other' }]) {
    noteUse(folder, { ...use, ...more });
  }
  const uses = imageUses(folder, 'e');
  const told = [...uses].map(([image, all]) => [image, all.map(({ target, time }) => `${target} ${time}`)]);
  expect(new Map(told as [string, string[]][])).toEqual(
    new Map([
      ['dox/a:1', ['unit 5', 'lint 3']],
      ['dox/b:1', ['unit 1']],
    ]),
  );
  forgetUses(folder, uses.get('dox/a:1') ?? []);
  expect([...imageUses(folder, 'e').keys()]).toEqual(['dox/b:1']);
});

test('there are never many more than two thousand notes', () => {
  for (let number = 0; number < 2300; number += 1) writeNote(join(folder, noteName(String(number))), number);
  const left = readNotes<number>(folder);
  expect(left.length).toBeLessThanOrEqual(2000);
  expect(left).toContain(2299);
});

test('a note that is damaged is none, and where none can be kept none is', () => {
  writeFileSync(join(folder, 'x.json'), '{');
  expect(readNotes(folder)).toEqual([]);
  writeNote(join(folder, 'x.json', 'y.json'), 1);
  expect(readdirSync(folder)).toEqual(['x.json']);
  expect(readNotes(join(folder, 'none'))).toEqual([]);
});
