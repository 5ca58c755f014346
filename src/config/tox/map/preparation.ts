import { posix } from 'node:path';
import { shellQuote, shellQuoteAll } from '../../../base/shell-quote.ts';
import type { ProjectFiles } from '../../project-files.ts';
import { projectPath } from '../../project-path.ts';
import type { ToxCore, ToxEnv } from '../tox-project.ts';
import { type ContainerPaths, sourceFolder, toxFolder } from './container-paths.ts';
import { type Dependencies, dependencies } from './dependencies.ts';
import { atTheStart, fromSkeleton, type InstalledProject, purelib, versionFile } from './project-install.ts';
import { projectSkeleton } from './project-skeleton.ts';
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
      ...projects.flatMap(versionFile),
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
