import { parse } from 'smol-toml';
import type { ProjectFiles } from '../../project-files.ts';

interface Groups {
  readonly requirements: readonly string[];
  /** Names that are not there: ends of sentences. */
  readonly missing: readonly string[];
}

/** The requirements of `[dependency-groups]` in pyproject.toml by name, with the groups that they include (PEP 735). */
export function dependencyGroups(files: ProjectFiles, names: readonly string[]): Groups {
  if (names.length === 0) return { requirements: [], missing: [] };
  const all = groupsOf(files);
  const requirements: string[] = [];
  const missing: string[] = [];
  const seen = new Set<string>();
  const waiting = [...names].reverse();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const key = normal(name);
    if (seen.has(key)) continue;
    seen.add(key);
    const group = all.get(key);
    if (group === undefined) missing.push(`pyproject.toml has no dependency group ${name}`);
    for (const item of group ?? []) {
      if (typeof item === 'string') requirements.push(item);
      else if (isInclusion(item)) waiting.push(item['include-group']);
    }
  }
  return { requirements, missing };
}

function groupsOf(files: ProjectFiles): ReadonlyMap<string, readonly unknown[]> {
  try {
    const table = parse(Buffer.from(files.read('pyproject.toml') ?? '').toString('utf8'))['dependency-groups'];
    if (typeof table !== 'object' || table === null) return new Map();
    return new Map(
      Object.entries(table).flatMap(([name, group]) => (Array.isArray(group) ? [[normal(name), group]] : [])),
    );
  } catch {
    return new Map(); // what cannot be read has been told, or has no groups
  }
}

function isInclusion(item: unknown): item is { readonly 'include-group': string } {
  return (
    typeof item === 'object' && item !== null && 'include-group' in item && typeof item['include-group'] === 'string'
  );
}

/** PEP 503. */
function normal(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}
