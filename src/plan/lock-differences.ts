import type { LockedImage } from '../config/lock.ts';

/** What is installed in an image, by name. */
type Versions = ReadonlyMap<string, string>;

/** What the lock writes for a package that is not there. */
const none = 'none';

/**
 * What an image has otherwise than its base with these packages installed: name → version, or `none` for one of the
 * packages that is not there. What is missing of the base's own is no matter.
 */
export function otherPackages(base: Versions, packages: Versions, image: Versions): Versions {
  const expected = new Map([...base, ...packages]);
  const names = new Set([...packages.keys(), ...image.keys()]);
  const other = [...names].filter((name) => image.get(name) !== expected.get(name));
  return new Map(other.map((name) => [name, image.get(name) ?? none]));
}

/** What an image is made of and compared with. While it is being locked, its id and `others` are not known: null. */
export type Pinned = Pick<LockedImage, 'packages' | 'date'> & {
  readonly image: string | null;
  readonly others: LockedImage['others'] | null;
};

/**
 * Compares what is installed with what is locked: one line for a person for each package that is another one, in the
 * order of names; none if all is as it was locked.
 */
export function lockDifferences(base: Versions, image: Versions, { packages, others }: Pinned): readonly string[] {
  if (others === null) return [];
  const locked = new Map([...packages, ...others]);
  const found = otherPackages(base, packages, image);
  const names = new Set([...others.keys(), ...found.keys()]);
  return [...names].sort().flatMap((name) => {
    const has = image.get(name) ?? none;
    const wanted = locked.get(name) ?? base.get(name) ?? none;
    if (wanted === has) return [];
    const what = wanted === none ? 'not locked' : `locked ${wanted}`;
    return [`${name}: ${what}, ${has === none ? 'not installed' : `installed ${has}`}`];
  });
}
