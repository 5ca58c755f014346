import type { Command, ImageSource, SystemPackage, Target } from '../config/config.ts';

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
  readonly pull: PullPolicy;
  readonly failFast: boolean;
  /** Leave the containers for a look instead of removing them. */
  readonly keep: boolean;
}

export type PullPolicy = 'always' | 'missing' | 'never';

/** A base image and what is put on top of it. */
export interface ImagePlan {
  /** Names it within the plan. */
  readonly id: string;
  /** The base as a person says it: `debian:bookworm-slim`, or the path of a Dockerfile. */
  readonly label: string;
  readonly base: ImageSource;
  readonly platform: string | null;
  readonly system: readonly SystemPackage[];
  readonly add: readonly string[];
  readonly prep: readonly string[];
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
  readonly commandsForm: 'list' | 'block';
  readonly shell: readonly string[] | null;
  readonly env: Readonly<Record<string, string>>;
  readonly timeout: number | null;
  readonly artifacts: readonly string[];
  readonly allowFailure: boolean;
  readonly allowEmpty: boolean;
  /** An interactive shell, or a command given with -c: its exit code is dox's own, and no tests are expected. */
  readonly direct: boolean;
  readonly container: ContainerPlan;
}

/** What a container may do and use, as in the configuration. */
export type ContainerLimits = Pick<Target, 'privileged' | 'capAdd' | 'devices' | 'shmSize' | 'memory' | 'cpus'>;

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
