import type { ContainerLimits } from '../plan/plan.ts';

/**
 * The engine as dox sees it: Docker and Podman, rootful and rootless, behind one small interface.
 * Everything else in dox knows only these types; `dockerode` is imported in one file of this folder.
 * Every failure is a DoxError; nothing here prints.
 */
export interface Engine {
  readonly info: EngineInfo;
  /** What the engine knows of a local image by name, digest reference or id; null if it has none such. */
  image(reference: string): Promise<ImageInfo | null>;
  /**
   * The test of an image's HEALTHCHECK, as the engines write it: `CMD` and its words, or `CMD-SHELL` and a text; empty
   * for none.
   */
  healthcheck(image: string): Promise<readonly string[]>;
  /** Pulls an image, reporting whole-image progress. Throws `not-found` or `pull-failed`. */
  pull(reference: string, options: PullOptions): Promise<ImageInfo>;
  /** Sends an image to the registry that its name says. Throws `push-failed`. */
  push(reference: string, options: PushOptions): Promise<void>;
  /** Builds an image from a context. Throws `build-failed` with the failing step and the tail of its output. */
  build(spec: BuildSpec, options: BuildOptions): Promise<ImageInfo>;
  /** Gives an image one more name; remove({ kind: 'image', id: NAME }) takes it away again. */
  tag(image: string, reference: string): Promise<void>;
  /**
   * Files of an image, without running anything in it: absolute path → bytes, or null where there is none.
   * Symlinks are followed by the engine as `docker cp -L` would.
   */
  readImageFiles(image: string, paths: readonly string[]): Promise<ReadonlyMap<string, Uint8Array | null>>;
  /** Creates, attaches, asks for the exit, starts: in this order, so that no byte and no exit is lost. */
  start(spec: ContainerSpec, io: ContainerIo): Promise<RunningContainer>;
  /** Runs a command in a running container, with its standard input closed. Throws `engine-failed`. */
  exec(container: string, spec: ExecSpec): Promise<ContainerEnd>;
  /** The address that other containers reach a running container by, or null where it has none of its own. */
  address(container: string): Promise<string | null>;
  /** Everything of these kinds (all without them) that carries dox's labels, running or not, and dox's passing names. */
  owned(kinds?: readonly OwnedObject['kind'][]): Promise<readonly OwnedObject[]>;
  /** The images among them, with what `dox images` and `dox clean` tell of them. */
  storedImages(): Promise<readonly StoredImage[]>;
  /** Removes one of them, by force; already gone is success. */
  remove(object: Pick<OwnedObject, 'kind' | 'id'>): Promise<void>;
  /** Ends what connect() itself started (a `podman system service`), closes sockets. */
  close(): Promise<void>;
}

export interface EngineInfo {
  readonly kind: 'docker' | 'podman';
  /** The engine's own version, such as `20.10.24`. */
  readonly version: string;
  readonly apiVersion: string;
  readonly rootless: boolean;
  /** `unix:///var/run/docker.sock` and the like. */
  readonly host: string;
  /** Why this one: `DOCKER_HOST`, `CONTAINER_HOST`, `usual socket`, `docker context NAME`, `started by dox`. */
  readonly chosenBy: string;
  /** The engine's platform, such as `linux/amd64`. */
  readonly platform: string;
  /** Whether builds go through BuildKit. */
  readonly buildkit: boolean;
  /** Whether a container's `memory` and `cpus` are held; where not, the engine says nothing and takes no notice. */
  readonly limits: boolean;
}

export interface ImageInfo {
  /** `sha256:…` of the image's configuration. */
  readonly id: string;
  /** `name@sha256:…`, as pulled; empty for images built here. */
  readonly repoDigests: readonly string[];
  /** Seconds since the epoch. */
  readonly created: number;
  /** Bytes. */
  readonly size: number;
  readonly platform: string;
  readonly user: string;
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  /** CMD. */
  readonly command: readonly string[];
  readonly workdir: string;
  /** The TCP ports that it EXPOSEs. */
  readonly ports: readonly number[];
  readonly labels: Readonly<Record<string, string>>;
}

export interface PullOptions {
  readonly platform?: string;
  readonly signal: AbortSignal;
  /** Bytes so far over all layers; total is 0 while unknown. */
  readonly onProgress?: (done: number, total: number, status: string) => void;
}

export interface PushOptions {
  readonly signal: AbortSignal;
}

/** A build: the context is either files given here (path → bytes) or a folder on this machine. */
export interface BuildSpec {
  readonly context:
    | { readonly kind: 'files'; readonly files: ReadonlyMap<string, ContextFile> }
    | { readonly kind: 'folder'; readonly path: string };
  /** Path of the Dockerfile inside the context, `/`-separated. */
  readonly dockerfile: string;
  readonly tag: string;
  readonly target?: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly platform?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly noCache: boolean;
  /** Whether to ask the registry for newer bases. */
  readonly pull: boolean;
}

export interface ContextFile {
  readonly bytes: Uint8Array;
  /** Permission bits, such as 0o644. */
  readonly mode: number;
}

export interface BuildOptions {
  readonly signal: AbortSignal;
  /** The build's output as text, whole lines without the line end, as far as the engine gives it. */
  readonly onLine?: (line: string) => void;
}

export interface ContainerSpec extends ContainerLimits {
  readonly image: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workdir: string;
  /** `uid:gid`, a name, or empty for what the image says. */
  readonly user: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  /** path → options. */
  readonly tmpfs: Readonly<Record<string, string>>;
  readonly network: string;
  /** Other containers must reach it by its address, and it them. */
  readonly reachable?: boolean;
  /** The id of a running container whose network it shares; `network` is not looked at then. */
  readonly joins?: string;
  /** More names → their addresses, as lines of /etc/hosts. */
  readonly hosts?: Readonly<Record<string, string>>;
  readonly platform?: string;
  /** Only rootless Podman: map the caller's uid to itself. */
  readonly keepId: boolean;
  readonly tty: { readonly rows: number; readonly columns: number } | null;
  /**
   * Where the container's standard input comes from. Its life always hangs on dox (see `lifeline`):
   * `lifeline`: the standard input is the lifeline itself; the supervisor script reads it.
   * `caller`: it is the caller's (a terminal or a pipe), and the lifeline is an exec beside it.
   * `none`: it has none, and its life hangs on nothing: for images without a shell, which dox itself must end.
   */
  readonly stdin: 'lifeline' | 'caller' | 'none';
  /**
   * Only with `caller`: the absolute path in the container of a file that the lifeline makes as it begins. What waits
   * for it cannot outlive a dox that is killed before the exec is there.
   */
  readonly lifelineFile?: string;
  readonly removeWhenDone: boolean;
}

export type Mount =
  | { readonly kind: 'bind'; readonly source: string; readonly target: string; readonly readOnly: boolean }
  | { readonly kind: 'volume'; readonly source: string; readonly target: string; readonly readOnly: boolean };

export interface ContainerIo {
  /** Called in order; a returned promise holds the stream back until it settles (backpressure). */
  readonly onOutput: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void | Promise<void>;
  /** Only with `stdin: 'caller'`. */
  readonly stdin?: NodeJS.ReadableStream;
  /** Called as soon as the container exists, before it starts, with its id. */
  readonly onCreated?: (id: string) => void;
  /** Called when the engine has started it. */
  readonly onStarted?: () => void;
  /**
   * What must be there beside the started container before it may go on, which it is told by a line GO on its
   * lifeline, or by the lifeline itself where that is an exec. If it rejects, so does the start.
   */
  readonly beside?: (id: string) => Promise<void>;
  /** The exit code as the container itself has noted it, or null: for an engine that has lost sight of its end. */
  readonly notedExit?: () => number | null;
}

/** A command for a container that runs already. */
export interface ExecSpec {
  readonly command: readonly string[];
  /** Empty for the container's own. */
  readonly user: string;
  /** Called in order. */
  readonly onOutput: (chunk: Uint8Array) => void;
  /** Stops waiting; the command itself may go on until its container ends. */
  readonly signal: AbortSignal;
}

export interface RunningContainer {
  readonly id: string;
  /**
   * Settles when the container has ended, all of its output has been handed over and, with removeWhenDone,
   * it is gone from the engine.
   */
  readonly ended: Promise<ContainerEnd>;
  /** Sends a signal to every process in the container, through the lifeline. */
  signal(name: 'INT' | 'TERM'): void;
  /** Ends it at once, by the engine. Already gone is success. */
  kill(): Promise<void>;
  resize(size: { readonly rows: number; readonly columns: number }): Promise<void>;
}

export interface ContainerEnd {
  readonly exitCode: number;
}

/** An image that dox made. */
export interface StoredImage {
  readonly id: string;
  /** Those of its names that begin with `dox/`; none where another image has taken them. */
  readonly names: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since the epoch. */
  readonly created: number;
  /** Bytes, with those of its base. */
  readonly size: number;
  /** Bytes that it adds to the highest image that it stands on and that is here. */
  readonly ownSize: number;
  /** The ids of the containers, running or not and whoever made them, that are made of it. */
  readonly containers: readonly string[];
}

export interface OwnedObject {
  /** `name`: one that an image has only while something is built from it. */
  readonly kind: 'container' | 'network' | 'volume' | 'image' | 'name';
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since the epoch; 0 where the engine does not say. */
  readonly created: number;
  /** Bytes; 0 where the engine does not say. */
  readonly size: number;
  readonly running: boolean;
}
