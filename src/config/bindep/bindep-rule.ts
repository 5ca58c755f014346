/** One line of a bindep.txt: a package, and when it is wanted. */
export interface BindepRule {
  /** As it is written: not every name is one of Debian's. */
  readonly name: string;
  /** What decides whether it is wanted; empty: it always is. */
  readonly selector: readonly BindepTest[];
  /** Conditions on its version, such as `>=1.0`, all of which must hold. */
  readonly versions: readonly string[];
  /** The line of the file, from 1. */
  readonly line: number;
}

/** A profile such as `test` or `platform:dpkg`, with `!` in front where it must not be; or a group, all of which must hold. */
export type BindepTest = string | readonly string[];

/** A project's bindep.txt for one choice of profiles. */
export interface Bindep {
  /** As diagnostics name it. */
  readonly file: string;
  readonly profiles: readonly string[];
  /** Those that these profiles leave: only platforms are still in their selectors. */
  readonly rules: readonly BindepRule[];
}

/** A rule as one would write it. */
export function bindepLine({ name, selector, versions }: BindepRule): string {
  const tests = selector.map((each) => (typeof each === 'string' ? each : `(${each.join(' ')})`));
  const conditions = versions.length === 0 ? '' : ` ${versions.join(',')}`;
  return `${name}${tests.length === 0 ? '' : ` [${tests.join(' ')}]`}${conditions}`;
}
