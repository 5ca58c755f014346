import type { Bindep } from '../config/bindep/bindep-rule.ts';
import type { CacheName } from '../config/cache-names.ts';
import type { Command, CommandsForm, ImageSource, Service, SystemPackage, Target } from '../config/config.ts';
import type { CuratedSource } from '../config/curated.ts';

/**
 * Everything that can be decided without an engine: which targets run on which images, what each image is made
 * of, what each container gets. Plain data; `dox plan --json` prints it.
 */
export interface Plan {
  readonly project: string;
  /** Absolute path of the tree, mounted at /src. */
  readonly root: string;
  readonly file: string;
  /** Each image once, however many targets use it. */
  readonly images: readonly ImagePlan[];
  /** In the order in which they run. */
  readonly targets: readonly TargetPlan[];
  /** Those that are selected and cannot run, while others can: each gets its verdict all the same. */
  readonly obstructed: readonly ObstructedTarget[];
  /** Where in a registry prepared images are looked for, `registry.example:5000/team/dox`, or null. */
  readonly cacheRegistry: string | null;
  readonly pull: PullPolicy;
  /** Whether the images that dox makes are put into the cache registry. */
  readonly push: boolean;
  readonly failFast: boolean;
  /** How often failed tests are tried again at once. */
  readonly retries: number;
  /** A test that passes when it is tried again fails its target all the same. */
  readonly failOnFlaky: boolean;
  /** Leave the containers for a look instead of removing them. */
  readonly keep: boolean;
}

/** A target that cannot run as it is configured. */
export interface ObstructedTarget {
  readonly label: string;
  readonly reason: string;
  readonly hint: string | null;
  /** It is not meant for here, such as one for another platform: no harm is done. */
  readonly skipped: boolean;
}

export type PullPolicy = 'always' | 'missing' | 'never';

/** A base image and what is put on top of it. */
export interface ImagePlan {
  /** Names it within the plan. */
  readonly id: string;
  /** The base as a person says it: `debian:bookworm-slim`, `dox/zookeeper:3.8`, or the path of a Dockerfile. */
  readonly label: string;
  readonly base: ImageSource | CuratedSource;
  readonly platform: string | null;
  readonly system: readonly SystemPackage[];
  /** Rules that choose more of them by the base's distribution, which only the engine knows; null for none. */
  readonly bindep: Bindep | null;
  readonly add: readonly string[];
  readonly prep: readonly string[];
  /** Package managers whose caches are kept while it is built; sorted. */
  readonly cache: readonly CacheName[];
  /** The addresses of the archives that Debian packages are taken from, or null for those that the base names. */
  readonly snapshot: string | null;
  /** Seconds that it may be old if it is not locked, or null for any age. */
  readonly maxAge: number | null;
  /** `-r` makes the prepared image again, `--rebuild-all` the base as well. */
  readonly rebuild: 'no' | 'prepared' | 'all';
}

/** One container: one target on one image. */
export interface TargetPlan {
  /** The target's name, with the image where it runs on several: `unit`, `unit (debian:trixie-slim)`. */
  readonly label: string;
  readonly target: string;
  /** The options that choose it, on this image, of this configuration: `-C sub -i debian:trixie-slim -e unit`. */
  readonly chosenBy: readonly string[];
  /** Names its folder under the run's folder; unique, safe for a file system. */
  readonly folder: string;
  readonly image: string;
  /** With the arguments filled in. */
  readonly commands: readonly Command[];
  /** As configured, for the rerun line. */
  readonly configured: readonly Command[];
  readonly commandsForm: CommandsForm;
  readonly shell: readonly string[] | null;
  readonly env: Readonly<Record<string, string>>;
  readonly timeout: number | null;
  /** Seconds that the commands may take to end by themselves after a signal or their time limit. */
  readonly grace: number;
  readonly artifacts: readonly string[];
  /** Package managers whose caches are kept between runs; sorted. */
  readonly cache: readonly CacheName[];
  readonly allowFailure: boolean;
  readonly allowEmpty: boolean;
  /** Names of targets of this plan that must have passed before it begins; else it is skipped. */
  readonly needs: readonly string[];
  /** An interactive shell, or a command given with -c: its exit code is dox's own, and no tests are expected. */
  readonly direct: boolean;
  readonly container: ContainerPlan;
  /** Each after those that it depends on. */
  readonly services: readonly ServicePlan[];
}

/** What a service's plan takes from the configuration as it is. */
type AsConfigured =
  | 'name'
  | 'env'
  | 'command'
  | 'user'
  | 'port'
  | 'ready'
  | 'timeout'
  | 'dependsOn'
  | 'init'
  | 'localhost';

/** A container beside the target's, for the target's life. */
export interface ServicePlan extends Pick<Service, AsConfigured> {
  /** Names its log; unique among the target's services, safe for a file system. */
  readonly folder: string;
  /** An id of `images`. */
  readonly image: string;
  readonly volumes: readonly VolumePlan[];
  readonly tmpfs: Readonly<Record<string, string>>;
}

/** What a container may do and use, as in the configuration. */
export type ContainerLimits = Pick<Target, 'privileged' | 'capAdd' | 'devices' | 'shmSize' | 'memory' | 'cpus'>;

/** A container that has what every container has, and no more. */
export const ordinary: ContainerLimits = {
  privileged: false,
  capAdd: [],
  devices: [],
  shmSize: null,
  memory: null,
  cpus: null,
};

/** What is known of a container before the engine is asked. */
export interface ContainerPlan extends ContainerLimits {
  readonly user: string | null;
  readonly network: string;
  readonly tmpfs: Readonly<Record<string, string>>;
  readonly volumes: readonly VolumePlan[];
  readonly entrypoint: readonly string[] | 'image' | null;
}

export interface VolumePlan {
  readonly kind: 'bind' | 'volume';
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}
