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
  /** Pulls an image, reporting whole-image progress. Throws `not-found` or `pull-failed`. */
  pull(reference: string, options: PullOptions): Promise<ImageInfo>;
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
  /** Everything of these kinds (all without them) that carries dox's labels, running or not. */
  owned(kinds?: readonly OwnedObject['kind'][]): Promise<readonly OwnedObject[]>;
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
  readonly labels: Readonly<Record<string, string>>;
}

export interface PullOptions {
  readonly platform?: string;
  readonly signal: AbortSignal;
  /** Bytes so far over all layers; total is 0 while unknown. */
  readonly onProgress?: (done: number, total: number, status: string) => void;
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
  readonly platform?: string;
  /** Only rootless Podman: map the caller's uid to itself. */
  readonly keepId: boolean;
  readonly tty: { readonly rows: number; readonly columns: number } | null;
  /**
   * Where the container's standard input comes from. Its life always hangs on dox (see `lifeline`):
   * `lifeline`: the standard input is the lifeline itself; the supervisor script reads it.
   * `caller`: it is the caller's (a terminal or a pipe), and the lifeline is an exec beside it.
   */
  readonly stdin: 'lifeline' | 'caller';
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

export interface OwnedObject {
  readonly kind: 'container' | 'network' | 'volume' | 'image';
  readonly id: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since the epoch; 0 where the engine does not say. */
  readonly created: number;
  /** Bytes; 0 where the engine does not say. */
  readonly size: number;
  readonly running: boolean;
}
