import { quoted } from '../../../base/printable.ts';
import type { DiagnosticLog } from '../../diagnostic-log.ts';
import { Refusal } from '../ini/refusal.ts';
import { toTokens } from '../ini/virtual-paths.ts';
import { isKnownEnv } from '../known-env.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Posargs, ToxCore, ToxEnv, ToxProject } from '../tox-project.ts';
import { type CoreKey, coreKeys } from './env-keys.ts';
import { mostEnvs } from './env-names.ts';
import { Resolver } from './resolver.ts';
import { type Setting, stringify } from './setting.ts';
import { tomlEnv } from './toml-env.ts';
import type { TomlSource } from './toml-source.ts';
import { member, type TomlTree, textOf } from './toml-tree.ts';

/**
 * The project that a file in tox 4's TOML describes; null where tox itself could not say which environments there
 * are, which the log then tells. `why` is why it is read by tox 4's rules.
 */
export function tomlProject(
  source: TomlSource,
  log: DiagnosticLog,
  surroundings: Surroundings,
  why: string,
): ToxProject | null {
  const names = new Set<string>();
  const place = log.place.bind(log);
  const resolver = (posargs: readonly string[] | 'keep' | null): Resolver =>
    new Resolver({
      source,
      surroundings,
      posargs,
      place,
      hasEnv: (name) => names.has(name),
    });
  const reader = new CoreReader(source, resolver(null), log);
  const listed = reader.texts('env_list');
  const core = reader.core();
  const labelled = Object.values(core.labels).flat();
  const packaging = core.skipsdist ? new Set<string>() : packagingEnvs(source);
  const all = [...new Set([...listed, ...source.sections, ...source.generated.keys(), ...labelled])].filter(
    (name) => !packaging.has(name),
  );
  if (all.length > mostEnvs) log.error({ start: 0, end: 0 }, `there are more than ${mostEnvs} environments`);
  if (log.diagnostics().length > 0) return null;
  const defaults = listed.length > 0 ? listed : ['py'];
  const known = { listed, sections: source.sections, others: [...source.generated.keys()] };
  const shown = [...new Set([...all, ...defaults])];
  for (const name of shown) names.add(name);
  return {
    rules: 'tox4',
    why,
    defaults,
    all: shown,
    core,
    env(name: string, posargs: Posargs): ToxEnv | null {
      if (!names.has(name) && !isKnownEnv(name, known)) return null;
      const given = posargs === 'keep' || posargs.length > 0 ? posargs : null;
      names.add(name);
      return tomlEnv(name, resolver(given), place);
    },
  };
}

class CoreReader {
  readonly #source: TomlSource;
  readonly #resolver: Resolver;
  readonly #log: DiagnosticLog;

  constructor(source: TomlSource, resolver: Resolver, log: DiagnosticLog) {
    this.#source = source;
    this.#resolver = resolver;
    this.#log = log;
  }

  core(): ToxCore {
    const workDir = this.#text('work_dir');
    const labels = this.#setting('labels');
    const minversion = this.#text('min_version');
    return {
      skipsdist: this.#flag('no_package'),
      minversion: minversion === '' ? null : minversion,
      requires: this.texts('requires'),
      ignoreBasepythonConflict: this.#flag('ignore_base_python_conflict'),
      toxworkdir: toTokens(workDir, {}),
      setupdir: toTokens(this.#text('package_root'), { toxworkdir: workDir }),
      skipMissingInterpreters: this.#flag('skip_missing_interpreters'),
      labels: labels?.kind === 'groups' ? labels.groups : {},
    };
  }

  texts(key: CoreKey): readonly string[] {
    const setting = this.#setting(key);
    return setting?.kind === 'texts' ? setting.texts : [];
  }

  #text(key: CoreKey): string {
    const setting = this.#setting(key);
    return setting === null ? '' : stringify(setting);
  }

  #flag(key: CoreKey): boolean {
    const setting = this.#setting(key);
    return setting?.kind === 'flag' && setting.value;
  }

  #setting(key: CoreKey): Setting | null {
    try {
      return this.#resolver.coreSetting(key);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { entries, span } = this.#source.settings;
      const spelling = [key, ...coreKeys[key].aliases].find((one) => entries.has(one)) ?? key;
      const { keySpan } = entries.get(spelling) ?? { keySpan: span };
      const at = error.offset === null ? keySpan : { start: error.offset, end: error.offset + 1 };
      this.#log.error(at, `${quoted(spelling)}: ${error.message}`);
      return null;
    }
  }
}

/** Environments in which tox only makes packages, or itself: it runs nothing in them. */
function packagingEnvs(source: TomlSource): ReadonlySet<string> {
  const { settings } = source;
  const sections: readonly (TomlTree | undefined)[] = [
    settings,
    member(settings, 'env_run_base'),
    ...tables(member(settings, 'env')),
    ...tables(member(settings, 'env_base')),
  ];
  const keys = ['package_env', 'isolated_build_env', 'wheel_build_env'];
  const named = sections.flatMap((section) => keys.map((key) => textOf(member(section, key)) ?? ''));
  const usual = ['package_env', 'isolated_build_env'].some((key) => settings.entries.has(key)) ? [] : ['.pkg'];
  return new Set([...usual, textOf(member(settings, 'provision_tox_env')) ?? '.tox', ...named]);
}

function tables(tree: TomlTree | undefined): readonly TomlTree[] {
  return tree?.kind === 'table' ? [...tree.entries.values()].map(({ value }) => value) : [];
}
