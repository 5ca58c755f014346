import { wildcard } from '../../../base/wildcard.ts';
import type { ToxRules } from '../tox-project.ts';

/**
 * What of a machine's environment means nothing in a container, or something else: its paths, its sessions, its
 * locale. `*` does not let them in, nor does tox's own list.
 */
const ofTheMachine: ReadonlySet<string> = new Set([
  ...['PATH', 'HOME', 'PWD', 'OLDPWD', 'SHLVL', 'SHELL', 'USER', 'LOGNAME', 'HOSTNAME', '_', 'TMPDIR', 'TMP', 'TEMP'],
  ...['LD_LIBRARY_PATH', 'LD_PRELOAD', 'PYTHONHOME', 'PYTHONPATH', 'VIRTUAL_ENV', 'CONDA_PREFIX', 'TOX_WORK_DIR'],
  ...['LANG', 'LANGUAGE', 'LC_ALL', 'LC_CTYPE', 'SSH_AUTH_SOCK', 'SSH_AGENT_PID', 'GPG_AGENT_INFO', 'NETRC'],
  ...['XDG_RUNTIME_DIR', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_STATE_HOME', 'XAUTHORITY'],
  ...['DISPLAY', 'WAYLAND_DISPLAY', 'DBUS_SESSION_BUS_ADDRESS', 'DOCKER_HOST', 'DOCKER_CONFIG', 'TERM', 'COLUMNS'],
  ...['CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'PIP_CACHE_DIR', 'PIP_CONFIG_FILE'],
]);

const indexes = ['PIP_EXTRA_INDEX_URL', 'PIP_INDEX_URL', 'PIP_TRUSTED_HOST'];
const always: Readonly<Record<ToxRules, readonly string[]>> = {
  tox3: indexes,
  tox4: [...indexes, 'CC', 'CFLAGS', 'CPPFLAGS', 'CXX', 'LDFLAGS', 'PIP_DEFAULT_TIMEOUT', 'PIP_RETRIES'],
};

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The names and patterns to hand over: what `passenv` says and what tox always passes, without what is of the machine.
 * A pattern that would let such a thing in stands for the names that it matches now.
 */
export function handedOver(passenv: readonly string[], rules: ToxRules, env: Environment): readonly string[] {
  const names = Object.keys(env).filter((name) => env[name] !== undefined);
  const wanted = passenv.flatMap((pattern) => {
    if (!/[*?]/.test(pattern)) return ofTheMachine.has(pattern) ? [] : [pattern];
    const matched = names.filter(wildcard(pattern));
    return matched.some((name) => ofTheMachine.has(name))
      ? matched.filter((name) => !ofTheMachine.has(name))
      : [pattern];
  });
  return [...new Set([...wanted, ...always[rules]])].sort();
}

/** The environment that `{env:X}` asks: a container's in place of the machine's. */
export function askedEnvironment(env: Environment): Environment {
  const kept = Object.entries(env).filter(([name]) => !ofTheMachine.has(name));
  return { ...Object.fromEntries(kept), HOME: '{homedir}', PATH: usualPath, PWD: '{toxinidir}' };
}

/** Where Debian's and the official images have their programs. */
export const usualPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
