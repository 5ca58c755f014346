import { posix } from 'node:path';
import { shellQuoteAll } from '../../../base/shell-quote.ts';
import type { ProjectFiles } from '../../project-files.ts';
import { projectPath } from '../../project-path.ts';
import type { ToxEnv } from '../tox-project.ts';
import { type ContainerPaths, sourceFolder } from './container-paths.ts';
import { dependencyGroups } from './dependency-groups.ts';
import { includedFile, isArchive, requirementFiles } from './requirement-files.ts';

/** A project of the tree that pip is told to install. */
interface LocalProject {
  /** Relative to the root; `` for the root itself. */
  readonly folder: string;
  readonly extras: readonly string[];
}

/** What pip is told to install before the project. */
export interface Dependencies {
  /** pip's words. */
  readonly words: readonly string[];
  /** Files of the tree that they need, relative to the root. */
  readonly add: readonly string[];
  readonly projects: readonly LocalProject[];
  readonly needsGit: boolean;
  readonly missing: readonly string[];
  /** A command line of `install_command`, with further options. */
  readonly install: (options: readonly string[], packages: readonly string[]) => string;
}

/** `deps`, `constraints` and `dependency_groups` of an environment, and how they are installed. */
export function dependencies(env: ToxEnv, files: ProjectFiles, { resolve }: ContainerPaths): Dependencies {
  const groups = dependencyGroups(files, env.dependencyGroups);
  const wanted = [...env.deps.map((dep) => resolve(dep)), ...groups.requirements];
  const constraints = env.constraints.map((each) => resolve(each).replace(/^(?:-c|--constraint)[ =]?\s*/, ''));
  const command = env.installCommand.map((word) => resolve(word));
  const projects: LocalProject[] = [];
  const words: string[] = [];
  const read: string[] = [];
  const add = command.flatMap((word) => filesIn(word, files));
  for (const dep of wanted) {
    const local = localProject(dep, files);
    if (local !== null) {
      projects.push(local);
      continue;
    }
    const included = includedFile(dep);
    if (included !== null) read.push(...inTree(included));
    words.push(...wordsOf(dep));
    add.push(...filesIn(dep, files));
  }
  read.push(
    ...constraints.flatMap(inTree),
    ...command.flatMap((word, at) => (isScript(command, at) ? [] : optionFile(command[at - 1], word))),
  );
  const found = requirementFiles(files, read);
  const options = [...(env.pipPre ? ['--pre'] : []), ...constraints.flatMap((file) => ['-c', file])];
  return {
    words,
    add: [...new Set([...add, ...found.paths])],
    projects,
    needsGit: found.needGit || wanted.some((dep) => dep.includes('git+')),
    missing: [...found.missing.map((path) => `there is no ${path}, which \`deps\` names`), ...groups.missing],
    install: (more, packages) => shellQuoteAll(filled(command, [...options, ...more], packages)),
  };
}

/** tox 4 says the command without `{opts}`. */
function filled(
  command: readonly string[],
  options: readonly string[],
  packages: readonly string[],
): readonly string[] {
  const withPlace = command.includes('{packages}') ? command : [...command, '{packages}'];
  const hasOptions = command.includes('{opts}');
  return withPlace.flatMap((word) => {
    if (word === '{opts}') return options;
    if (word === '{packages}') return hasOptions ? packages : [...options, ...packages];
    return [word];
  });
}

/** One entry of `deps` as pip's words: an option and its value are two. */
function wordsOf(dep: string): readonly string[] {
  if (!dep.startsWith('-')) return [dep.replace(/^:\w+:/, '')];
  const option = /^(--?[\w-]+?)[ =\t]+(.+)$/.exec(dep);
  return option === null ? [dep] : [option[1] ?? '', option[2] ?? ''];
}

/** A folder of the tree with its extras: `.`, `-e .[test]`, `./lib`. */
function localProject(dep: string, files: ProjectFiles): LocalProject | null {
  const written = dep.replace(/^(?:-e|--editable)[ =]?\s*/, '');
  const [, path = '', extras] = /^([^[\]]+?)(?:\[([^\]]*)\])?$/.exec(written) ?? [];
  const isPath = path === '.' || path.startsWith('./') || path === sourceFolder || path.startsWith(`${sourceFolder}/`);
  const folder = isPath || written !== dep ? inTree(path)[0] : undefined;
  if (folder === undefined || (folder !== '.' && files.exists(folder) !== 'folder')) return null;
  const names = (extras ?? '').split(',').map((name) => name.trim());
  return { folder: folder === '.' ? '' : folder, extras: names.filter((name) => name !== '') };
}

/** A path as pip reads it in /src, relative to the root; none if it is no path in the tree. */
function inTree(written: string): readonly string[] {
  if (/^[a-z][a-z+]*:/i.test(written)) return [];
  const path = projectPath(posix.relative(sourceFolder, posix.resolve(sourceFolder, written)) || '.');
  return path === null ? [] : [path];
}

/** A file of the tree that a word names: an archive, a script. */
function filesIn(word: string, files: ProjectFiles): readonly string[] {
  const isPath = word.startsWith(`${sourceFolder}/`) || word.startsWith('./') || isArchive(word);
  return isPath ? inTree(word).filter((path) => files.exists(path) === 'file') : [];
}

/** Whether a word is what a shell or Python is told to run: theirs is another `-c` than pip's. */
function isScript(command: readonly string[], at: number): boolean {
  return command[at - 1] === '-c' && /(?:^|\/)(?:[a-z]{0,3}sh|python[\d.]*)$/.test(command[at - 2] ?? '');
}

function optionFile(option: string | undefined, word: string): readonly string[] {
  const isValue = option !== undefined && /^(?:-[rc]|--requirement|--constraint)$/.test(option);
  const glued = isValue ? word : includedFile(word);
  return glued === null || glued.includes('{') ? [] : inTree(glued);
}
