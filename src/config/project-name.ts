import { basename } from 'node:path';

/** A project's name where nothing says one: its folder's, with what a project's name may hold. */
export function projectName(root: string): string {
  const name = basename(root)
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, '-');
  return name.replace(/^[._-]+/, '').slice(0, 63) || 'project';
}
