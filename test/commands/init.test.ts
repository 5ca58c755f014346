import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { program } from '../support/project.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dox-init-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function dox(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, XDG_CACHE_HOME: join(folder, '.cache'), ...env },
    extendEnv: false,
    reject: false,
  });
  return { code: exitCode, stdout, stderr };
}

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

const read = (): string => readFileSync(join(folder, 'dox.yml'), 'utf8');

const ini = `[tox]
envlist = py39,py311
skipsdist = true
[testenv]
passenv = *
setenv = TOKEN = {env:TOKEN:none}
commands = pytest {posargs}
`;

describe('dox init', () => {
  test('writes a dox.yml that is read from then on', async () => {
    write('tox.ini', ini);
    expect(await dox(['init'])).toEqual({
      code: 0,
      stdout: 'dox.yml: 2 targets, which run what tox.ini says',
      stderr: '',
    });
    expect(read()).toMatch(/^# Made by `dox init` from tox\.ini\./);
    const { stdout } = await dox(['config', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ source: 'dox.yml', defaults: ['py39', 'py311'] });
  });

  test('keeps the stages of Travis, also of the jobs that are chosen', async () => {
    const jobs = ['lint', 'test', 'docs'].map(
      (name) => `    - {stage: ${name}, name: ${name}, script: make ${name}}\n`,
    );
    write('.travis.yml', `language: shell\nstages: [lint, test, docs]\njobs:\n  include:\n${jobs.join('')}`);
    const needs = async () =>
      JSON.parse((await dox(['list', '--json'])).stdout).map((each: { needs: unknown }) => each.needs);
    expect(await needs()).toEqual([[], ['lint'], ['test']]);
    expect((await dox(['init', '-e', 'docs,lint'])).code).toBe(0);
    expect(await needs()).toEqual([[], ['lint']]);
    expect((await dox(['list'])).stdout).toMatch(/^\* docs .*\(needs lint\)$/m);
    expect((await dox(['plan'])).stdout).toMatch(/^docs$[\s\S]*^ {2}needs: lint$/m);
  });

  test('writes nothing of the environment, and says where that makes a difference', async () => {
    write('tox.ini', ini);
    const { code, stderr } = await dox(['init'], { TOKEN: 'secret', FOO: 'bar' });
    expect(code).toBe(0);
    expect(read()).toContain('TOKEN: none');
    expect(read()).not.toMatch(/secret|FOO|pass_env: .*\*/);
    expect(stderr).toContain('tox.ini looks at your environment, and the file says what it does without: py39 (');
    expect(stderr).toContain('env.TOKEN');
  });

  test.each([['--print'], ['-']])('prints it with %s, also beside a dox.yml', async (option) => {
    write('tox.ini', ini);
    const alone = await dox(['init', option]);
    expect(alone.code).toBe(0);
    expect(alone.stdout).toContain('pytest {posargs}');
    expect(existsSync(join(folder, 'dox.yml'))).toBe(false);
    write('dox.yml', 'image: a\ncommands: [x]\n');
    const beside = await dox(['init', option]);
    expect(beside).toEqual({ ...alone, stderr: expect.stringContaining('there is a dox.yml already, which counts') });
  });

  test.each(['dox.yml', 'dox.yaml'])('does not overwrite a %s', async (name) => {
    write('tox.ini', ini);
    write(name, 'mine');
    const { code, stderr, stdout } = await dox(['init']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `error: there is a ${name} already, and dox init overwrites nothing\n  hint: \`dox init --print\` shows what would be in it; \`dox config\` shows what counts`,
    );
    expect(readFileSync(join(folder, name), 'utf8')).toBe('mine');
  });

  test('does not write through a link', async () => {
    write('tox.ini', ini);
    symlinkSync(join(folder, 'elsewhere'), join(folder, 'dox.yml'));
    const { code, stderr } = await dox(['init']);
    expect(code).toBe(2);
    expect(stderr).toContain('dox.yml cannot be written: file already exists');
    expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
  });

  test('takes the file and the targets that are asked for', async () => {
    write('tox.ini', ini);
    write('.travis.yml', 'language: python\npython: [3.9, 3.11]\nscript: pytest\n');
    const travis = await dox(['init', '--file', '.travis.yml', '-e', 'py3.11', '-']);
    expect(travis.stdout).toContain('from .travis.yml');
    expect(travis.stdout).not.toContain('py3.9');
    const unknown = await dox(['init', '-e', 'lint']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('unknown target "lint"');
    expect((await dox(['init', '-e', 'py27', '-'])).stdout).toContain('  py27:\n');
  });

  test('begins a dox.yml where nothing says how tests are run', async () => {
    const { code, stdout } = await dox(['init']);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'dox.yml: nothing here says how the tests are run: say it in there',
    });
    const { stdout: plan } = await dox(['config', '--json']);
    expect(JSON.parse(plan).targets).toMatchObject([{ commands: [{ text: 'make test' }] }]);
    rmSync(join(folder, 'dox.yml'));
    write('Dockerfile', 'FROM scratch\n');
    expect((await dox(['init', '-'])).stdout).toContain('\nbuild: . #');
  });

  test('passes on the mistakes of what it reads', async () => {
    write('tox.ini', '[testenv\n');
    const { code, stderr } = await dox(['init']);
    expect(code).toBe(2);
    expect(stderr).toContain('tox.ini:1');
    expect(existsSync(join(folder, 'dox.yml'))).toBe(false);
  });
});
