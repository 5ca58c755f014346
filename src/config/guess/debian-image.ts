import { isInRange, lowestOf } from './version-range.ts';

export type DebianRelease = 'bookworm' | 'trixie';

/** What Debian has of a tool, and who else has it. */
export interface DebianTool {
  /** The version of each release, the preferred release first: as `apt-cache policy` says in an image of it. */
  readonly releases: readonly (readonly [release: DebianRelease, version: string])[];
  readonly system: readonly string[];
  /** The hub's own image of a version, such as `22` or `22.1.0`. */
  readonly elsewhere: (version: string) => string;
  /** How many parts of a version its tags need. */
  readonly parts: number;
}

export interface ChosenImage {
  readonly image: string;
  readonly system: readonly string[];
}

/**
 * A Debian image with Debian's packages where one of its releases has a version that the project wants (any, if it says
 * none): that needs no hub but Debian's archive. Else the tool's own image of that version.
 */
export function chooseImage(wanted: string | null, { releases, system, elsewhere, parts }: DebianTool): ChosenImage {
  const range = wanted ?? '';
  const fitting =
    releases.find(([, version]) => isInRange(version, range)) ??
    (lowestOf(range, parts) === null ? releases[0] : undefined);
  if (fitting !== undefined) return { image: `debian:${fitting[0]}-slim`, system };
  return { image: elsewhere(lowestOf(range, parts) ?? 'latest'), system: [] };
}
