/** The name of the lock file, which stands beside the configuration file. */
export const lockFileName = 'dox.lock';

/**
 * What a project's runs use, exactly: `dox.lock`, read. Maps, because images and packages are called what they are
 * called.
 */
export interface Lock {
  /** Platform, such as `linux/amd64` → what is locked for it. */
  readonly platforms: ReadonlyMap<string, PlatformLock>;
}

export interface PlatformLock {
  /** A base or service image as the configuration names it → the digest that the registry gave for it: `sha256:…`. */
  readonly images: ReadonlyMap<string, string>;
  /** What dox makes of bases: plan/locked.ts says under which key. */
  readonly prepared: ReadonlyMap<string, LockedImage>;
}

/** A prepared, curated or built image. */
export interface LockedImage {
  /** The id (`sha256:…`) of the image that `dox lock` saw. Built again it has another one, with the same packages. */
  readonly image: string;
  /** The day on which this was found out, by UTC: `2026-01-31`. */
  readonly date: string;
  /** Name → version of every package that dox installs: what was asked for, and what that pulled in. */
  readonly packages: ReadonlyMap<string, string>;
  /**
   * What the image's own steps (`prep`, a Dockerfile) make of it beyond that: name → version, or `none` for a package
   * that they take away. dox compares these; it does not choose them.
   */
  readonly others: ReadonlyMap<string, string>;
}
