import { posix } from 'node:path';
import { shellQuote, shellQuoteAll } from '../../../base/shell-quote.ts';
import type { ProjectFiles } from '../../project-files.ts';
import { projectPath } from '../../project-path.ts';
import type { ToxCore, ToxEnv } from '../tox-project.ts';
import { type ContainerPaths, sourceFolder, toxFolder } from './container-paths.ts';
import { type Dependencies, dependencies } from './dependencies.ts';
import { type ProjectSkeleton, projectSkeleton } from './project-skeleton.ts';
import { isPython2, pythonProgram, type TargetPython } from './target-python.ts';

export interface PreparationInput {
  readonly env: ToxEnv;
  readonly core: ToxCore;
  readonly files: ProjectFiles;
  readonly python: TargetPython;
  readonly paths: ContainerPaths;
  /** The values of setenv, in the container. */
  readonly variables: Readonly<Record<string, string>>;
}

/** How an environment is made while its image is, and what is left for the start of a run. */
export interface Preparation {
  readonly add: readonly string[];
  readonly prep: readonly string[];
  /** Shell commands that come first in every run. */
  readonly first: readonly string[];
  readonly needsGit: boolean;
  /** What is asked for and not in the tree: ends of sentences. */
  readonly missing: readonly string[];
}

/**
 * The virtualenv with the dependencies and the project in it, as steps of `prep`. Files of the tree are copied to /src,
 * where the commands will have the tree itself, so that all paths are the same; whoever runs the commands may write
 * to all of it.
 */
export function preparation(input: PreparationInput): Preparation {
  const { env, files, paths, python, variables } = input;
  const asked = dependencies(env, files, paths);
  const projects = installed(input, asked);
  const add = [...new Set([...asked.add, ...projects.flatMap(({ skeleton }) => skeleton.add)])].sort();
  const empty = [...new Set(projects.flatMap(({ skeleton }) => skeleton.empty))].sort();
  const { envdir, temporary, log, sitePackages } = paths;
  const settings = { ...variables, VIRTUAL_ENV: envdir };
  const exported = Object.entries(settings).map(([name, value]) => `${name}=${shellQuote(value)}`);
  const path = `PATH=${shellQuote(paths.bin)}:${variables.PATH === undefined ? '"$PATH"' : shellQuote(variables.PATH)}`;
  const packages = [...asked.words];
  return {
    add,
    prep: [
      ...copied(add, empty),
      ...virtualenv(python, envdir, env.sitepackages),
      `export ${[...exported.filter((each) => !each.startsWith('PATH=')), path].join(' ')}`,
      ...(packages.length > 0 ? [asked.install([], packages)] : []),
      ...projects.flatMap((project) => (project.skeleton.whole === null ? [fromSkeleton(project, asked, paths)] : [])),
      `mkdir -p ${shellQuoteAll([temporary, log, `${toxFolder}/home`])}`,
      `ln -sfn "$(${purelib})" ${shellQuote(sitePackages)}`,
      `chmod -R a+rwX ${toxFolder}`,
    ],
    first: projects.map((project) => atTheStart(project, asked, paths)),
    needsGit: asked.needsGit,
    missing: asked.missing,
  };
}

interface InstalledProject {
  readonly skeleton: ProjectSkeleton;
  /** Relative to the root of the tree. */
  readonly folder: string;
  readonly extras: readonly string[];
}

/** The project itself, where tox would install it, and others of the tree that `deps` names. */
function installed({ env, core, files }: PreparationInput, asked: Dependencies): readonly InstalledProject[] {
  const { skipInstall, usedevelop, package: wanted, extras } = env;
  const isSkipped = skipInstall || wanted === 'skip' || wanted === 'external' || (core.skipsdist && !usedevelop);
  const setupdir = projectPath(core.setupdir.replace(/^\{toxinidir\}\/?/, '') || '.') ?? '.';
  const all = [...asked.projects, ...(isSkipped ? [] : [{ folder: setupdir === '.' ? '' : setupdir, extras }])];
  return all.flatMap(({ folder, extras: some }) => {
    const skeleton = projectSkeleton(files, folder);
    return skeleton === null ? [] : [{ skeleton, folder, extras: some }];
  });
}

function copied(add: readonly string[], empty: readonly string[]): readonly string[] {
  const tops = [...new Set(add.map((path) => path.split('/')[0] ?? ''))];
  const folders = [...new Set(empty.map((path) => posix.dirname(path)).filter((path) => path !== '.'))];
  return [
    `mkdir -p ${sourceFolder}${tops.length === 0 ? '' : ` && cp -R ${shellQuoteAll(tops)} ${sourceFolder}`} && cd ${sourceFolder}`,
    ...(folders.length > 0 ? [`mkdir -p ${shellQuoteAll(folders)}`] : []),
    ...(empty.length > 0 ? [`touch ${shellQuoteAll(empty)}`] : []),
  ];
}

function virtualenv(python: TargetPython, envdir: string, sitepackages: boolean): readonly string[] {
  const program = pythonProgram(python);
  const options = `${sitepackages ? '--system-site-packages ' : ''}${shellQuote(envdir)}`;
  if (!isPython2(python)) return [`${program} -m venv ${options}`];
  return [
    `command -v virtualenv >/dev/null || ${program} -m pip install virtualenv`,
    `virtualenv -q -p ${program} ${options}`,
  ];
}

const purelib = `python -c 'import sysconfig; print(sysconfig.get_path("purelib"))'`;
/** Where git's tags are not, tools that take the version from them want to be told one. */
const pretended = ['PBR_VERSION', 'SETUPTOOLS_SCM_PRETEND_VERSION']
  .map((name) => `${name}="\${${name}-0.0.0}"`)
  .join(' ');

/**
 * Installs what there is of a project, with all that it needs, and puts the tree in the place of its packages. Where it
 * cannot be built without the rest of its files, that is left for the start of the run.
 */
function fromSkeleton(
  { skeleton, folder, extras }: InstalledProject,
  asked: Dependencies,
  paths: ContainerPaths,
): string {
  const { names, importRoot } = skeleton;
  const here = folder === '' ? '.' : `./${folder}`;
  const project = `${here}${extras.length > 0 ? `[${extras.join(',')}]` : ''}`;
  const link = `dox-${(folder || 'project').replaceAll(/[^\w]+/g, '-')}.pth`;
  const gone = names.length === 0 ? '' : `rm -rf ${shellQuoteAll(names)} && `;
  return [
    `if ${pretended} ${asked.install(['--no-deps'], [here])}; then`,
    `  ${pretended} ${asked.install([], [project])}`,
    `  (cd "$(${purelib})" && ${gone}echo ${shellQuote(posix.join(sourceFolder, importRoot))} >${shellQuote(link)})`,
    `else`,
    `  touch ${shellQuote(unbuilt(folder, paths))}`,
    `fi`,
  ].join('\n');
}

function atTheStart(
  { skeleton, folder, extras }: InstalledProject,
  asked: Dependencies,
  paths: ContainerPaths,
): string {
  const suffix = extras.length > 0 ? `[${extras.join(',')}]` : '';
  const install = asked.install([], ['-e', `${posix.join(sourceFolder, folder)}${suffix}`]);
  return skeleton.whole === null ? `test ! -e ${shellQuote(unbuilt(folder, paths))} || ${install}` : install;
}

function unbuilt(folder: string, { envdir }: ContainerPaths): string {
  return `${envdir}/${(folder || 'project').replaceAll(/[^\w]+/g, '-')}-is-unbuilt`;
}
