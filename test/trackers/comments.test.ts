import { afterEach, expect, it } from 'vitest';
import { commentPlaceOf, parseCommentPlace } from '../../src/trackers/comment-place.ts';
import { githubAccess } from '../../src/trackers/github-access.ts';
import { leaveComment } from '../../src/trackers/leave-comment.ts';
import { ApiServer } from './api-server.ts';

const servers: ApiServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(...args: Parameters<typeof ApiServer.start>): Promise<ApiServer> {
  const server = await ApiServer.start(...args);
  servers.push(server);
  return server;
}

it.each([
  ['https://github.com/a/b/pull/7', { kind: 'github', repository: 'a/b', number: 7 }],
  ['https://github.com/a/b/pull/7/files#diff', { kind: 'github', repository: 'a/b', number: 7 }],
  ['https://github.com/a/b/issues/7', { kind: 'github', repository: 'a/b', number: 7 }],
  ['https://lab.ghe.com/a/b/pull/7', { kind: 'github', server: 'https://lab.ghe.com', repository: 'a/b', number: 7 }],
  [
    'https://review.opendev.org/c/openstack/nova/+/12345',
    { kind: 'gerrit', base: 'https://review.opendev.org', change: 'openstack%2Fnova~12345' },
  ],
  [
    'https://review.opendev.org/c/openstack/nova/+/12345/3',
    { kind: 'gerrit', base: 'https://review.opendev.org', change: 'openstack%2Fnova~12345' },
  ],
  ['https://example.org/gerrit/#/c/12345/', { kind: 'gerrit', base: 'https://example.org/gerrit', change: '12345' }],
  ['https://review.opendev.org/12345', { kind: 'gerrit', base: 'https://review.opendev.org', change: '12345' }],
  ['https://review.opendev.org/c/12345', { kind: 'gerrit', base: 'https://review.opendev.org', change: '12345' }],
])('%s is a place for a comment', (address, place) => {
  expect(parseCommentPlace(address)).toMatchObject({ ...place, url: address });
});

it.each([
  { GITHUB_SERVER_URL: 'https://git.example' },
  { GITHUB_API_URL: 'https://git.example/api/v3' },
  { GH_HOST: 'git.example' },
])('a pull request of an Enterprise Server is one where %j names the server', (env) => {
  for (const address of ['https://git.example/a/b/pull/7', 'https://git.example/a/b/issues/7']) {
    const place = { kind: 'github', server: 'https://git.example', repository: 'a/b', number: 7, url: address };
    expect(parseCommentPlace(address, env)).toEqual(place);
    // as of Gitea, which has such addresses too: no token goes there
    expect(parseCommentPlace(address, {})).toBeNull();
  }
  expect(parseCommentPlace('https://gitea.example/a/b/issues/7', env)).toBeNull();
});

it.each(['https://github.com/a/b', 'ftp://x/c/1', 'https://review.opendev.org/12345x', 'nonsense', ''])(
  '%j is none',
  (address) => expect(parseCommentPlace(address)).toBeNull(),
);

it('CI systems name the place by variables', () => {
  expect(commentPlaceOf({ GITHUB_REPOSITORY: 'a/b', GITHUB_REF: 'refs/pull/7/merge' })).toMatchObject({ number: 7 });
  expect(commentPlaceOf({ GITHUB_REPOSITORY: 'a/b', GITHUB_REF: 'refs/heads/main' })).toBeNull();
  const enterprise = {
    GITHUB_REPOSITORY: 'a/b',
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_SERVER_URL: 'https://git.example',
  };
  expect(commentPlaceOf(enterprise)).toMatchObject({ number: 7, server: 'https://git.example' });
  const prow = { REPO_OWNER: 'a', REPO_NAME: 'b', PULL_NUMBER: '7' };
  expect(commentPlaceOf({ ...prow, PROW_JOB_ID: 'x' })).toMatchObject({ url: 'https://github.com/a/b/pull/7' });
  // variables of such names may be anybody's
  expect(commentPlaceOf(prow)).toBeNull();
  expect(commentPlaceOf({ GERRIT_CHANGE_URL: 'https://review.opendev.org/c/a/b/+/9' })).toMatchObject({
    change: 'a%2Fb~9',
  });
  expect(commentPlaceOf({})).toBeNull();
});

const [own, gh, enterprise] = [{ GITHUB_TOKEN: 'own' }, { GH_TOKEN: 'gh' }, { GH_ENTERPRISE_TOKEN: 'ent' }];
const apiOnly = { GITHUB_API_URL: 'https://git.example/api/v3' };
const inWorkflow = { GITHUB_SERVER_URL: 'https://git.example', GITHUB_API_URL: 'https://git.example/api/v3' };

it.each([
  ['https://github.com', {}, 'https://api.github.com', undefined],
  ['https://github.com', own, 'https://api.github.com', 'own'],
  ['https://github.com', { ...own, ...gh, ...enterprise }, 'https://api.github.com', 'gh'],
  ['https://a.ghe.com', gh, 'https://api.a.ghe.com', 'gh'],
  ['https://git.example', enterprise, 'https://git.example/api/v3', 'ent'],
  // a token of one server is not shown to another
  ['https://git.example', { ...own, ...gh }, 'https://git.example/api/v3', undefined],
  ['https://git.example', { ...own, ...gh, ...inWorkflow }, 'https://git.example/api/v3', 'own'],
  ['https://github.com', { ...own, ...inWorkflow }, 'https://api.github.com', undefined],
  ['https://github.com', { ...gh, ...inWorkflow }, 'https://api.github.com', 'gh'],
  ['https://github.com', { GITHUB_API_URL: 'http://127.0.0.1:1', ...own }, 'http://127.0.0.1:1', 'own'],
  ['https://lab.ghe.com', own, 'https://api.lab.ghe.com', 'own'],
  // GITHUB_TOKEN is of the job's server
  ['https://lab.ghe.com', { ...own, GITHUB_SERVER_URL: 'https://github.com' }, 'https://api.lab.ghe.com', undefined],
  ['https://lab.ghe.com', { ...own, GITHUB_SERVER_URL: 'https://lab.ghe.com' }, 'https://api.lab.ghe.com', 'own'],
  // gh takes them in this order
  ['https://git.example', { GITHUB_ENTERPRISE_TOKEN: 'x' }, 'https://git.example/api/v3', 'x'],
  ['https://git.example', { ...enterprise, GITHUB_ENTERPRISE_TOKEN: 'x' }, 'https://git.example/api/v3', 'ent'],
  ['https://git.example', { ...own, ...enterprise, ...inWorkflow }, 'https://git.example/api/v3', 'ent'],
  // the API of a server, set in a job of another one
  ['https://git.example', { ...own, ...gh, ...apiOnly }, 'https://git.example/api/v3', undefined],
  [
    'https://git.example',
    { ...own, ...gh, ...apiOnly, GITHUB_SERVER_URL: 'https://github.com' },
    'https://git.example/api/v3',
    undefined,
  ],
  [
    'https://github.com',
    { ...gh, ...apiOnly, GITHUB_SERVER_URL: 'https://github.com' },
    'https://api.github.com',
    'gh',
  ],
])('%s with %j is asked at %s with the token %s', (server, env, base, token) => {
  expect(githubAccess(server, env)).toMatchObject({ base, token });
});

it('a comment reaches Gerrit as a review without a vote', async () => {
  const server = await serve(() => ({ body: ")]}'\n{}" }));
  const place = parseCommentPlace(`${server.base}/c/openstack/nova/+/12345`);
  if (place === null) throw new Error('it is one');
  const headers = { authorization: `Basic ${Buffer.from('u:p').toString('base64')}` };
  await leaveComment({ place, text: 'recheck bug 1270212', api: server.api({ headers }) });
  const [asked, ...more] = server.asked;
  expect(more).toEqual([]);
  expect(asked).toMatchObject({ method: 'POST', path: '/a/changes/openstack%2Fnova~12345/revisions/current/review' });
  expect(JSON.parse(asked?.body ?? '')).toEqual({ message: 'recheck bug 1270212' });
  expect(asked?.headers.authorization).toBe('Basic dTpw');
});

it('a comment reaches a pull request of GitHub', async () => {
  const server = await serve(() => ({ status: 201, body: { id: 1 } }));
  const place = parseCommentPlace('https://github.com/a/b/pull/7');
  if (place === null) throw new Error('it is one');
  await leaveComment({ place, text: '/retest', api: server.api() });
  expect(server.asked.map(({ path, body }) => [path, body])).toEqual([
    ['/repos/a/b/issues/7/comments', '{"body":"/retest"}'],
  ]);
});

it('a comment is sent once, also where the server breaks, and what it says is told', async () => {
  const server = await serve(() => ({ status: 503, body: 'down for maintenance\nsoon' }));
  const place = parseCommentPlace(`${server.base}/c/12345`);
  if (place === null) throw new Error('it is one');
  await expect(leaveComment({ place, text: 'recheck', api: server.api() })).rejects.toMatchObject({
    code: 'pull-failed',
    message: expect.stringContaining('503 down for maintenance'),
  });
  expect(server.asked).toHaveLength(1);
  const page = await serve(() => ({ body: '<html>please log in</html>' }));
  const other = parseCommentPlace(`${page.base}/c/12345`);
  if (other === null) throw new Error('it is one');
  await expect(leaveComment({ place: other, text: 'recheck', api: page.api() })).rejects.toMatchObject({
    message: expect.stringContaining('does not answer as Gerrit does'),
  });
});
