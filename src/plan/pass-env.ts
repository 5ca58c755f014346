import { wildcard } from '../base/wildcard.ts';

/**
 * Handed over without being asked for: what tells programs how to print, that they run in CI, and how to reach
 * the network. Everything else of the caller's environment stays outside (`pass_env` lets it in).
 */
const always: readonly string[] = [
  'CI',
  'NO_COLOR',
  'FORCE_COLOR',
  'CLICOLOR',
  'CLICOLOR_FORCE',
  'SOURCE_DATE_EPOCH',
  'http_proxy',
  'https_proxy',
  'ftp_proxy',
  'no_proxy',
  'all_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'FTP_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
];

/** The variables of `env` that are always handed over or that one of `patterns` names (`*` and `?` are wildcards). */
export function passedEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  patterns: readonly string[],
): Record<string, string> {
  const matchers = [...always, ...patterns].map(wildcard);
  const names = Object.keys(env).sort();
  const passed = names.filter((name) => matchers.some((matches) => matches(name)));
  return Object.fromEntries(passed.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
