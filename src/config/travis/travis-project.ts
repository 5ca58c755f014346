import type { Place } from '../../base/diagnostic.ts';
import type { ShellVar } from './shell-vars.ts';

/** The phases of a job in the order in which Travis runs them; deployment is left out. */
export const phases = [
  'before_install',
  'install',
  'before_script',
  'script',
  'after_success',
  'after_failure',
  'after_script',
] as const;

export type Phase = (typeof phases)[number];

/** One command of a phase, as it is written. */
export interface Step {
  readonly text: string;
  readonly place: Place;
}

/** A source of packages: a name that Travis knows, or a line of apt's. */
export interface AptSource {
  readonly name: string | null;
  readonly sourceline: string | null;
}

/** What Travis makes of one job, before anybody asks what that means in a container. */
export interface TravisJob {
  readonly name: string | null;
  /** As it is written for this job, or carried over from the one before among those of `include`. */
  readonly stage: string | null;
  readonly language: string;
  /** `2.7` of `python: 2.7`; null for a language without versions, or where none is given. */
  readonly version: string | null;
  readonly versionKey: string | null;
  /** What the other keys of the matrix say, `compiler` and `jdk` for instance, by key. */
  readonly axes: Readonly<Record<string, string>>;
  readonly os: string;
  readonly arch: string | null;
  readonly dist: string | null;
  /** The variables of `env.global`, then the job's own, in order; a later one of the same name counts. */
  readonly env: readonly ShellVar[];
  /** Those of them that are for this job alone. */
  readonly ownEnv: readonly ShellVar[];
  /** How many encrypted variables were left out. */
  readonly secure: number;
  /** Those of `addons.apt`. */
  readonly apt: { readonly packages: readonly Step[]; readonly sources: readonly AptSource[] };
  /** Those of `addons.apt_packages`, and of `apt_packages` where the language is R. */
  readonly aptPackages: readonly Step[];
  /** The names of other keys of `addons`, with their values where these are texts. */
  readonly addons: Readonly<Record<string, string | null>>;
  readonly services: readonly Step[];
  /** Null: the language's default. */
  readonly phases: Readonly<Record<Phase, readonly Step[] | null>>;
  /** The job's own condition. */
  readonly condition: string | null;
  /** Texts of further keys that some language's default steps ask for (`bundler_args`, `npm_args`, …). */
  readonly texts: Readonly<Record<string, string>>;
  readonly allowFailure: boolean;
  /** Package managers whose downloads are kept, by Travis's names. */
  readonly cache: readonly string[];
  readonly place: Place;
  /** Where the value of each of its keys is written, by Travis's name of the key. */
  readonly places: Readonly<Record<string, Place>>;
}

/** A stage and when it takes place. */
export interface TravisStage {
  readonly name: string;
  readonly condition: string | null;
}

/** A whole .travis.yml as Travis understands it. */
export interface TravisProject {
  /** In the order in which Travis lists them. */
  readonly jobs: readonly TravisJob[];
  /** Those of `stages`, in order. */
  readonly stages: readonly TravisStage[];
  /** The condition of the whole build. */
  readonly condition: string | null;
  readonly fastFinish: boolean;
  /** What a person should know of how it was read, as sentences. */
  readonly notes: readonly string[];
}
