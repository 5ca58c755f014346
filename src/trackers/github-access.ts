import { githubApi } from './github.ts';

export interface GithubAccess {
  /** The address of the API, as it is set. */
  readonly base: string;
  readonly token: string | undefined;
  /** The variables that would hold a token. */
  readonly tokens: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The address of GitHub itself. */
export const githubServer = 'https://github.com';

/**
 * How a server of GitHub (`https://github.com`, `https://github.example.org`) is asked. Inside a workflow its variables say so of
 * its own server (docs.github.com, "Variables reference": GITHUB_SERVER_URL, GITHUB_API_URL). Elsewhere the API is at a place of
 * its own or below `/api/v3` (docs.github.com, Enterprise Server, "REST API"), and the tokens are those of gh
 * (cli.github.com/manual, "gh help environment"): one for one server is not shown to another.
 */
export function githubAccess(server: string, env: Environment): GithubAccess {
  const own = env.GITHUB_SERVER_URL || githubServer;
  const isOwn = hostOf(own) === hostOf(server);
  const isHosted = /^(?:[\w-]+\.ghe\.com|github\.com)$/.test(hostOf(server));
  const base = (isOwn && env.GITHUB_API_URL) || usualApi(server);
  if (isHosted) {
    const token = env.GH_TOKEN || (isOwn ? env.GITHUB_TOKEN : '') || undefined;
    return { base, token, tokens: isOwn ? 'GH_TOKEN or GITHUB_TOKEN' : 'GH_TOKEN' };
  }
  const enterprise = env.GH_ENTERPRISE_TOKEN || env.GITHUB_ENTERPRISE_TOKEN;
  const token = enterprise || (isOwn ? env.GITHUB_TOKEN : '') || undefined;
  return { base, token, tokens: `GH_ENTERPRISE_TOKEN${isOwn ? ' or GITHUB_TOKEN' : ''}` };
}

function usualApi(server: string): string {
  const host = hostOf(server);
  if (host === 'github.com') return githubApi;
  return host.endsWith('.ghe.com') ? `https://api.${host}` : `${server}/api/v3`;
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : '';
}
