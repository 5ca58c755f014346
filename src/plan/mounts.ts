import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { VolumePlan } from './plan.ts';

/** Volumes of `source:/path[:ro]`; a source that is a path counts from the project's root, or from home with `~`. */
export function plannedVolumes(entries: readonly string[], root: string): readonly VolumePlan[] {
  return entries.map((entry) => {
    const [source, rest] = splitOnce(entry, ':');
    const [target, mode] = splitOnce(rest, ':');
    const path = source.replace(/^~(?=\/|$)/, homedir());
    const isPath = path.startsWith('.') || path.startsWith('/');
    return {
      kind: isPath ? 'bind' : 'volume',
      source: isPath ? resolve(root, path) : source,
      target,
      readOnly: mode.split(',').includes('ro'),
    };
  });
}

/** Options by path, of `/path` or `/path:options`. */
export function plannedTmpfs(entries: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(entries.map((entry) => splitOnce(entry, ':')));
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + separator.length)];
}
