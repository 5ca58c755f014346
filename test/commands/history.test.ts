import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { runLine } from '../../src/history/history-line.ts';
import { historyText, parseHistory } from '../../src/history/merge-history.ts';
import { historyOf, historyRun, listedTest, naming, runsOf } from '../support/history.ts';
import { program } from '../support/project.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dox-history-'));
  file = join(folder, 'h.ndjson');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function dox(...args: string[]) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, TZ: 'UTC' },
    extendEnv: false,
    reject: false,
  });
  return { code: exitCode, stdout, stderr, all: `exit ${exitCode}\n${stdout}\n--- stderr\n${stderr}` };
}

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const a = historyRun({ time: 1 });
const b = historyRun({ time: 2 });
const c = historyRun({ time: 3 });

describe('dox history merge', () => {
  test('adds what the files hold to the file of --history, each run once', async () => {
    write('one', historyText(historyOf([a, b])));
    write('two', historyText(historyOf([b, c])));
    write('none', '');
    const first = await dox('history', 'merge', 'one', 'two', 'none', '--history', 'h.ndjson');
    expect(first.code, first.all).toBe(0);
    expect(first.stdout).toBe(`${file}: 3 records, 0 before`);
    const text = readFileSync(file, 'utf8');
    expect(parseHistory(text)).toEqual(historyOf([a, b, c]));
    // in another order, and into what is there
    await dox('--history', 'h.ndjson', 'history', 'merge', 'none', 'two', 'one', 'h.ndjson');
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('many at once lose nothing', async () => {
    const names = Array.from({ length: 6 }, (_, index) => write(`f${index}`, runLine(historyRun({ time: index }))));
    const merged = await Promise.all(names.map((name) => dox('history', 'merge', name, '--history', 'h.ndjson')));
    for (const { code, all } of merged) expect(code, all).toBe(0);
    expect(parseHistory(readFileSync(file, 'utf8')).runs).toHaveLength(6);
  });

  test.each<[string, () => readonly string[], string]>([
    ['no file', () => [], 'needs the files to merge'],
    ['a file that is not there', () => ['nothing'], 'there is no'],
    ['a file of another kind', () => [write('other', '<xml/>\n')], 'is no history of dox'],
    ['a folder', () => [folder], 'is no file'],
  ])('refuses %s, and leaves all as it is', async (_, files, message) => {
    writeFileSync(file, runLine(a));
    const { code, stderr, all } = await dox('history', 'merge', ...files(), '--history', 'h.ndjson');
    expect(code, all).toBe(2);
    expect(stderr).toContain(message);
    expect(readFileSync(file, 'utf8')).toBe(runLine(a));
  });

  test('writes over no file of another kind', async () => {
    write('one', runLine(a));
    write('dox.xml', '<testsuites/>');
    const { code, all } = await dox('history', 'merge', 'one', '--history', 'dox.xml');
    expect(code, all).toBe(2);
    expect(readFileSync(join(folder, 'dox.xml'), 'utf8')).toBe('<testsuites/>');
  });

  test('goes through a link to the file behind it', async () => {
    mkdirSync(join(folder, 'cache'));
    symlinkSync('cache/h', file);
    write('cache/h', runLine(a));
    await dox('history', 'merge', write('one', runLine(b)), '--history', 'h.ndjson');
    expect(parseHistory(readFileSync(join(folder, 'cache/h'), 'utf8')).runs).toEqual([a, b]);
  });
});

describe('adding to a file', () => {
  let writer = '';

  beforeAll(async () => {
    writer = join(mkdtempSync(join(tmpdir(), 'dox-writer-')), 'writer.mjs');
    const entryPoints = [join(import.meta.dirname, 'history-writer.ts')];
    const banner = {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    };
    await build({
      entryPoints,
      outfile: writer,
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner,
      logLevel: 'error',
    });
  });

  const add = (name: string, count: number) => execa(process.execPath, [writer, file, folder, name, String(count)]);

  test('several processes at once lose nothing, and break no line', async () => {
    const names = ['one', 'two', 'three'];
    await Promise.all(names.map((name) => add(name, 40)));
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(120);
    const { runs } = parseHistory(readFileSync(file, 'utf8'));
    for (const name of names) expect(runs.filter(({ target }) => target === name)).toHaveLength(40);
    expect(readdirSync(join(folder, 'dox/locks'))).toEqual([]);
  });

  test('a file that grows too long loses its oldest runs, whoever writes to it', async () => {
    // 450 lines of 20,000 characters are more than 8 MiB
    await Promise.all(['one', 'two', 'three'].map((name) => add(name, 150)));
    const { size } = statSync(file);
    expect(size).toBeLessThan(8 * 1024 * 1024);
    const { runs } = parseHistory(readFileSync(file, 'utf8'));
    expect(runs.length).toBeGreaterThan(200);
    for (const name of ['one', 'two', 'three']) expect(runs.some(({ run }) => run === `${name} 149`)).toBe(true);
    expect(readdirSync(folder).filter((each) => each.startsWith('h.ndjson'))).toEqual(['h.ndjson']);
  });

  test('what a killed dox has left half written costs that line only', async () => {
    writeFileSync(file, `${runLine(a)}${runLine(b).slice(0, 40)}`);
    await add('one', 1);
    const { runs } = parseHistory(readFileSync(file, 'utf8'));
    expect(runs.map(({ run }) => run)).toEqual(['one 0', a.run]);
  });

  test('of so many projects that each has its history, those go that had no run for longest', async () => {
    const histories = join(folder, '.local/state/dox/history');
    mkdirSync(histories, { recursive: true });
    for (let index = 0; index < 100; index += 1) {
      const path = write(`.local/state/dox/history/p-${index}.ndjson`, runLine(a));
      utimesSync(path, 1000 + index, 1000 + index);
    }
    await execa(process.execPath, [writer, join(histories, 'new.ndjson'), folder, 'one', '1']);
    const left = readdirSync(histories);
    expect(left).toHaveLength(100);
    expect(left).toContain('new.ndjson');
    expect(left).not.toContain('p-0.ndjson');
    expect(left).toContain('p-1.ndjson');
  });

  test('what is no history is not added to', async () => {
    const other = write('h.ndjson', 'my notes\n');
    await expect(add('one', 1)).rejects.toThrow('is no history of dox');
    expect(readFileSync(other, 'utf8')).toBe('my notes\n');
  });
});

describe('dox history', () => {
  const day = 86_400_000;
  const at = (days: number): number => Date.now() - days * day;
  const flaky = runsOf('AP AF BP BF CP CP').map((run, index) => ({ ...run, time: at(20 - index) }));
  const broken = historyRun({
    time: at(3),
    tree: '0123456789abcdef',
    listed: [listedTest({ id: 'b\u001b[31m', ms: 1200 })],
  });

  test('lists the tests that failed, most often first', async () => {
    const once = { ...broken, run: 'once', target: 'py39', time: at(2) };
    writeFileSync(file, historyText(historyOf([...flaky, broken, once])));
    const { code, stdout, all } = await dox('history', '--history', 'h.ndjson');
    expect(code, all).toBe(0);
    expect(stdout).toBe(
      [
        '8 runs since 20 days ago, on 4 trees',
        'FAILED  TREES  LAST TIME    TAKES  LAST RUNS  TEST',
        '2 of 7  2      17 days ago  -      ▁█▁█▁▁▁    unit: t  likely flaky (both ways on 2 unchanged trees)',
        '1 of 1  1      2 days ago   1.20s  █          py39: b',
        '1 of 1  1      3 days ago   1.20s  ······█    unit: b  new with its tree',
        '▁ passed  █ failed  ▄ flaky  · unknown',
      ].join('\n'),
    );
  });

  test('shows the runs of one test, the last one first', async () => {
    const made = naming([{ id: 't', outcome: 'passed', ms: 2000 }]);
    const time = Date.UTC(2026, 10, 29, 8, 5);
    const long = { message: `no ${'x'.repeat(200)}`, ms: 400, attempts: 2 };
    const runs = [
      historyRun({ run: 'r1', time, tree: '0123456789abcdef+abcdef', listed: [listedTest(long)] }),
      historyRun({ run: 'r2', time: time + 60_000, tree: '0123456789abcdef+abcdef', passed: made.passed }),
      historyRun({ run: 'r3', time: time + 120_000, tree: null, whole: false }),
    ];
    writeFileSync(file, historyText(historyOf(runs, made.names)));
    const { stdout, all } = await dox('history', 't', '--history', 'h.ndjson');
    expect(stdout, all).toBe(
      [
        't  unit',
        '  failed 1 of its last 2 runs, on 1 unchanged tree: likely flaky',
        '  █▁·  ▁ passed  █ failed  ▄ flaky  · unknown',
        '  ▂█·  takes 0.40s to 2.00s, usually 2.00s',
        '  2026-11-29 08:07  unknown       -  tree unknown       r3',
        '  2026-11-29 08:06  passed    2.00s  tree 0123456+abcd  r2',
        `  2026-11-29 08:05  failed    0.40s  tree 0123456+abcd  r1  no ${'x'.repeat(76)}… (2 times)`,
      ].join('\n'),
    );
  });

  test('lists the tests that have a part of a name in common, and takes a whole one for its test', async () => {
    const listed = ['test_a', 'test_ab', 'other'].map((id) => listedTest({ id }));
    writeFileSync(file, runLine(historyRun({ listed })));
    const part = await dox('history', 'test_', '--history', 'h.ndjson');
    expect(part.stdout.match(/^1 of 1 .*$/gm)).toHaveLength(2);
    const whole = await dox('history', 'test_a', '--history', 'h.ndjson');
    expect(whole.stdout).toMatch(/^test_a {2}unit\n/);
    const none = await dox('history', 'nothing', '--history', 'h.ndjson');
    expect(none.code, none.all).toBe(2);
    expect(none.stderr).toContain('no test is known with "nothing" in its name');
  });

  test('prints JSON', async () => {
    writeFileSync(file, historyText(historyOf([...flaky, broken])));
    const all = JSON.parse((await dox('history', '--json', '--history', 'h.ndjson')).stdout);
    expect(all).toMatchObject({
      runs: 7,
      tests: [{ id: 't', verdict: 'flaky', failures: 2, flaky_trees: 2 }, { id: 'b\u001b[31m' }],
    });
    const one = JSON.parse((await dox('history', 'b', '--json', '--history', 'h.ndjson')).stdout);
    expect(one.tests[0]).toMatchObject({ usual_s: 1.2, last_failed: broken.time, history: { length: 7 } });
  });

  test('says that there is none yet, and makes no file', async () => {
    const { code, stdout } = await dox('history', '--history', 'h.ndjson');
    expect([code, stdout]).toEqual([0, `no runs yet: there is no ${file}; a run of tests with --history makes it`]);
    expect(existsSync(file)).toBe(false);
    write('dox.yml', 'image: debian:bookworm-slim\ncommands: ["true"]\n');
    expect((await dox('history')).stdout).toBe('no runs yet: a run of tests adds itself');
    expect((await dox('history', '--json')).stdout).toBe('{\n  "runs": 0,\n  "tests": []\n}');
  });

  test('needs a project or a file', async () => {
    const { code, stderr } = await dox('history');
    expect([code, stderr]).toEqual([
      2,
      `error: there is no project in ${folder}\n  hint: --history FILE (DOX_HISTORY) names a history; or go where \`dox\` runs your tests: each project has its own`,
    ]);
    // what is wrong with the files themselves comes first
    const merged = await dox('history', 'merge', 'one', write('two', runLine(a)), 'three');
    expect([merged.code, merged.stderr]).toEqual([
      2,
      `error: there is no ${join(folder, 'one')}, no ${join(folder, 'three')}`,
    ]);
    expect((await dox('history', 'merge', 'two')).stderr).toMatch(
      /^error: there is no project in .*\n {2}hint: --history/,
    );
    const other = await dox('history', 'merge', write('x', '<xml/>'));
    expect(other.stderr).toMatch(
      /x is no history of dox\n {2}hint: give files that dox has written with --history, or/,
    );
    expect(existsSync(join(folder, '.local/state'))).toBe(false);
  });

  test('of one that is damaged, dox says that it may be deleted; of a file that was named it does not', async () => {
    write('dox.yml', 'image: debian:bookworm-slim\ncommands: ["true"]\n');
    await dox('history', 'merge', write('one', runLine(a)));
    const [name = ''] = readdirSync(join(folder, '.local/state/dox/history'));
    const path = write(`.local/state/dox/history/${name}`, '\0\0\0');
    const { code, stderr } = await dox('history');
    expect(stderr).toContain(`${path} is no history of dox`);
    expect(stderr).toContain('that file may be deleted');
    expect(code).toBe(2);
    expect((await dox('history', '--history', path)).stderr).not.toContain('deleted');
  });

  test('the worktrees of a repository have one history, its folders and other projects their own', async () => {
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], {
        cwd: join(folder, 'r'),
        stdio: 'pipe',
      });
    for (const path of ['r', 'r/sub', 'plain']) {
      mkdirSync(join(folder, path));
      write(`${path}/dox.yml`, 'project: demo\nimage: debian:bookworm-slim\ncommands: ["true"]\n');
    }
    git('init', '-q', '.');
    git('add', '.');
    git('commit', '-qm', 'one');
    git('worktree', 'add', '-q', join(folder, 'w'));
    for (const path of ['r', 'w', 'r/sub', 'w/sub', 'plain'])
      await dox('-C', path, 'history', 'merge', write('one', runLine(a)));
    expect(
      readdirSync(join(folder, '.local/state/dox/history')).map((name) => name.replace(/-\w+\.ndjson/, '')),
    ).toEqual(Array(3).fill('demo'));
  });

  test('a file that grew beyond all bounds is not read', async () => {
    writeFileSync(file, runLine(a));
    appendFileSync(file, Buffer.alloc(65 * 1024 * 1024, '\n'));
    const { code, stderr } = await dox('history', '--history', 'h.ndjson');
    expect(code).toBe(2);
    expect(stderr).toContain('is too long for a history of dox');
  });
});
