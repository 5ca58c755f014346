import { dockerfileImage } from '../dockerfile-image.ts';
import { checkoutOf, type FoundSource, ownFolders } from '../find-source.ts';
import { type ProjectFiles, projectFiles } from '../project-files.ts';
import { Look } from './look.ts';
import { builders, languages } from './rules.ts';

/**
 * The files that a guess is made from: those of the git checkout that `start` is in; elsewhere those of the nearest folder
 * whose manifest or build file a guess goes by, in the bounds of `findSource`; else of `start`.
 */
export function guessSource(start: string, home: string): FoundSource {
  const top =
    checkoutOf(start) ?? ownFolders(start, home).find((folder) => isProjectTop(projectFiles(folder))) ?? start;
  return { kind: 'guess', files: projectFiles(top), file: '' };
}

/** Whether a folder is the top of a project; what only looks like tests makes none. */
function isProjectTop(files: ProjectFiles): boolean {
  if (dockerfileImage(files.exists) !== null) return true;
  const look = new Look(files, (path) => path);
  return [...languages, ...builders].some(({ guess }) => {
    const made = guess(look, null);
    return made !== null && made.isWeak !== true;
  });
}
