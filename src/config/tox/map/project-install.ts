import { posix } from 'node:path';
import { shellQuote, shellQuoteAll } from '../../../base/shell-quote.ts';
import { type ContainerPaths, sourceFolder } from './container-paths.ts';
import type { Dependencies } from './dependencies.ts';
import type { ProjectSkeleton } from './project-skeleton.ts';

/** A project of the tree that is installed into an environment. */
export interface InstalledProject {
  readonly skeleton: ProjectSkeleton;
  /** Relative to the root of the tree; `` for the root itself. */
  readonly folder: string;
  readonly extras: readonly string[];
}

/** Prints the folder that an environment's packages are in. */
export const purelib = `python -c 'import sysconfig; print(sysconfig.get_path("purelib"))'`;

/** Says a version to tools that take it from git's tags, before the project is installed. */
export function versionFile({ skeleton, folder }: InstalledProject): readonly string[] {
  const { packageInfo } = skeleton;
  if (packageInfo === null) return [];
  return [`printf %s ${shellQuote(packageInfo)} >${shellQuote(posix.join(sourceFolder, folder, 'PKG-INFO'))}`];
}

/**
 * Installs what there is of a project, with all that it needs, and puts the tree in the place of its packages. Where it
 * cannot be built without the rest of its files, that is left for the start of the run.
 */
export function fromSkeleton(project: InstalledProject, { install }: Dependencies, paths: ContainerPaths): string {
  const { skeleton, folder } = project;
  const { names, importRoot } = skeleton;
  const here = folder === '' ? '.' : `./${folder}`;
  const gone = names.length === 0 ? '' : `rm -rf ${shellQuoteAll(names)} && `;
  return [
    `if ${install(['--no-deps'], [here])}; then`,
    `  ${install([], [withExtras(here, project)])}`,
    `  (cd "$(${purelib})" && ${gone}echo ${shellQuote(posix.join(sourceFolder, importRoot))} >dox-${plainName(folder)}.pth)`,
    'else',
    `  touch ${shellQuote(unbuilt(folder, paths))}`,
    'fi',
  ].join('\n');
}

/** git may not be there when the project is installed at the start of a run. */
const pretended = 'PBR_VERSION=0.0.0 SETUPTOOLS_SCM_PRETEND_VERSION=0.0.0 ';

/** Installs the whole project in the tree, unless the image has it. */
export function atTheStart(project: InstalledProject, { install }: Dependencies, paths: ContainerPaths): string {
  const { skeleton, folder } = project;
  const version = skeleton.packageInfo === null ? '' : pretended;
  const command = version + install([], ['-e', withExtras(posix.join(sourceFolder, folder), project)]);
  return skeleton.whole === null ? `test ! -e ${shellQuote(unbuilt(folder, paths))} || ${command}` : command;
}

function withExtras(path: string, { extras }: InstalledProject): string {
  return extras.length > 0 ? `${path}[${extras.join(',')}]` : path;
}

/** The file that tells that a project has yet to be installed. */
function unbuilt(folder: string, { envdir }: ContainerPaths): string {
  return `${envdir}/${plainName(folder)}-is-unbuilt`;
}

function plainName(folder: string): string {
  return (folder || 'project').replaceAll(/[^\w]+/g, '-');
}
