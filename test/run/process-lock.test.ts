import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ownerLabel } from '../../src/base/owner.ts';
import { processLock } from '../../src/run/process-lock.ts';

let folder = '';
const owner = ownerLabel(process.pid, hostname());
const signal = new AbortController().signal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dox-lock-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function lock(what: string, waits: string[] = [], by = owner): Promise<() => void> {
  return processLock({ folder, what, owner: by, signal, onWait: () => waits.push(what) });
}

/** Somebody else who lives. */
const other = ownerLabel(1, hostname());

test('who comes second waits, says so once, and goes on when it is given back', async () => {
  const waits: string[] = [];
  const release = await lock('image', waits, other);
  const order: string[] = [];
  const second = lock('image', waits).then((free) => {
    order.push('second');
    return free;
  });
  const unrelated = await lock('other image', waits);
  order.push('first');
  release();
  (await second)();
  unrelated();
  expect(order).toEqual(['first', 'second']);
  expect(waits).toEqual(['image']);
  expect(readdirSync(folder)).toEqual([]);
});

test('who is interrupted waits no longer', async () => {
  const release = await lock('image', [], other);
  const controller = new AbortController();
  const waiting = processLock({
    folder,
    what: 'image',
    owner,
    signal: controller.signal,
    onWait: () => controller.abort(),
  });
  await expect(waiting).rejects.toMatchObject({ code: 'interrupted' });
  release();
});

test('the lock of a process that has died is taken over, by one at a time', async () => {
  const sleeper = execa('sleep', ['100'], { reject: false });
  const dying = ownerLabel(sleeper.pid ?? 0, hostname());
  await processLock({ folder, what: 'image', owner: dying, signal, onWait: () => undefined });
  const waits: string[] = [];
  let held = 0;
  const work = Array.from({ length: 8 }, async () => {
    const release = await lock('image', waits);
    held += 1;
    expect(held).toBe(1);
    await new Promise(setImmediate);
    held -= 1;
    release();
  });
  expect(waits).toHaveLength(8); // all see a living holder
  sleeper.kill('SIGKILL');
  await Promise.all(work);
  expect(readdirSync(folder)).toEqual([]);
});

test('where no lock can be kept there is none', async () => {
  writeFileSync(join(folder, 'file'), '');
  const waits: string[] = [];
  const input = { folder: join(folder, 'file'), what: 'image', owner, signal, onWait: () => waits.push('x') };
  (await processLock(input))();
  (await processLock(input))();
  expect(waits).toEqual([]);
});
