import { findFileAbove } from '../config/find-config.ts';

const fileNames = ['recheck.yml', 'recheck.yaml'] as const;

/** The nearest recheck.yml in a folder or above it, or null. */
export function findSignatures(folder: string): string | null {
  return findFileAbove(folder, fileNames);
}
