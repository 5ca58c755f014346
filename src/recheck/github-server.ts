type Environment = Readonly<Record<string, string | undefined>>;

/** The address of GitHub itself. */
export const githubServer = 'https://github.com';

/**
 * The server of GitHub that is meant where none is named (`https://github.example.org`): that whose API GITHUB_API_URL is
 * (`/api/v3` of an Enterprise Server, `api.` before a host of ghe.com), else what GITHUB_SERVER_URL says, as in a job of GitHub
 * Actions (docs.github.com, "Variables reference"), else github.com.
 */
export function ownServer({ GITHUB_API_URL: api, GITHUB_SERVER_URL: server }: Environment): string {
  return serverOfApi(api) ?? originOf(server) ?? githubServer;
}

/** Null where the address does not tell, as that of a proxy. */
function serverOfApi(address: string | undefined): string | null {
  const origin = originOf(address);
  if (address === undefined || origin === null) return null;
  const { pathname, host } = new URL(address);
  if (/^\/api\/v3\/?$/.test(pathname)) return origin;
  return host.startsWith('api.') && isHosted(host.slice(4)) ? `https://${host.slice(4)}` : null;
}

/**
 * Whether an address is of a server of GitHub: github.com and ghe.com, or an Enterprise Server that the environment names: the
 * own one, or that of GH_HOST (cli.github.com/manual, "gh help environment"). Others have `/issues/` and `/pull/` too.
 */
export function isOfGithub(address: string, env: Environment): boolean {
  const host = hostOf(address);
  if (host === '') return false;
  const { GH_HOST: named = '', GITHUB_SERVER_URL: server = '' } = env;
  return isHosted(host) || [hostOf(ownServer(env)), hostOf(server), named.toLowerCase()].includes(host);
}

/** Whether a host is GitHub's own: github.com, or one of ghe.com. */
export function isHosted(host: string): boolean {
  return /^(?:[\w-]+\.ghe\.com|github\.com)$/.test(host);
}

/** The host of an address, with its port, or '' for what is none. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : '';
}

function originOf(address: string | undefined): string | null {
  return address !== undefined && /^https?:\/\//.test(address) && URL.canParse(address)
    ? new URL(address).origin
    : null;
}
