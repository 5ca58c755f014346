import type { Place } from '../../../base/diagnostic.ts';
import { shellQuote } from '../../../base/shell-quote.ts';
import type { Command, ImageSource, Obstacle, SystemPackage, Target } from '../../config.ts';
import { newTarget } from '../../new-target.ts';
import type { ProjectFiles } from '../../project-files.ts';
import type { ToxCommand, ToxEnv, ToxProject } from '../tox-project.ts';
import { type ContainerPaths, containerPaths, sourceFolder, toxFolder } from './container-paths.ts';
import type { DockerSection } from './docker-section.ts';
import { handedOver, usualPath } from './handed-over.ts';
import { preparation } from './preparation.ts';
import { pythonImage } from './python-images.ts';
import { targetPython } from './target-python.ts';
import { toolPackages } from './tool-packages.ts';

export interface ToTargetInput {
  readonly project: ToxProject;
  readonly docker: DockerSection;
  readonly files: ProjectFiles;
  /** The caller's environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The target of an environment, or null where tox knows none of that name. */
export function toTarget(name: string, input: ToTargetInput): Target | null {
  const env = input.project.env(name, []);
  const kept = input.project.env(name, 'keep');
  if (env === null || kept === null) return null;
  const paths = containerPaths(env);
  const python = targetPython(env);
  const found = imagesOf(env, input);
  const variables = mapValues(env.setenv, paths.resolve);
  const { core, rules } = input.project;
  const made = preparation({ env, core, files: input.files, python, paths, variables });
  const system = found.fromTable ? toolPackages(env, made.needsGit) : [];
  const obstacles = [
    ...problems(env),
    ...platformTrouble(env).map((reason) => obstacle(env, reason, 'platform')),
    ...made.missing.map((reason) => obstacle(env, reason, 'deps')),
    ...found.reasons.map((reason) => ({
      ...obstacle(env, reason, 'basepython'),
      hint: overrides,
      isImage: true as const,
    })),
  ];
  return newTarget({
    name,
    description: env.description === '' ? null : env.description,
    images: found.images,
    system: system.map((each): SystemPackage => ({ name: each, version: null })),
    add: made.add,
    prep: made.prep,
    env: { ...ownVariables(env, paths), ...variables, ...pathOf(variables, paths) },
    passEnv: handedOver(env.passenv, rules, input.environment),
    commands: [...first(env, paths, made.first), ...commandsOf(env, kept, paths)],
    commandsForm: 'tox',
    allowFailure: env.ignoreOutcome,
    allowEmpty: env.commands.length + kept.commands.length === 0,
    cache: ['pip'],
    obstacles,
    ...placesOf(env),
  });
}

interface FoundImages {
  readonly images: readonly ImageSource[];
  /** Of those that dox knows: they are made of Debian's packages. */
  readonly fromTable: boolean;
  /** Why there are none. */
  readonly reasons: readonly string[];
}

/** `[docker] image` wins, then what it says for one of the name's factors, then what the interpreter is in. */
function imagesOf(env: ToxEnv, { docker }: ToTargetInput): FoundImages {
  const factor = [env.name, ...env.name.split('-')].find((each) => docker.byFactor.has(each));
  const own = factor === undefined ? undefined : docker.byFactor.get(factor);
  const named = own === undefined ? docker.images : [own];
  const images = named.map(({ reference, place }): ImageSource => ({ kind: 'reference', reference, place }));
  if (images.length > 0) return { images, fromTable: false, reasons: [] };
  const found = pythonImage(targetPython(env));
  if (found.kind === 'none') return { images: [], fromTable: false, reasons: [found.reason] };
  return { images: [{ kind: 'reference', reference: found.reference }], fromTable: true, reasons: [] };
}

/** What tox matches with `sys.platform`; Python 2 says `linux2`. */
export function runsOnLinux({ platform }: Pick<ToxEnv, 'platform'>): boolean {
  if (platform === '') return true;
  try {
    const expression = new RegExp(`^(?:${platform})`);
    return ['linux', 'linux2'].some((name) => expression.test(name));
  } catch {
    return true;
  }
}

function platformTrouble(env: ToxEnv): readonly string[] {
  return runsOnLinux(env) ? [] : [`it is for the platform ${env.platform}, and containers are linux`];
}

/** What the mapping needs, by tox's keys and their newer spellings. */
const needed: ReadonlySet<string> = new Set([
  ...['commands', 'commands_pre', 'commands_post', 'deps', 'setenv', 'set_env', 'changedir', 'change_dir', 'envdir'],
  ...['env_dir', 'envtmpdir', 'env_tmp_dir', 'install_command', 'extras', 'basepython', 'base_python', 'constraints'],
  ...['dependency_groups', 'platform'],
]);

function problems(env: ToxEnv): readonly Obstacle[] {
  return Object.entries(env.problems).flatMap(([key, { message, place }]) => {
    if (!needed.has(key)) return [];
    const at = place ?? env.places[key] ?? null;
    return [
      { severity: 'error', message: `target "${env.name}": ${key}: ${message}`, ...(at === null ? {} : { place: at }) },
    ];
  });
}

const overrides = 'name one with -i, or in [docker]: `image = NAME`, or for a factor `py26 = NAME`';

function obstacle(env: ToxEnv, reason: string, key: string): Obstacle {
  const place = env.places[key] ?? placesOf(env).place;
  return { severity: 'error', message: `target "${env.name}": ${reason}`, ...(place === undefined ? {} : { place }) };
}

function mapValues(values: Readonly<Record<string, string>>, change: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}

/** What tox itself sets, and a locale that every image has. */
function ownVariables({ name }: ToxEnv, { envdir }: ContainerPaths): Readonly<Record<string, string>> {
  return {
    LANG: 'C.UTF-8',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    TOX_ENV_DIR: envdir,
    TOX_ENV_NAME: name,
    TOX_WORK_DIR: toxFolder,
    VIRTUAL_ENV: envdir,
  };
}

function pathOf(
  { PATH = usualPath }: Readonly<Record<string, string>>,
  { bin }: ContainerPaths,
): { readonly PATH: string } {
  return { PATH: `${bin}:${PATH}` };
}

/** What must be done in the tree before the commands: the project, where the image cannot have it, and the folder. */
function first({ changedir }: ToxEnv, { resolve }: ContainerPaths, installs: readonly string[]): readonly Command[] {
  const folder = resolve(changedir);
  const change = folder === sourceFolder ? [] : [`mkdir -p ${shellQuote(folder)} && cd ${shellQuote(folder)}`];
  return [...installs, ...change].map((text) => ({ kind: 'script', text }));
}

/** In tox's order. `kept` has `{posargs}` in its commands, `env` its defaults. */
function commandsOf(env: ToxEnv, kept: ToxEnv, { resolve }: ContainerPaths): readonly Command[] {
  const { ignoreErrors } = env;
  const python = targetPython(env).version;
  const version = python === '' ? {} : { python };
  const command =
    (always: boolean) =>
    (each: ToxCommand): Command => ({
      kind: 'argv',
      argv: each.argv.map(resolve),
      ignoreExit: each.ignoreExit,
      invertExit: each.invertExit,
      ...(each.line === undefined ? {} : { line: { ...each.line, text: resolve(each.line.text), ...version } }),
      ...(ignoreErrors ? { keepGoing: true } : {}),
      ...(always ? { always: true } : {}),
      ...(each.place === null ? {} : { place: each.place }),
    });
  return [
    ...kept.commandsPre.map(command(false)),
    ...kept.commands.map(command(false)),
    ...kept.commandsPost.map(command(true)),
  ];
}

/** tox's keys that have a value here, by the name that it has. */
const keys: Readonly<Record<string, keyof Target>> = {
  description: 'description',
  deps: 'prep',
  setenv: 'env',
  set_env: 'env',
  passenv: 'passEnv',
  pass_env: 'passEnv',
  commands: 'commands',
  ignore_outcome: 'allowFailure',
  basepython: 'images',
  base_python: 'images',
};

function placesOf({ places }: ToxEnv): Partial<Pick<Target, 'place' | 'places'>> {
  const known = Object.entries(places).flatMap(([key, place]): [string, Place][] => {
    const name = keys[key];
    return name === undefined ? [] : [[name, place]];
  });
  const place = places.commands ?? Object.values(places)[0];
  return {
    ...(place === undefined ? {} : { place }),
    ...(known.length === 0 ? {} : { places: Object.fromEntries(known) }),
  };
}
