import type { CacheName } from '../cache-names.ts';

/** What a job runs in. */
export interface JobImage {
  readonly reference: string;
  /** Packages for what every machine of Travis's has. */
  readonly system: readonly string[];
  /** Shell commands for the image, as root. */
  readonly prep: readonly string[];
  /** What comes before the job's commands. */
  readonly before: readonly string[];
  readonly cache: readonly CacheName[];
  /** Whether Debian packages can be had for it. */
  readonly hasPackages: boolean;
  /** What a person should know, as sentences without their full stop. */
  readonly notes: readonly string[];
}

/** What every machine of Travis's has, and what most jobs need without saying so. */
export const tools: readonly string[] = ['build-essential', 'ca-certificates', 'curl', 'git'];

/** An image of which only some is said. */
export function madeImage(reference: string, more: Partial<JobImage> = {}): JobImage {
  return { reference, system: [], prep: [], before: [], cache: [], hasPackages: true, notes: [], ...more };
}

/** Whether a version in numbers is older than another; a part that is missing is the newest. */
export function isBefore(version: string, major: number, minor: number): boolean {
  const [first = 0, second = Number.POSITIVE_INFINITY] = version.split('.').map(Number);
  return first < major || (first === major && second < minor);
}
