import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { replaceFile } from './replace-file.ts';

/**
 * Keeps a value in a file of dox's own outside of the tree, with the folders above it. Returns whether it could: caches
 * and notes that cannot be kept cost time, not truth.
 */
export function keepJson(path: string, value: unknown): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true });
    replaceFile(path, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

/** A value that keepJson kept, of the shape that the caller gave it; null if there is none, or it is damaged. */
export function keptJson<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
