import type { Place } from '../../../base/diagnostic.ts';
import type { Surroundings } from '../surroundings.ts';
import type { TomlSource } from './toml-source.ts';

/** What a resolver reads, and for which arguments. */
export interface ResolverInput {
  readonly source: TomlSource;
  readonly surroundings: Surroundings;
  /** Arguments for `{posargs}`, null for none, `keep` to leave its place in commands. */
  readonly posargs: readonly string[] | 'keep' | null;
  place(offset: number): Place;
  /** Whether there is an environment of that name, whose settings others can refer to. */
  hasEnv(name: string): boolean;
}
