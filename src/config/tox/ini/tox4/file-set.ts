import type { Source } from '../settings.ts';
import { inProject, projectRoot } from '../virtual-paths.ts';
import { ConfigSet4, type SetParts } from './config-set.ts';
import type { FactorLines4 } from './factor-lines.ts';
import { type ReferenceParts, resolveReference } from './references.ts';

/** What the settings of one part of a file, `[tox]` or an environment, are worked out with. */
export interface FileSetParts {
  readonly source: Source;
  readonly factorLines: FactorLines4;
  /** Sections that are looked in, first to last. */
  readonly lookIn: readonly string[];
  /** Those of the part's name; those of the machine are added. */
  readonly factors: readonly string[];
  readonly lookup: Omit<SetParts['lookup'], 'glob'>;
  /** What other settings `{[section]key}` may mean. */
  readonly others: Pick<ReferenceParts, 'core' | 'own' | 'env'>;
  readonly setEnv: SetParts['setEnv'];
}

/** Settings of a file by tox 4's rules, without a key yet. */
export function fileSet({ source, factorLines, lookIn, factors, lookup, others, setEnv }: FileSetParts): ConfigSet4 {
  const { input, sections } = source;
  // these hold whatever an environment is called
  const all = new Set([...factors, input.platform ?? 'linux', input.machine ?? 'x86_64']);
  const shared = { sections, factors: all, factorLines };
  return new ConfigSet4(
    {
      ...shared,
      lookIn,
      lookup: { ...lookup, glob: (pattern, fallback) => globbed(source, pattern, fallback) },
      reference: (text, section, chain) =>
        resolveReference(text, section, chain, { ...shared, coreName: 'tox', ...others }),
      setEnv,
    },
    [],
  );
}

/** What `{glob:pattern:default}` stands for: the paths with blanks between them. */
function globbed({ input }: Source, pattern: string, fallback: string): string {
  const root = `${projectRoot}/`;
  const inside = pattern.startsWith(root) ? pattern.slice(root.length) : pattern;
  const outside = inside.startsWith('/') || inside.split('/').includes('..');
  const paths = outside ? [] : [...(input.glob?.(inside) ?? [])].sort();
  return paths.length > 0 ? paths.map((path) => inProject(path)).join(' ') : fallback;
}
