import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createAnswers } from '../../src/trackers/answers.ts';
import { createGithub } from '../../src/trackers/github.ts';
import { createLaunchpad } from '../../src/trackers/launchpad.ts';
import { ApiServer } from './api-server.ts';

const servers: ApiServer[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function serve(...args: Parameters<typeof ApiServer.start>): Promise<ApiServer> {
  const server = await ApiServer.start(...args);
  servers.push(server);
  return server;
}

/** A task as Launchpad's searchTasks gives it (its WADL; only what dox reads, and some of the rest). */
const task = (number: number, title: string, status = 'New', project = 'nova') => ({
  bug_link: `https://api.launchpad.net/devel/bugs/${number}`,
  web_link: `https://bugs.launchpad.net/${project}/+bug/${number}`,
  title: `Bug #${number} in OpenStack Compute (${project}): "${title}"`,
  status,
  importance: 'High',
});

describe('Launchpad', () => {
  it('is asked as its API wants it, closed bugs too, and its titles lose their frame', async () => {
    const server = await serve(() => ({
      body: {
        start: 0,
        total_size: 2,
        entries: [task(1270212, 'test_x fails with "timeout"'), task(1449136, 'pip', 'Fix Released')],
      },
    }));
    const hits = await createLaunchpad(server.api(), 'nova').search({ text: 'test_x', by: 'test' });
    expect(hits).toEqual([
      {
        bug: { kind: 'launchpad', number: 1270212, url: 'https://bugs.launchpad.net/bugs/1270212' },
        title: 'test_x fails with "timeout"',
        status: 'New',
        open: true,
      },
      {
        bug: { kind: 'launchpad', number: 1449136, url: 'https://bugs.launchpad.net/bugs/1449136' },
        title: 'pip',
        status: 'Fix Released',
        open: false,
      },
    ]);
    const [asked] = server.asked;
    expect(asked?.path).toBe('/nova');
    expect(asked?.query.get('ws.op')).toBe('searchTasks');
    expect(asked?.query.get('search_text')).toBe('test_x');
    expect(asked?.query.get('omit_duplicates')).toBe('true');
    expect(asked?.query.getAll('status')).toContain('Fix Released');
    expect(asked?.headers['user-agent']).toMatch(/^dox\//);
  });

  it('has a bug once that stands there for several projects, and pages are turned', async () => {
    const server = await serve(({ query }) => ({
      body: query.has('ws.start')
        ? { start: 2, entries: [task(3, 'c')] }
        : {
            start: 0,
            entries: [task(1, 'a'), task(1, 'a', 'New', 'neutron')],
            next_collection_link: `${servers[0]?.base}/nova?ws.op=searchTasks&ws.start=2`,
          },
    }));
    const hits = await createLaunchpad(server.api(), 'nova').search({ text: 'x', by: 'error' });
    expect(hits.map(({ title }) => title)).toEqual(['a', 'c']);
  });

  it('without a project is asked for all bugs, and a page elsewhere is not followed', async () => {
    const server = await serve(() => ({
      body: { entries: [task(1, 'a')], next_collection_link: 'http://127.0.0.1:9/nova' },
    }));
    expect(await createLaunchpad(server.api(), null).search({ text: 'x', by: 'error' })).toHaveLength(1);
    expect(server.asked.map(({ path }) => path)).toEqual(['/bugs']);
  });
});

const repository = { kind: 'github', server: 'https://git.example', repository: 'a/b' } as const;

describe('GitHub', () => {
  const issue = (number: number, title: string, state = 'open') => ({ number, title, state, html_url: 'x' });

  it.each([
    ['test', 'test_list_delete', '"test_list_delete" repo:a/b is:issue'],
    ['error', 'OSError: no such thing OR worse', 'OSError no such thing worse repo:a/b is:issue'],
  ] as const)('is asked by %s', async (by, text, query) => {
    const server = await serve(() => ({ body: { total_count: 1, incomplete_results: false, items: [issue(5, 't')] } }));
    const hits = await createGithub(server.api({ headers: { authorization: 'Bearer T' } }), repository).search({
      text,
      by,
    });
    expect(hits).toEqual([
      {
        bug: { ...repository, number: 5, url: 'https://git.example/a/b/issues/5' },
        title: 't',
        status: 'open',
        open: true,
      },
    ]);
    const [asked] = server.asked;
    expect(asked?.path).toBe('/search/issues');
    expect(asked?.query.get('q')).toBe(query);
    expect(asked?.headers.authorization).toBe('Bearer T');
  });

  it('is never asked with more characters than it takes', async () => {
    const server = await serve(() => ({ body: { items: [] } }));
    const github = createGithub(server.api(), repository);
    await github.search({ text: 'word '.repeat(200), by: 'error' });
    await github.search({ text: 'x'.repeat(999), by: 'test' });
    expect(server.asked.map(({ query }) => (query.get('q') ?? '').length <= 256)).toEqual([true, true]);
    expect(await github.search({ text: '""', by: 'test' })).toEqual([]);
    expect(server.asked).toHaveLength(2);
  });

  it('has its pages turned by the header Link', async () => {
    const server = await serve(({ query }, count) => ({
      body: { items: [issue(count, 't', 'closed')] },
      headers: query.has('page')
        ? {}
        : { link: `<${servers[0]?.base}/search/issues?page=2>; rel="next", <x>; rel="last"` },
    }));
    const hits = await createGithub(server.api(), repository).search({ text: 'x', by: 'test' });
    expect(hits.map(({ bug, open }) => [bug.url.split('/').at(-1), open])).toEqual([
      ['1', false],
      ['2', false],
    ]);
  });
});

describe('a server', () => {
  const search = (server: ApiServer, more = {}) =>
    createGithub(server.api(more), repository).search({ text: 'x', by: 'test' });

  it('that is not able just now is asked again, and not for ever', async () => {
    const once = await serve((_, count) => (count === 1 ? { status: 503, body: 'busy' } : { body: { items: [] } }));
    expect(await search(once)).toEqual([]);
    const never = await serve(() => ({ status: 502, body: '<html>bad gateway</html>' }));
    await expect(search(never)).rejects.toMatchObject({ code: 'pull-failed', retryMayHelp: true });
    expect(never.asked).toHaveLength(3);
  });

  it('whose rate limit is used up is waited for where that is short, and else named with the time', async () => {
    const short = await serve((_, count) =>
      count === 1 ? { status: 429, headers: { 'retry-after': '0' } } : { body: { items: [] } },
    );
    expect(await search(short)).toEqual([]);
    const reset = String(1000 + 30 * 60);
    const long = await serve(() => ({
      status: 403,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset },
      body: { message: 'API rate limit exceeded' },
    }));
    await expect(search(long)).rejects.toMatchObject({
      code: 'pull-failed',
      message: expect.stringContaining('rate limit'),
      hint: expect.stringContaining('30 minutes'),
    });
    expect(long.asked).toHaveLength(1);
  });

  it('that refuses a token says so', async () => {
    const server = await serve(() => ({ status: 401, body: { message: 'Bad credentials' } }));
    await expect(search(server)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('401 Bad credentials'),
    });
  });

  it.each([
    ['<html>hello</html>', 'does not answer with JSON'],
    [{ items: 3 }, 'in a form that dox does not know'],
    ['x'.repeat(9 * 1024 * 1024), 'more than a search can be'],
  ])('that answers with what is none is told: %.20j', async (body, message) => {
    const server = await serve(() => ({ body }));
    await expect(search(server)).rejects.toMatchObject({
      code: 'pull-failed',
      message: expect.stringContaining(message),
    });
  });

  it('that never answers costs no more than the time-out, and an interruption ends it at once', async () => {
    const server = await serve(() => null);
    await expect(search(server, { timeout: 50 })).rejects.toMatchObject({
      message: expect.stringContaining('no answer in 0.05 s'),
    });
    const stop = new AbortController();
    const pending = search(server, { signal: stop.signal });
    stop.abort();
    await expect(pending).rejects.toMatchObject({ code: 'interrupted' });
  });

  it('that is not there is an error with its name', async () => {
    const server = await serve(() => null);
    server.close();
    await expect(search(server)).rejects.toMatchObject({
      code: 'pull-failed',
      message: expect.stringContaining(server.base.slice('http://'.length)),
    });
  });

  it('is asked once in ten minutes, and then whether its answer still holds', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dox-answers-'));
    folders.push(folder);
    const server = await serve(({ headers }) =>
      headers['if-none-match'] === '"one"'
        ? { status: 304 }
        : { headers: { etag: '"one"' }, body: { items: [{ number: 1, title: 't', state: 'open' }] } },
    );
    let time = 1_000_000;
    // each search with answers of its own stands for a dox of its own
    const asks = () => search(server, { now: () => time, answers: createAnswers(folder) });
    expect(await asks()).toHaveLength(1);
    expect(await asks()).toHaveLength(1);
    expect(server.asked).toHaveLength(1);
    time += 11 * 60_000;
    expect(await asks()).toHaveLength(1);
    expect(await asks()).toHaveLength(1);
    expect(server.asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"one"']);
  });
});
