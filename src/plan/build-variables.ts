/** What the engines know as build arguments by themselves (Dockerfile reference, "Predefined ARGs"). */
const proxies: readonly string[] = ['http_proxy', 'https_proxy', 'ftp_proxy', 'no_proxy', 'all_proxy'].flatMap(
  (name) => [name, name.toUpperCase()],
);

/** Where package managers get their packages from. */
const indexes: readonly string[] = [
  ...['GOPROXY', 'NPM_CONFIG_REGISTRY', 'PIP_EXTRA_INDEX_URL', 'PIP_INDEX_URL', 'PIP_TRUSTED_HOST'],
  ...['UV_DEFAULT_INDEX', 'UV_INDEX', 'UV_INDEX_URL', 'npm_config_registry'],
];

/** The variables that a Dockerfile must declare for its steps to have them. */
export function declaredVariables(variables: Readonly<Record<string, string>>): readonly string[] {
  return indexes.filter((name) => variables[name] !== undefined);
}

/**
 * The caller's proxies and package indexes, which the steps of a build have as variables. They are no part of what
 * the image is made of: where a package comes from is not what it is, and two machines with an index each agree.
 */
export function buildVariables(env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries([...proxies, ...indexes].flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}
