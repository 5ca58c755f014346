import { Budget } from '../budget.ts';
import { Refusal } from '../refusal.ts';
import type { Source } from '../settings.ts';
import { homeFolder, inProject, projectRoot } from '../virtual-paths.ts';
import { expandEnvList } from './env-list.ts';
import type { FactorLines } from './factor-lines.ts';
import { SectionReader } from './section-reader.ts';

/** What `[tox]` says, with paths as they are while values are worked out. */
export interface Core3 {
  readonly envlist: readonly string[];
  readonly toxworkdir: string;
  readonly distdir: string;
  readonly distshare: string;
  readonly tempDir: string;
  readonly setupdir: string;
  readonly minversion: string | null;
  readonly requires: readonly string[];
  readonly ignoreBasepythonConflict: boolean;
  readonly skipMissingInterpreters: boolean;
  /** null: as long as all environments are installed in develop mode. */
  readonly skipsdist: boolean | null;
  readonly indexServers: ReadonlySet<string>;
  /** The environment that builds the package, where `isolated_build` is on: it is none to run. */
  readonly packageEnv: string | null;
}

/** Reads `[tox]`. Throws a Refusal where tox 3 would not go on. */
export function readCore3(source: Source, factorLines: FactorLines): Core3 {
  const { input, sections } = source;
  const onJenkins = input.env.JENKINS_URL !== undefined || input.env.HUDSON_URL !== undefined;
  const home = input.homeSection;
  const jenkins = home === 'tox' ? 'tox:jenkins' : 'tox:tox:jenkins';
  const lookIn = onJenkins ? [jenkins, home] : [home];
  const reader = new SectionReader({
    sections,
    lookIn,
    factors: new Set(),
    factorLines,
    budget: new Budget(source.spent),
  });
  reader.environ = (name) => input.env[name] ?? null;
  reader.names.set('toxinidir', projectRoot).set('homedir', homeFolder);
  const path = (key: string, fallback: string): string => inProject(reader.text(key, fallback) ?? '');
  const toxworkdir = path('toxworkdir', '{toxinidir}/.tox');
  reader.names.set('toxworkdir', toxworkdir);
  const ignoreBasepythonConflict = reader.bool('ignore_basepython_conflict', false);
  const distdir = path('distdir', '{toxworkdir}/dist');
  reader.names.set('distdir', distdir);
  const distshare = path('distshare', onJenkins ? '{toxworkdir}/distshare' : '{homedir}/.tox/distshare');
  reader.names.set('distshare', distshare);
  const tempDir = path('temp_dir', '{toxworkdir}/.tmp');
  reader.names.set('temp_dir', tempDir);
  const isIsolated = reader.bool('isolated_build', false);
  return {
    envlist: readEnvlist(reader),
    toxworkdir,
    distdir,
    distshare,
    tempDir,
    setupdir: path('setupdir', '{toxinidir}'),
    minversion: reader.text('minversion', null) || reader.text('min_version', null),
    requires: reader.list('requires'),
    ignoreBasepythonConflict,
    skipMissingInterpreters: reader.bool('skip_missing_interpreters', false),
    skipsdist: reader.find('skipsdist') === null ? null : reader.bool('skipsdist', false),
    indexServers: new Set(['default', ...reader.list('indexserver').map(serverName)]),
    packageEnv: isIsolated ? (reader.text('isolated_build_env', '.package') ?? '') : null,
  };
}

function readEnvlist(reader: SectionReader): readonly string[] {
  try {
    return expandEnvList((reader.lines('envlist') ?? []).map((line) => line.text).join('\n'));
  } catch (error) {
    throw error instanceof Refusal ? error.at(reader.find('envlist')?.offset ?? null) : error;
  }
}

function serverName(line: string): string {
  const equals = line.indexOf('=');
  if (equals < 0) throw new Refusal(`"${line}" of indexserver is not NAME = URL`, { whole: true });
  return line.slice(0, equals).trim();
}
