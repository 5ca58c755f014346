import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { shellQuoteAll } from '../../src/base/shell-quote.ts';
import type { RunnerReport } from '../../src/failures/failure.ts';
import { createFailureReader } from '../../src/failures/reader.ts';
import { rerunArguments } from '../../src/failures/rerun.ts';

const fixtures = join(import.meta.dirname, '../fixtures/runners');
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const environment = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', LC_ALL: 'C.UTF-8', CI: '', COLUMNS: '80' };

/** The first interpreter that has this module; null, said aloud, if none has. */
function pythonWith(module: string): string | null {
  const found = ['python3', '/usr/bin/python3'].find(
    (python) => spawnSync(python, ['-c', `import sys, ${module}; assert sys.version_info >= (3, 7)`]).status === 0,
  );
  if (found === undefined) {
    process.stdout.write(`rerun-real.test.ts: no python3 here has ${module}; apt-get install python3-${module}\n`);
  }
  return found ?? null;
}

function run(folder: string, command: string): RunnerReport | undefined {
  const { stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: folder, env: environment, timeout: 60_000 });
  const reader = createFailureReader();
  reader.push('stdout', stdout);
  reader.push('stderr', stderr);
  return reader.end().runners[0];
}

/** Runs a target's command, then again with the arguments that it was given for what failed. */
function runTwice(project: string, command: string) {
  const folder = mkdtempSync(join(tmpdir(), 'dox-rerun-'));
  folders.push(folder);
  cpSync(join(fixtures, project), folder, { recursive: true });
  const first = run(folder, command.replace(/\{posargs:?([^}]*)\}/, '$1'));
  const failures = first?.failures ?? [];
  const rerun = rerunArguments({ failures, commands: [{ kind: 'script', text: command }], commandsForm: 'list' });
  if (rerun.kind === 'none') throw new Error(rerun.reason);
  const words = shellQuoteAll(rerun.args);
  const again = command.includes('{posargs') ? command.replace(/\{posargs[^}]*\}/, () => words) : `${command} ${words}`;
  return { first, second: run(folder, again) };
}

function ids(report: RunnerReport | undefined): readonly string[] {
  return report?.failures.map(({ id }) => id).sort() ?? [];
}

const python = pythonWith('unittest');
describe.skipIf(python === null)('unittest, given the arguments for what failed, runs exactly that', () => {
  it.each([
    ['unittest', '{posargs:discover}'],
    ['unittest', 'discover {posargs}'],
    ['unittest', 'discover -s tests -t . {posargs}'],
    ['unittest', ''],
    ['unittest', '-v'],
  ])('%s %s', (project, words) => {
    const { first, second } = runTwice(project, `${python} -m unittest ${words}`.trim());
    // 14 tests, what could not be imported among them, and the one test of the class whose tear-down fails.
    expect(second?.counts).toMatchObject({ ran: 15, skipped: 0, errors: first?.counts?.errors });
    // Asked for by name, unittest says less of what it could not import.
    const named = (id: string): string => (id === 'test_import_error' ? 'tests.test_import_error' : id);
    expect(ids(second).map(named).sort()).toEqual(ids(first));
  });

  it('a script that ends in unittest.main()', () => {
    const { first, second } = runTwice('unittest', `${python} as_script.py`);
    expect(ids(second)).toEqual(ids(first));
    expect(second?.counts?.ran).toBe(1);
  });
});

const pythonWithPytest = pythonWith('pytest');
describe.skipIf(pythonWithPytest === null)('pytest, given the arguments for what failed, runs exactly that', () => {
  const common = `${pythonWithPytest} -m pytest -p no:cacheprovider --continue-on-collection-errors`;
  it.each([`${common}`, `${common} {posargs:tests}`, `${common} -q {posargs}`, `${common} -rN {posargs} | cat`])(
    '%s',
    (command) => {
      const { first, second } = runTwice('pytest', command);
      expect(ids(second)).toEqual(ids(first));
      expect(ids(second)).toHaveLength(23);
      expect(second?.counts).toMatchObject({
        failed: first?.counts?.failed,
        errors: first?.counts?.errors,
        skipped: 0,
      });
      // Of the tests that ran, only the one whose tear-down fails passes, and in pytest 9 the one with subtests.
      const passed = (second?.counts?.ran ?? 0) - (second?.counts?.failed ?? 0);
      expect(passed).toBe((first?.counts?.failed ?? 0) - 17);
    },
  );
});
