import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { ownerLabel } from '../../src/base/owner.ts';
import { RunFolder } from '../../src/run/run-folder.ts';

const roots: string[] = [];
function root(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dox-runs-'));
  roots.push(folder);
  return folder;
}
afterEach(() => {
  for (const folder of roots.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const alive = ownerLabel(process.pid, hostname());

test('of the ended runs the newest ten stay, and each that goes on', () => {
  const top = root();
  const runs = join(top, '.dox/runs');
  const days = Array.from({ length: 12 }, (_, day) => `202601${10 + day}-000000-000000`);
  for (const run of days) mkdirSync(join(runs, run), { recursive: true });
  writeFileSync(join(runs, '20260110-000000-000000/owner'), `${alive}\n`);
  const run = '20260201-000000-000000';
  new RunFolder({ root: top, run, owner: alive, hostname: hostname(), heir: null }).close();
  expect(readdirSync(runs).sort()).toEqual(['20260110-000000-000000', ...days.slice(-9), run]);
});

test('commands may have removed them all when it is time to drop the old ones', () => {
  const top = root();
  const folder = new RunFolder({ root: top, run: 'only', owner: alive, hostname: hostname(), heir: null });
  rmSync(join(top, '.dox'), { recursive: true });
  expect(() => folder.dropOld()).not.toThrow();
  folder.close();
  expect(readdirSync(join(top, '.dox/runs/only'))).toContain('events.ndjson');
});
