import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, describe, expect, test } from 'vitest';
import { program } from '../support/project.ts';
import { ApiServer } from '../trackers/api-server.ts';

const folders: string[] = [];
const servers: ApiServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function serve(...args: Parameters<typeof ApiServer.start>): Promise<ApiServer> {
  const server = await ApiServer.start(...args);
  servers.push(server);
  return server;
}

const log = `=================================== FAILURES ===================================
__________________________________ test_equal __________________________________

    def test_equal():
>       assert connect() == 4
E       TimeoutError: no answer from the lab

tests/test_a.py:9: TimeoutError
=========================== short test summary info ============================
FAILED tests/test_a.py::test_equal - TimeoutError: no answer from the lab
========================= 1 failed, 3 passed in 0.10s ==========================
`;

const known = `signatures:
  - {name: the lab drops packets, text: no answer from the lab, bug: 'launchpad:1234567'}
`;

async function recheck(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  source = 'ci.log',
) {
  const cwd = mkdtempSync(join(tmpdir(), 'dox-recheck-'));
  folders.push(cwd);
  writeFileSync(join(cwd, 'recheck.yml'), file);
  writeFileSync(join(cwd, 'ci.log'), log);
  const xdg = { XDG_STATE_HOME: join(cwd, 'state'), XDG_CACHE_HOME: join(cwd, 'cache') };
  const { exitCode, stdout, stderr } = await execa(process.execPath, [program, 'recheck', source, ...args], {
    reject: false,
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: cwd, ...xdg, ...env },
    extendEnv: false,
    stdin: 'ignore',
  });
  return { code: exitCode, stdout: String(stdout), stderr: String(stderr) };
}

describe('the bugs that a tracker has', () => {
  test('are proposed for what nobody knows, found by the test and by its error; they justify nothing', async () => {
    const server = await serve(({ query }) => {
      const isName = query.get('search_text') === 'test_equal';
      const title = `Bug #${isName ? 7 : 8} in lab: "${isName ? 'test_equal fails' : 'no answer'}"`;
      const entry = { bug_link: `https://api.launchpad.net/devel/bugs/${isName ? 7 : 8}`, title, status: 'Triaged' };
      return { body: { entries: [entry] } };
    });
    const { code, stdout } = await recheck('tracker: launchpad:lab\n', [], { DOX_LAUNCHPAD_API: server.base });
    expect(stdout).toContain('test_equal fails');
    expect(stdout).toContain('https://bugs.launchpad.net/bugs/7');
    expect(stdout).toContain('https://bugs.launchpad.net/bugs/8');
    expect(code).toBe(1);
    expect(server.asked.map(({ path, query }) => [path, query.get('search_text')])).toEqual([
      ['/lab', 'test_equal'],
      ['/lab', expect.stringMatching(/^TimeoutError: no answer from the lab$/)],
    ]);
  });

  test('are searched for where --tracker says, with the token of the environment', async () => {
    const server = await serve(() => ({ body: { items: [{ number: 3, title: 'flaky lab', state: 'open' }] } }));
    const env = { GITHUB_API_URL: server.base, GH_TOKEN: 'T' };
    const { stdout } = await recheck('', ['--tracker', 'github:a/b'], env);
    expect(stdout).toContain('flaky lab');
    expect(server.asked[0]?.headers.authorization).toBe('Bearer T');
  });

  test.each([
    // GITHUB_SERVER_URL tells whose GITHUB_TOKEN is
    [(base: string) => ({ GITHUB_SERVER_URL: 'https://git.example', GITHUB_API_URL: base }), 'https://git.example'],
    [(base: string) => ({ GITHUB_SERVER_URL: base, GITHUB_API_URL: `${base}/api/v3`, GITHUB_ACTIONS: 'true' }), null],
  ])('on the Enterprise Server of a job are asked with its token, and lead there', async (env, own) => {
    const server = await serve(() => ({ body: { items: [{ number: 3, title: 'flaky lab', state: 'open' }] } }));
    const tokens = { GITHUB_TOKEN: 'of the job', GH_TOKEN: 'of github.com' };
    const { stdout } = await recheck('tracker: github:a/b\n', [], { ...tokens, ...env(server.base) });
    const at = own ?? server.base;
    expect(stdout).toContain(`may be: 3, flaky lab (open) ${at}/a/b/issues/3\n`);
    expect(stdout).toContain(`search by its name: ${at}/a/b/issues?q=is%3Aissue+test_equal\n`);
    expect(stdout).toContain(`a report to paste: ${at}/a/b/issues/new?title=`);
    expect(stdout).not.toContain('github.com');
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual(
      server.asked.map(() => 'Bearer of the job'),
    );
    expect(server.asked).toHaveLength(2);
  });

  test.each([
    [{}, undefined],
    [{ GH_ENTERPRISE_TOKEN: 'its own' }, 'Bearer its own'],
  ])('of an Enterprise Server are not asked with the token for github.com: %j', async (env, sent) => {
    const server = await serve(() => ({ body: { items: [] } }));
    const tokens = { GITHUB_TOKEN: 'of github.com', GH_TOKEN: 'of github.com' };
    await recheck('', ['--tracker', 'github:a/b'], { ...tokens, ...env, GITHUB_API_URL: `${server.base}/api/v3` });
    expect(server.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/api/v3/search/issues', sent],
      ['/api/v3/search/issues', sent],
    ]);
  });

  test('are not searched for with --offline, nor for what is known', async () => {
    const server = await serve(() => ({ body: { entries: [] } }));
    const env = { DOX_LAUNCHPAD_API: server.base };
    await recheck('tracker: launchpad:lab\n', ['--offline'], env);
    const { code } = await recheck(`tracker: launchpad:lab\n${known}`, [], env);
    expect(code).toBe(0);
    expect(server.asked).toEqual([]);
  });

  test('that cannot be had cost a note, not the answer', async () => {
    const server = await serve(() => ({ status: 404, body: { message: 'Not Found' } }));
    const { code, stdout } = await recheck('tracker: launchpad:lab\n', [], { DOX_LAUNCHPAD_API: server.base });
    expect(stdout).toMatch(/note: no bugs were searched for: 127\.0\.0\.1:\d+ says 404 Not Found/);
    expect(code).toBe(1);
  });
});

test('what a tracker told before it gave up is shown, and how far it went', async () => {
  const server = await serve(({ query }) =>
    query.get('q')?.includes('test_equal') === true
      ? { body: { items: [{ number: 3, title: 'flaky lab', state: 'open' }] } }
      : { status: 403, headers: { 'retry-after': '120' }, body: { message: 'slow down' } },
  );
  const env = { GITHUB_API_URL: server.base };
  const told = await recheck('tracker: github:a/b\n', [], env);
  expect(told.stdout).toContain('flaky lab');
  expect(told.stdout).toMatch(
    /note: only 0 of 1 failures were searched for to the end: 127\.0\.0\.1:\d+ answers no more for now: its rate limit is used up \(it answers again in 2 minutes; with a token it answers more often\)/,
  );
  const limited = await serve(() => ({ status: 429, headers: { 'retry-after': '120' }, body: {} }));
  const { stdout } = await recheck('tracker: launchpad:lab\n', [], { DOX_LAUNCHPAD_API: limited.base });
  expect(stdout).toContain('note: no bugs were searched for: ');
  expect(stdout).toContain('(it answers again in 2 minutes)');
});

test.each([
  // a log may be of any run, whichever this process is in
  [[], 'gh run rerun --failed'],
  [['--meta', 'run=7'], 'gh run rerun 7 --failed'],
])('the run that GitHub Actions is in is not taken for that of a log: %j', async (args, line) => {
  const { stdout } = await recheck(known, ['--system', 'github', ...args], { GITHUB_RUN_ID: '99' });
  expect(stdout.split('\n').at(-1)).toBe(line);
});

test.each([
  [{ GITHUB_ACTIONS: 'true' }, [], '', 'gh run rerun --failed'],
  // a log may be of another job than the one that dox runs in
  [{ PROW_JOB_ID: 'x', JOB_NAME: 'pull-lab-unit' }, [], '', '/retest'],
  [{ PROW_JOB_ID: 'x', JOB_NAME: 'y' }, ['--meta', 'build_name=pull-lab-unit'], '', '/test pull-lab-unit'],
  [{}, [], '', 'recheck bug 1234567'],
  [{ GITHUB_ACTIONS: 'true' }, [], 'system: zuul\n', 'recheck bug 1234567'],
  [{ GITHUB_ACTIONS: 'true' }, ['--system', 'prow'], 'system: zuul\n', '/retest'],
])('where nobody says what is typed, it is what the CI system takes: %j %j %j', async (env, args, more, line) => {
  const { stdout } = await recheck(`${more}${known}`, args, env);
  expect(stdout.split('\n').at(-1)).toBe(line);
});

describe('--post', () => {
  test('leaves what is to be typed at the change', async () => {
    const server = await serve(() => ({ body: ")]}'\n{}" }));
    const change = `${server.base}/c/openstack/lab/+/12345`;
    const env = { GERRIT_USERNAME: 'u', GERRIT_PASSWORD: 'p' };
    const { code, stderr } = await recheck(known, ['--post', change], env);
    expect(stderr).toBe(`dox: left the comment \`recheck bug 1234567\` at ${change}`);
    expect(code).toBe(0);
    expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({ message: 'recheck bug 1234567' });
  });

  test('finds the pull request that GitHub Actions is about', async () => {
    const server = await serve(() => ({ status: 201, body: {} }));
    const env = {
      GITHUB_API_URL: server.base,
      GITHUB_TOKEN: 'T',
      GITHUB_REPOSITORY: 'a/b',
      GITHUB_REF: 'refs/pull/7/merge',
    };
    const { code } = await recheck(known, ['--system', 'prow', '--post'], env);
    expect(code).toBe(0);
    expect(server.asked.map(({ path, body }) => [path, body])).toEqual([
      ['/repos/a/b/issues/7/comments', '{"body":"/retest"}'],
    ]);
  });

  test('reaches an Enterprise Server of GitHub', async () => {
    const server = await serve(() => ({ status: 201, body: {} }));
    const env = { GH_ENTERPRISE_TOKEN: 'T', GH_TOKEN: 'of github.com', GH_HOST: new URL(server.base).host };
    const { code, stderr } = await recheck(known, ['--system', 'prow', '--post', `${server.base}/a/b/pull/7`], env);
    expect(stderr).toContain('left the comment `/retest`');
    expect(code).toBe(0);
    expect(server.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/api/v3/repos/a/b/issues/7/comments', 'Bearer T'],
    ]);
  });

  test('sends nothing to a server of which nobody has said that it is GitHub', async () => {
    const server = await serve(() => ({ status: 201, body: {} }));
    const env = { GH_ENTERPRISE_TOKEN: 'T' };
    const { code, stderr } = await recheck(known, ['--system', 'prow', '--post', `${server.base}/a/b/issues/7`], env);
    expect(stderr).toContain('/a/b/issues/7 is no change or pull request');
    expect(stderr).toContain('GH_HOST');
    expect(code).toBe(2);
    expect(server.asked).toEqual([]);
  });

  test.each([
    [{ GITHUB_ACTIONS: 'true' }, '', '--post: nothing says what to write there: in GitHub Actions it is `gh run rerun'],
    [{}, 'system: github\n', '` is a command, not a comment'],
  ])('is refused before the log is read where all that is typed is a command: %j %j', async (env, more, message) => {
    const server = await serve(() => ({ body: log }));
    const address = 'https://github.com/a/b/pull/7';
    const tokens = { GH_TOKEN: 'T', ...env };
    const { code, stdout, stderr } = await recheck(
      `${more}${known}`,
      ['--post', address],
      tokens,
      `${server.base}/log`,
    );
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/`?system`?.* in recheck\.yml/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(server.asked).toEqual([]);
  });

  test('leaves nothing where a recheck is not right', async () => {
    const server = await serve(() => ({ body: ")]}'\n{}" }));
    const { code, stderr } = await recheck('', ['--post', `${server.base}/c/1`], {});
    expect(stderr).toBe('dox: no comment is left');
    expect(code).toBe(1);
    expect(server.asked).toEqual([]);
  });

  test.each([
    [['--post', 'nonsense'], {}, 'is no change or pull request'],
    [['--post'], {}, 'nothing here says which change it is'],
    [['--post', 'http://127.0.0.1:9/c/1'], {}, 'needs a user and a password'],
    [['--post', 'https://github.com/a/b/pull/7'], {}, 'needs a token'],
    [
      ['--system', 'github', '--post', 'https://github.com/a/b/pull/7'],
      { GH_TOKEN: 'T' },
      'is a command, not a comment',
    ],
    [['--tracker', 'bugzilla:x'], {}, 'no tracker that dox knows'],
  ])('%j with %j is refused: %s', async (args, env, message) => {
    const { code, stderr } = await recheck(known, args, env);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});
