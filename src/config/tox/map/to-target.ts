import type { ImageSource, SystemPackage, Target } from '../../config.ts';
import { newTarget } from '../../new-target.ts';
import type { ProjectFiles } from '../../project-files.ts';
import { usualGrace } from '../../usual-grace.ts';
import type { ToxCore, ToxEnv, ToxProject } from '../tox-project.ts';
import { type ContainerPaths, containerPaths, toxFolder } from './container-paths.ts';
import type { DockerSection } from './docker-section.ts';
import { handedOver, usualPath } from './handed-over.ts';
import { obstaclesOf } from './obstacles.ts';
import { placesOf } from './places.ts';
import { preparation } from './preparation.ts';
import { pythonImage } from './python-images.ts';
import { firstCommands, toxCommands } from './target-commands.ts';
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
  return newTarget({
    name,
    description: env.description === '' ? null : env.description,
    labels: labelsOf(env, core),
    images: found.images,
    system: system.map((each): SystemPackage => ({ name: each, version: null })),
    add: made.add,
    prep: made.prep,
    env: { ...ownVariables(env, paths), ...variables, ...pathOf(variables, paths) },
    passEnv: handedOver(env.passenv, rules, input.environment),
    commands: [...firstCommands(env, paths, made.first), ...toxCommands(env, kept, paths)],
    commandsForm: 'tox',
    allowFailure: env.ignoreOutcome,
    grace: graceOf(env),
    allowEmpty: env.commands.length + kept.commands.length === 0,
    cache: ['pip'],
    obstacles: obstaclesOf(env, {
      missing: made.missing,
      noImage: found.reason,
      skipsMissing: core.skipMissingInterpreters,
    }),
    ...placesOf(env),
  });
}

interface FoundImages {
  readonly images: readonly ImageSource[];
  /** Of those that dox knows: they are made of Debian's packages. */
  readonly fromTable: boolean;
  /** Why there are none, or null. */
  readonly reason: string | null;
}

/** `[docker] image` wins, then what it says for one of the name's factors, then what the interpreter is in. */
function imagesOf(env: ToxEnv, { docker }: ToTargetInput): FoundImages {
  const factor = [env.name, ...env.name.split('-')].find((each) => docker.byFactor.has(each));
  const own = factor === undefined ? undefined : docker.byFactor.get(factor);
  const named = own === undefined ? docker.images : [own];
  const images = named.map(({ reference, place }): ImageSource => ({ kind: 'reference', reference, place }));
  if (images.length > 0) return { images, fromTable: false, reason: null };
  const found = pythonImage(targetPython(env));
  if (found.kind === 'none') return { images: [], fromTable: false, reason: found.reason };
  return { images: [{ kind: 'reference', reference: found.reference }], fromTable: true, reason: null };
}

/** The environment's own, and those under which `[tox] labels` lists it. */
function labelsOf({ name, labels }: ToxEnv, { labels: groups }: ToxCore): readonly string[] {
  const listed = Object.entries(groups).flatMap(([label, names]) => (names.includes(name) ? [label] : []));
  return [...new Set([...listed, ...labels])];
}

/** The most that `grace` takes, in seconds. */
const longestGrace = 20 * 24 * 60 * 60;

/**
 * tox waits for suicide_timeout, sends SIGINT, waits, sends SIGTERM, waits, and kills. dox sends one signal and waits for as
 * long as all that; never shorter than it usually does, since tox's own fractions of a second would cut what tests tidy up.
 */
function graceOf({ timeouts }: ToxEnv): number | null {
  const { suicide_timeout: first = 0, interrupt_timeout: second = 0.3, terminate_timeout: third = 0.2 } = timeouts;
  const seconds = Math.min(Math.ceil(first + second + third), longestGrace);
  return seconds > usualGrace ? seconds : null;
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
