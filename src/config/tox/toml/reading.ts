/** For whom and for what a value is read. */
export interface Reading {
  /** The environment, or null for tox's own settings. */
  readonly env: string | null;
  /** What is being read already, from the outermost on: `env.lint.deps`, `env:HOME`. */
  readonly chain: readonly string[];
  /** Arguments for `{posargs}`, null for none, or `keep` to leave its place. */
  readonly posargs: readonly string[] | 'keep' | null;
}
