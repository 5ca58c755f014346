import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ownerLabel } from '../../src/base/owner.ts';
import type { ContainerSpec, Engine } from '../../src/engine/engine.ts';
import { Interruption } from '../../src/run/interruption.ts';
import { turnForIds } from '../../src/run/turn-for-ids.ts';

let cacheFolder = '';

beforeEach(() => {
  cacheFolder = mkdtempSync(join(tmpdir(), 'dox-turn-'));
});

afterEach(() => {
  rmSync(cacheFolder, { recursive: true });
});

const spec = (keepId: boolean) => ({ keepId }) as ContainerSpec;

const context = (host: string) => ({
  engine: { info: { host } } as Engine,
  cacheFolder,
  owner: ownerLabel(process.pid, hostname()),
  interruption: new Interruption(),
});

it('containers with the ids of the person are made one after the other on an engine, others at any time', async () => {
  const made = await turnForIds(spec(true), context('one'));
  let isNext = false;
  const next = turnForIds(spec(true), context('one')).then((done) => {
    isNext = true;
    return done;
  });
  (await turnForIds(spec(true), context('other')))();
  (await turnForIds(spec(false), context('one')))();
  await wait(300);
  expect(isNext).toBe(false);
  made();
  (await next)();
  expect(readdirSync(join(cacheFolder, 'locks'))).toEqual([]);
});

it('who waits for the turn can be interrupted', async () => {
  const made = await turnForIds(spec(true), context('one'));
  const waiting = context('one');
  const next = turnForIds(spec(true), waiting);
  waiting.interruption.raise('SIGINT', false);
  await expect(next).rejects.toMatchObject({ code: 'interrupted' });
  made();
});
