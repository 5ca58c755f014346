import type { ImageSource } from './config.ts';
import type { Exists } from './project-path.ts';

/** The Dockerfile at a project's top, which is its image where nothing names another; null if there is none. */
export function dockerfileImage(exists: Exists): ImageSource | null {
  if (exists('Dockerfile') !== 'file') return null;
  return { kind: 'build', dockerfile: 'Dockerfile', context: '.', target: null, args: {} };
}
