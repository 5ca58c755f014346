import { join, posix } from 'node:path';
import type { Failure } from './failure.ts';

interface Roots {
  /** Where the project is mounted in the container, such as `/src`; also the working directory. */
  readonly containerRoot: string;
  /** Where it is on the host. */
  readonly hostRoot: string;
  /** Whether there is such a file on the host. */
  readonly exists: (path: string) => boolean;
}

/**
 * `path:line` of a failure, the path relative to the project's root on the host; without the line where none is
 * known. Null if the file is not in the project, or is not there.
 */
export function hostPlace(failure: Pick<Failure, 'file' | 'line'>, roots: Roots): string | null {
  if (failure.file === null) return null;
  const inContainer = posix.resolve(roots.containerRoot, failure.file);
  const path = posix.relative(roots.containerRoot, inContainer);
  if (path === '' || path === '..' || path.startsWith('../')) return null;
  if (!roots.exists(join(roots.hostRoot, path))) return null;
  return failure.line === null ? path : `${path}:${failure.line}`;
}
