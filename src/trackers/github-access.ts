import { hostOf, isHosted, ownServer } from '../recheck/github-server.ts';

export interface GithubAccess {
  /** The address of the API, as it is set. */
  readonly base: string;
  readonly token: string | undefined;
  /** The variables that would hold a token. */
  readonly tokens: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * How a server of GitHub (`https://github.com`, `https://github.example.org`) is asked: at GITHUB_API_URL, if that is set for it,
 * else at a place of its own or below `/api/v3` (docs.github.com, Enterprise Server, "REST API"). The tokens are those of gh
 * (cli.github.com/manual, "gh help environment"), and one for one server is not shown to another: GITHUB_TOKEN is that of the
 * server which a job of GitHub Actions is on, and GITHUB_SERVER_URL tells which.
 */
export function githubAccess(server: string, env: Environment): GithubAccess {
  const host = hostOf(server);
  const base = (hostOf(ownServer(env)) === host && env.GITHUB_API_URL) || usualApi(server);
  const { GITHUB_SERVER_URL: job } = env;
  const isOfJob = job ? hostOf(job) === host : isHosted(host);
  const names = isHosted(host) ? ['GH_TOKEN'] : ['GH_ENTERPRISE_TOKEN', 'GITHUB_ENTERPRISE_TOKEN'];
  if (isOfJob) names.push('GITHUB_TOKEN');
  const token = names.map((name) => env[name]).find(Boolean);
  return { base, token, tokens: names.join(' or ') };
}

function usualApi(server: string): string {
  const host = hostOf(server);
  return isHosted(host) ? `https://api.${host}` : `${server}/api/v3`;
}
