import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { program } from './support/project.ts';

let home = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'dox-code-'));
});

afterEach(() => {
  rmSync(home, { recursive: true });
});

const folder = (): string => join(home, 'cache/dox/code');
const files = (): readonly string[] => (existsSync(folder()) ? readdirSync(folder()).sort() : []);

/** Starts dox: what it says must be the same with and without what is kept. */
async function start(args: readonly string[] = ['--version']): Promise<void> {
  const env = { HOME: home, XDG_CACHE_HOME: join(home, 'cache') };
  const { stdout, stderr } = await execa(process.execPath, [program, ...args], { env, cwd: home });
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  if (args[0] === '--version') expect(stdout).toBe(`dox ${version}`);
  expect(stderr).toBe('');
}

const inode = (name: string): number => statSync(join(folder(), name)).ino;

async function kept(): Promise<string> {
  await start();
  const [name = '', ...more] = files();
  expect(more).toEqual([]);
  return name;
}

it('what was compiled is kept for the next start, for one person alone, and for commands apart', async () => {
  const name = await kept();
  expect(name).toMatch(/^[0-9a-f]{16}-v\d+\.\d+\.\d+-\w+-help$/);
  expect(statSync(join(folder(), name)).mode & 0o777).toBe(0o600);
  const before = inode(name);
  await start();
  expect(inode(name)).toBe(before);
  await start(['config', '--schema']);
  expect(files()).toEqual([name.replace(/help$/, 'config'), name]);
});

it('what a start compiled that came to nothing is not kept; what options ask for is kept as its command', async () => {
  const env = { HOME: home, XDG_CACHE_HOME: join(home, 'cache'), DOCKER_HOST: 'unix:///nonexistent/docker.sock' };
  writeFileSync(join(home, 'dox.yml'), "image: x\ncommands: ['true']\n");
  const parts = async (...args: readonly string[]): Promise<readonly string[]> => {
    await execa(process.execPath, [program, ...args], { env, cwd: home, reject: false });
    return files().map((name) => name.split('-').at(-1) ?? '');
  };
  expect(await parts()).toEqual([]);
  expect(await parts('-l')).toEqual(['list']);
  expect(await parts('-n')).toEqual(['list', 'plan']);
  expect(await parts('run', '--help')).toEqual(['help', 'list', 'plan']);
  expect(await parts('nonsense', '--', '-h')).toEqual(['help', 'list', 'plan']);
});

it('what others may have written is not run, but made anew', async () => {
  const name = await kept();
  const before = inode(name);
  chmodSync(join(folder(), name), 0o620);
  await start();
  expect(inode(name)).not.toBe(before);
  expect(statSync(join(folder(), name)).mode & 0o777).toBe(0o600);
});

it.runIf(process.getuid?.() === 0)("another person's file is not run", async () => {
  const name = await kept();
  const before = inode(name);
  chownSync(join(folder(), name), 65_534, 65_534);
  await start();
  expect(inode(name)).not.toBe(before);
  expect(statSync(join(folder(), name)).uid).toBe(0);
});

it('half a file, and what is none of V8, are made anew', async () => {
  const name = await kept();
  const path = join(folder(), name);
  const { size, ino } = statSync(path);
  truncateSync(path, size / 2);
  await start();
  expect(statSync(path)).toMatchObject({ size: expect.closeTo(size, -4) });
  expect(inode(name)).not.toBe(ino);
  writeFileSync(path, 'nonsense');
  await start();
  expect(statSync(path).size).toBeGreaterThan(100_000);
});

it('where nothing can be kept, dox starts all the same', async () => {
  mkdirSync(join(home, 'cache/dox'), { recursive: true });
  writeFileSync(folder(), 'a file, not a folder');
  await start();
  expect(readFileSync(folder(), 'utf8')).toBe('a file, not a folder');
});

it('files of old builds go', async () => {
  mkdirSync(folder(), { recursive: true });
  for (let day = 1; day <= 30; day += 1) {
    const path = join(folder(), `old-${day}`);
    writeFileSync(path, '');
    utimesSync(path, day * 86_400, day * 86_400);
  }
  await start();
  expect(files()).toHaveLength(24);
  expect(files().filter((name) => name.startsWith('old-'))).toHaveLength(23);
  expect(files()).toContain('old-30');
  expect(files()).not.toContain('old-7');
});
