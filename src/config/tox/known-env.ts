/** The names that tox 4 knows without asking for them. */
export interface KnownNames {
  /** Those of env_list. */
  readonly listed: readonly string[];
  /** Those that have a section of their own. */
  readonly sections: readonly string[];
  /** Others: from conditions of settings (INI), or made of a template (TOML). Those above may be among them. */
  readonly others: readonly string[];
}

const interpreter = /^(?:pypy|py|cython)?(?:(?:\d(?:\.\d+(?:\.\d+)?)?|\d+)t?)?$/;
const prerelease = /^(?:alpha|beta|rc\.\d+)$/;

/**
 * Whether tox 4 takes a name that is given with `-e` (`EnvSelector._ensure_envs_valid`): one that it knows, or one
 * all of whose factors are interpreters (`py310`, `3.14t`), factors of env_list, or whole names that it knows. A name
 * that differs from a known one by the dots of a version (`py3.10` for `py310`) is taken for a mistake.
 */
export function isKnownEnv(name: string, { listed, sections, others }: KnownNames): boolean {
  const known = new Set([...listed, ...sections, ...others]);
  if (known.has(name) || name.startsWith('.pkg_external')) return true;
  const factors = name.split('-');
  const undotted = factors.map((factor) => (interpreter.test(factor) ? factor.replaceAll('.', '') : factor)).join('-');
  if (undotted !== name && known.has(undotted)) return false;
  const own = new Set([...listed, ...sections]);
  const free = [...listed, ...others.filter((other) => !own.has(other))].flatMap((one) => one.split('-'));
  const combinable = new Set([...free, ...known, '.pkg']);
  return factors.every((factor) => interpreter.test(factor) || prerelease.test(factor) || combinable.has(factor));
}
