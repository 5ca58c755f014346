import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const lib = join(import.meta.dirname, '../fixtures/runners/record-lib.sh');
let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dox-record-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** Runs a record.sh of these lines, of a runner `toy`. */
function run(lines: string, env: Readonly<Record<string, string>> = {}) {
  const folder = join(root, 'test/fixtures/runners/toy');
  mkdirSync(folder, { recursive: true });
  const script = join(folder, 'record.sh');
  writeFileSync(script, `. "${lib}"\n${lines}\n`);
  return new Promise<{ readonly failed: boolean; readonly stderr: string }>((resolve) => {
    execFile('bash', [script], { env: { ...process.env, ...env } }, (error, _, stderr) => {
      resolve({ failed: error !== null, stderr });
    });
  });
}

function recorded(name: string): string | null {
  const file = join(root, 'test/recordings/toy', `${name}.log`);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

describe('a recording of a runner that is killed', () => {
  it('is what it printed until its endless test ran', async () => {
    const { failed } = await run(`record_killed killed sh -c 'echo in "$PWD"; : >"$REACHED"; sleep 600; echo no'`);
    expect(failed).toBe(false);
    expect(recorded('killed')).toBe('in /src\n');
  });

  it.each([
    ['ends before', 'sh -c "echo 3 passed"', {}],
    ['hangs before', 'sh -c "echo 3 passed; sleep 600"', { PATIENCE: '1' }],
  ])('is refused where it %s that', async (_, command, env) => {
    const { failed, stderr } = await run(`record_killed killed ${command}\nrecord other echo done`, env);
    expect(failed).toBe(true);
    expect(stderr).toBe('killed: the endless test was not reached; what was printed:\n3 passed\n');
    expect(recorded('killed')).toBeNull();
    expect(recorded('other')).toBeNull();
  });
});

it('each folder that records has one script, and the library is the only one beside them', () => {
  const runners = join(lib, '..');
  expect(readdirSync(runners).filter((name) => name.endsWith('.sh'))).toEqual(['record-lib.sh']);
  const folders = readdirSync(runners).filter((name) => !name.includes('.'));
  const own = folders.filter((name) => /^\s*(?:function )?record\w*\(\)/m.test(scriptOf(join(runners, name))));
  expect(own).toEqual([]);
});

function scriptOf(folder: string): string {
  const file = join(folder, 'record.sh');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
