import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import type * as v from 'valibot';
import { afterAll, describe, expect, expectTypeOf, test } from 'vitest';
import type { HistoryRun } from '../../src/history/history.ts';
import { historyText } from '../../src/history/merge-history.ts';
import type { AdviceJson } from '../../src/report/advice-json.ts';
import { adviceJsonSchema, type adviceSchema } from '../../src/report/advice-schema.ts';
import { corpora, isThere } from '../recheck/corpora.ts';
import { program } from '../support/project.ts';
import { schemaProblems } from '../support/result-json.ts';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), 'dox-recheck-'));
  folders.push(path);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

async function recheck(cwd: string, args: readonly string[], input?: string) {
  const env = {
    XDG_STATE_HOME: join(cwd, 'state'),
    XDG_CACHE_HOME: join(cwd, 'cache'),
    DOX_OFFLINE: '1',
    GITHUB_ACTIONS: '',
    PROW_JOB_ID: '',
  };
  const { exitCode, stdout, stderr } = await execa(process.execPath, [program, 'recheck', ...args], {
    reject: false,
    cwd,
    env,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  });
  return { code: exitCode, stdout: String(stdout), stderr: String(stderr) };
}

const failing = readFileSync(new URL('../recordings/pytest/pytest9.0-all.log', import.meta.url), 'utf8');
const passing = readFileSync(new URL('../recordings/pytest/pytest9.0-passing.log', import.meta.url), 'utf8');

const one = `=================================== FAILURES ===================================
__________________________________ test_equal __________________________________

    def test_equal():
>       assert connect() == 4
E       TimeoutError: no answer from 10.0.0.7

tests/test_a.py:9: TimeoutError
=========================== short test summary info ============================
FAILED tests/test_a.py::test_equal - TimeoutError: no answer from 10.0.0.7
========================= 1 failed, 3 passed in 0.10s ==========================
`;

const known = `system: zuul
signatures:
  - name: the lab's network drops packets
    pattern: 'TimeoutError: no answer from 10\\.\\d+\\.\\d+\\.\\d+'
    where: message
    bug: launchpad:1234567
    note: it is worst at night
`;

describe('dox recheck', () => {
  test('names the bug, and what to type', async () => {
    const { code, stdout } = await recheck(folder({ 'recheck.yml': known }), ['-'], one);
    expect(stdout).toBe(
      [
        'FAIL tests/test_a.py::test_equal',
        '  TimeoutError: no answer from 10.0.0.7',
        "  known bug: 1234567, the lab's network drops packets (recheck.yml:3:5)",
        '    https://bugs.launchpad.net/bugs/1234567',
        '    line 6: E       TimeoutError: no answer from 10.0.0.7',
        '    note: it is worst at night',
        '',
        'a recheck is right: 1 failure, 1 by a known bug',
        'recheck bug 1234567',
      ].join('\n'),
    );
    expect(code).toBe(0);
  });

  test('refuses where nobody knows the cause, with searches and a report to paste', async () => {
    const path = folder({ 'recheck.yml': 'tracker: launchpad:nova\n', 'ci.log': one });
    const { code, stdout } = await recheck(path, ['ci.log']);
    expect(stdout).toContain(
      '  unknown\n  search by its name: https://bugs.launchpad.net/nova/+bugs?field.searchtext=test_equal\n',
    );
    expect(stdout).toContain(
      'a report to paste: https://bugs.launchpad.net/nova/+filebug?field.title=tests%2Ftest_a.py%3A%3Atest_equal%20fails',
    );
    expect(stdout).toContain('  Test: tests/test_a.py::test_equal (pytest)\n  Log: ci.log\n');
    expect(stdout).toMatch(
      /\nno recheck: nobody knows the cause of the failure; --allow-unknown rechecks all the same$/,
    );
    expect(code).toBe(1);
    const allowed = await recheck(path, [
      '--allow-unknown',
      '--system',
      'neutron',
      '--meta',
      'build_name=unit',
      'ci.log',
    ]);
    expect(allowed.stdout).toMatch(/\nrecheck unit: tests\/test_a\.py::test_equal failed, cause unknown$/);
    expect(allowed.code).toBe(0);
  });

  test.each([
    ['the log is empty', '', 3, 'nothing to recheck: the log is empty'],
    ['it is no text', 'FAILED a.py::b\0\n', 3, 'nothing to recheck: this is no text in UTF-8'],
    ['nothing failed', passing, 1, 'nothing to recheck: nothing failed here'],
    [
      'no runner spoke',
      'make: nothing to be done\n',
      3,
      'nothing to recheck: no output of a test runner that dox knows',
    ],
    [
      'the job succeeded, whatever it got over',
      "  Temporary failure resolving 'deb.debian.org'\nE: Failed to fetch http://x  Connection timed out\nFinished: SUCCESS\n",
      1,
      'nothing to recheck: nothing failed here',
    ],
    [
      'no runner spoke, and what is known stands in it',
      'the build will retry after slow disk\nall is well\n',
      3,
      'nothing to recheck: no output of a test runner that dox knows',
    ],
    [
      'no runner spoke, what is known stands in it, and the job failed',
      'slow disk\nERROR: Job failed: exit code 1\n',
      0,
      'FAIL no test runner that dox knows has spoken\n  known bug: 7, disk (recheck.yml:2:5)\n    https://bugs.launchpad.net/bugs/7\n    line 1, elsewhere in the log: slow disk\n\na recheck is right: 1 failure, 1 by a known bug\nrecheck bug 7',
    ],
    [
      'the machine was lost',
      'preparing\n##[error]The runner has received a shutdown signal. This can happen when the runner service is stopped\n',
      0,
      'FAIL no test runner that dox knows has spoken\n  infrastructure: the machine was lost\n    line 2: ##[error]The runner has received a shutdown signal. This can happen when the runner service is stopped\n\na recheck is right: 1 failure, 1 by the infrastructure\nrecheck the machine was lost',
    ],
  ])('ends with a code of its own where %s', async (_, log, expected, text) => {
    const signatures = "signatures:\n  - {name: disk, text: slow disk, where: log, bug: 'launchpad:7'}\n";
    expect(await recheck(folder({ 'recheck.yml': signatures }), ['-'], log)).toMatchObject({
      code: expected,
      stdout: text,
    });
  });

  test('says that a signature has expired, and does not believe it', async () => {
    const { code, stdout } = await recheck(folder({ 'recheck.yml': `${known}    expires: 2020-01-31\n` }), ['-'], one);
    expect(stdout).toContain(
      `note: recheck.yml:3:5: the signature "the lab's network drops packets" has expired on 2020-01-31, and does not count\n`,
    );
    expect(code).toBe(1);
  });

  test('reads the query files that recheck.yml names', async () => {
    const query = 'query: >\n  message:"TimeoutError: no answer" AND tags:"console"\n';
    const path = folder({ 'sub/recheck.yml': 'queries: [a, b]\n', 'sub/a/77.yaml': query, 'sub/b/notes.txt': '' });
    expect((await recheck(join(path, 'sub'), ['-'], one)).code).toBe(1);
    const told = await recheck(path, ['--signatures', 'sub/recheck.yml', '--meta', 'tags=console', '-'], one);
    expect(told).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /known bug: 77, TimeoutError: no answer \(sub\/a\/77\.yaml\)[\s\S]*\nrecheck bug 77$/,
      ),
    });
  });

  test.each([
    [['a', 'b'], 'dox recheck reads one log, not 2'],
    [['--signatures', 'nowhere.yml', '-'], 'nowhere.yml is not there'],
    [['--system', 'jenkins', '-'], 'dox knows no system jenkins'],
    [['--meta', 'x', '-'], 'write FIELD=VALUE'],
    [[], 'there is no project in'],
  ])('%j is wrong usage', async (args, message) => {
    expect(await recheck(folder({}), args, one)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  test('prints JSON for programs, by its schema', async () => {
    const path = folder({ 'recheck.yml': known });
    for (const log of [one, failing, passing, 'nothing\n', '##[error]The runner has received a shutdown signal\n']) {
      const { stdout, code } = await recheck(path, ['--json', '-'], log);
      const advice: AdviceJson = JSON.parse(stdout);
      expect(schemaProblems('advice.schema.json', advice)).toEqual([]);
      expect(advice.justified).toBe(code === 0);
    }
    const { stdout } = await recheck(path, ['--json', '-'], one);
    expect(JSON.parse(stdout)).toMatchObject({
      justified: true,
      type: 'recheck bug 1234567',
      failures: [
        {
          id: 'tests/test_a.py::test_equal',
          cause: 'known bug',
          bugs: [{ number: 1234567, lines: [{ number: 6 }, { number: 10 }] }],
        },
      ],
    });
  });

  test('asks the history whether a test is flaky, and how often a bug was seen', async () => {
    const message = 'TimeoutError: no answer from 10.0.0.8';
    const run = (number: number, fails: boolean): HistoryRun => ({
      run: `r${number}`,
      target: 'unit',
      time: number * 1000,
      tree: 'abc',
      image: 'i',
      asked: 'all',
      verdict: fails ? 'failed' : 'passed',
      whole: true,
      seconds: 1,
      counts: { ran: 4, failed: fails ? 1 : 0, skipped: 0 },
      listed: fails ? [{ id: 'tests/test_a.py::test_equal', outcome: 'failed', ms: null, message, attempts: 1 }] : [],
      passed: null,
    });
    const runs = [1, 2, 3, 4, 5, 6].map((number) => run(number, number % 3 === 0));
    const path = folder({ 'h.ndjson': historyText({ runs, names: {} }), 'recheck.yml': known });
    const flaky = await recheck(path, ['--history', 'h.ndjson', '--signatures', '/dev/null', '-'], one);
    expect(flaky.stdout).toMatch(
      /\n {2}likely flaky: failed 2 of its last 6 runs[^\n]*\n\na recheck is right: 1 failure, 1 likely flaky\nrecheck flaky test tests\/test_a\.py::test_equal$/,
    );
    expect(flaky.code).toBe(0);
    const bug = await recheck(path, ['--history', 'h.ndjson', '-'], one);
    expect(bug.stdout).toContain('\n    in the errors of 2 of the last 6 runs here\n');
    // the project's own history is asked too, whatever file says how it is tested
    for (const [name, text] of [
      ['tox.ini', '[testenv]\ncommands = pytest\n'],
      ['dox.yml', 'image: x\ncommands: [pytest]\n'],
    ] as const) {
      const here = folder({ [name]: text, 'h.ndjson': historyText({ runs, names: {} }) });
      const env = { XDG_STATE_HOME: join(here, 'state'), XDG_CACHE_HOME: join(here, 'cache') };
      await execa(process.execPath, [program, 'history', 'merge', 'h.ndjson'], { cwd: here, env });
      expect((await recheck(here, ['-'], one)).stdout).toContain('\n  likely flaky: failed 2 of its last 6 runs');
    }
    const broken = folder({ 'tox.ini': '[testenv\n' });
    expect((await recheck(broken, ['-'], one)).stdout).toContain('\n  unknown\n');
  });

  test('reads no project where it needs none: --history names the file', async () => {
    const path = folder({ 'dox.yml': 'comands: [true]\n', 'recheck.yml': known });
    expect((await recheck(path, ['-'], one)).code).toBe(2);
    const { code, stdout, stderr } = await recheck(path, ['--history', 'h.ndjson', '-'], one);
    expect(stdout).toMatch(/\nrecheck bug 1234567$/);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('goes on without a history that cannot be read', async () => {
    const path = folder({ 'h.ndjson': '\0\0\0', 'recheck.yml': known, 'folder/x': '' });
    for (const [name, why] of [
      ['h.ndjson', 'is no history of dox'],
      ['folder', 'is no file'],
    ] as const) {
      const { code, stdout } = await recheck(path, ['--history', name, '-'], one);
      expect(stdout).toContain(`note: the history was not asked: ${join(path, name)} ${why}\n`);
      expect(stdout).toMatch(/\nrecheck bug 1234567$/);
      expect(code).toBe(0);
    }
  });

  test('nothing in a log acts on the terminal, or on where the line is pasted', async () => {
    const hostile = one.replaceAll('TimeoutError: no', 'x\x1b]0;title\x07\x1b[2Jy\x9b31m\u202e');
    const { stdout } = await recheck(
      folder({ 'recheck.yml': 'tracker: launchpad:nova\n' }),
      ['--allow-unknown', '-'],
      hostile,
    );
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/);
  });

  test('says what must be known of the job for a query whose text is there', async () => {
    const text = (more: string): string => `query: >\n  message:"no answer from" AND ${more}\n`;
    const path = folder({
      'recheck.yml': 'queries: q\n',
      'q/1.yaml': text('project:"openstack/nova" AND NOT build_queue:"check"'),
      'q/2.yaml': text('tags:"console"'),
      'q/3.yaml': 'query: message:"is not in it" AND project:x\n',
    });
    const told = (stdout: string): readonly string[] => stdout.split('\n').filter((line) => line.startsWith('note: '));
    expect(told((await recheck(path, ['-'], one)).stdout)).toEqual([
      'note: q/1.yaml has its text in line 6, but nothing is known here of project and build_queue: --meta project=… --meta build_queue=…',
      'note: q/2.yaml has its text in line 6, but nothing is known here of tags: --meta tags=…',
    ]);
    const meta = ['--meta', 'tags=screen', '--meta', 'project=openstack/nova'];
    expect(told((await recheck(path, [...meta, '-'], one)).stdout)).toEqual([
      'note: q/1.yaml has its text in line 6, but nothing is known here of build_queue: --meta build_queue=…',
    ]);
    const known = await recheck(path, [...meta, '--meta', 'build_queue=gate', '-'], one);
    expect(known.stdout).toMatch(/\nrecheck bug 1$/);
    expect(told(known.stdout)).toEqual([]);
  });

  test('tells all mistakes of all its files at once', async () => {
    const path = folder({
      'dox.yml': 'image: x\ncomands: [true]\n',
      'recheck.yml': 'sytem: zuul\nqueries: [queries, nowhere]\nsignatures:\n  - {name: a, text: x, bug: 1}\n',
      'queries/1.yaml': 'qery: >\n  message:"x"\n',
      'queries/2.yaml': 'query: >\n  message:"x" AND tag:"console" AND (tags:"y"\n',
      'queries/3.yaml': 'query: >\n  message:"x" AND tag:"console"\n',
      'queries/4.yaml/is a folder': '',
      'queries/oslo.yaml': 'query: tags:x\n',
    });
    const { code, stdout, stderr } = await recheck(path, ['-'], one);
    const told = stderr.split('\n').filter((line) => /(?:error|warning): /.test(line));
    expect(told).toEqual([
      'recheck.yml:1:1: error: unknown key "sytem" at the top',
      'recheck.yml:2:20: error: there is no folder nowhere',
      'recheck.yml:4:29: error: "1" is no bug that dox can name',
      'queries/1.yaml:1:1: error: unknown key "qery"',
      'queries/1.yaml:1:1: error: the key "query" is missing',
      'queries/2.yaml:2:45: error: this query cannot be read: it is no query of Lucene: it ends too early',
      'queries/3.yaml:2:19: warning: nothing is known of a field "tag": what asks for it never matches',
      'error: queries/4.yaml cannot be read: EISDIR',
      'error: queries/oslo.yaml: the name of a query file is the number of a bug on Launchpad',
      'queries/oslo.yaml:1:8: error: this query would match any line',
      'dox.yml:2:1: error: unknown key "comands" at the top',
    ]);
    expect(stderr).toContain('did you mean "query"?');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('the schema describes the type, no more and no less', () => {
    type Plain<T> = T extends object ? { -readonly [Key in keyof T]: Plain<T[Key]> } : T;
    type Described = v.InferOutput<typeof adviceSchema>;
    expectTypeOf<Plain<AdviceJson>>().toExtend<Plain<Described>>();
    expectTypeOf<Plain<Described>>().toExtend<Plain<AdviceJson>>();
    const fresh = `${JSON.stringify(adviceJsonSchema(), null, 2)}\n`;
    expect(readFileSync('advice.schema.json', 'utf8') === fresh, 'it is stale: run `npm run schema`').toBe(true);
  });

  const page = join(corpora, 'console/console.html.gz');
  const instance = 'tempest.thirdparty.boto.test_ec2_instance_run.InstanceRunTest';
  const job = 'gate-tempest-devstack-vm-neutron';
  const error = `AssertionError: State change timeout exceeded!(400s) While waitingfor set(['running', '_GONE']) at "pending"`;

  // openstack-infra/elastic-recheck, commit f173f8b, queries.yaml: this text was bug 1230407 in the week of the page
  const people = `system: zuul
signatures:
  - name: an instance never gets out of pending
    pattern: 'State change timeout exceeded!\\(\\d+s\\) While waitingfor .* at "pending"'
    where: message
    tests: [tempest.thirdparty.boto.*]
    bug: launchpad:1230407
`;
  const query = 'query: >\n  message:"AssertionError: State change timeout exceeded!"\n  AND filename:"console.html"\n';

  test.skipIf(!isThere('console')).each([
    [
      'by a signature of the project',
      { 'recheck.yml': people },
      '1230407, an instance never gets out of pending (recheck.yml:3:5)',
    ],
    [
      "by elastic-recheck's query of that week, with the field as it was called two months later",
      { 'recheck.yml': 'system: zuul\nqueries: queries\n', 'queries/1230407.yaml': query },
      '1230407, AssertionError: State change timeout exceeded! (queries/1230407.yaml)',
    ],
  ] as const)(
    'ends on the console page of 2013 with the test, the cause and what to type, %s',
    async (_, files, known) => {
      const { code, stdout } = await recheck(folder(files), [page]);
      const bug = (where: string): readonly string[] => [
        `  known bug: ${known}`,
        '    https://bugs.launchpad.net/bugs/1230407',
        `    line 21264${where}: ${error}`,
      ];
      expect(stdout).toBe(
        [
          `FAIL ${instance}.test_run_stop_terminate_instance in ${job}`,
          `  ${error}`,
          ...bug(''),
          `ERROR ${instance} in ${job}`,
          '  TearDownException: 1 cleanUp operation failed',
          ...bug(', of a test of this class'),
          '',
          'a recheck is right: 2 failures, 2 by a known bug',
          'recheck bug 1230407',
        ].join('\n'),
      );
      expect(code).toBe(0);
    },
  );

  test.skipIf(!isThere('console'))(
    'helps on where nobody has said what the page of 2013 shows: what it proposes knows the bug from then on',
    async () => {
      const { code, stdout } = await recheck(folder({}), [page]);
      const launchpad = 'https://bugs.launchpad.net/+bugs?field.searchtext';
      expect(stdout.split('\n').slice(0, 5)).toEqual([
        `FAIL ${instance}.test_run_stop_terminate_instance in ${job}`,
        `  ${error}`,
        '  unknown',
        `  search by its name: ${launchpad}=test_run_stop_terminate_instance`,
        expect.stringMatching(/^ {2}search by its error: .*=AssertionError%3A%20State%20change%20timeout%20exceeded/),
      ]);
      expect(stdout).toContain(`\na report to paste:\n  ${instance}.test_run_stop_terminate_instance fails: Assert`);
      const [, proposed = ''] =
        /\nif it is a known bug: type `recheck bug NUMBER`, and put this below "signatures:" in recheck\.yml .*\n((?: {2}.*\n)+)/.exec(
          stdout,
        ) ?? [];
      expect(stdout).toMatch(
        /\nno recheck: nobody knows the cause of 2 of 2 failures; --allow-unknown rechecks all the same$/,
      );
      expect(code).toBe(1);
      const next = folder({ 'recheck.yml': `signatures:\n${proposed.replace('NUMBER', '1230407')}` });
      const again = await recheck(next, [page]);
      expect(again.stdout).toMatch(/\nrecheck bug 1230407$/);
      expect(again.code).toBe(0);
    },
  );
});
