import type { Place } from '../base/diagnostic.ts';

/**
 * What a project asks for, whatever file said it. Every source (dox.yml in each of its shapes, later tox.ini
 * and others) gives this same shape: inheritance is resolved, names with braces are expanded, each target
 * says everything itself. Plain data; `dox config --json` prints it.
 */
export interface Config {
  /** Absolute path of the file it was read from. */
  readonly file: string;
  /** Which reader understood it, for messages. */
  readonly source: 'dox.yml';
  /** Absolute path of the project's top folder, which is mounted at /src. */
  readonly root: string;
  /** The project's name: the key `project`, else the folder's name. Lower case letters, digits, `.`, `_`, `-`. */
  readonly project: string;
  /** Names of the targets that run when none is named. */
  readonly defaults: readonly string[];
  /** All targets in the order of the file. */
  readonly targets: readonly Target[];
}

/** A base image: one that exists somewhere under a name, or one to be built from a Dockerfile of the project. */
export type ImageSource =
  | { readonly kind: 'reference'; readonly reference: string; readonly place?: Place }
  | {
      readonly kind: 'build';
      /** Relative to the project's root. */
      readonly dockerfile: string;
      /** Relative to the project's root. */
      readonly context: string;
      readonly target: string | null;
      readonly args: Readonly<Record<string, string>>;
      readonly place?: Place;
    };

/** A Debian package and the version that is wanted: `1.6.*`, `3.8.0-11`, `>=3.0 <3.1`, or null for any. */
export interface SystemPackage {
  readonly name: string;
  readonly version: string | null;
  readonly place?: Place;
}

/**
 * One command of a target. A `script` is text for a shell, one or more lines. An `argv` is a list of words that
 * no shell interprets, with tox's two marks. `{posargs}` is still in it; plan/posargs.ts fills it in.
 */
export type Command =
  | { readonly kind: 'script'; readonly text: string; readonly place?: Place }
  | {
      readonly kind: 'argv';
      readonly argv: readonly string[];
      /** Its exit code does not matter (tox's leading `-`). */
      readonly ignoreExit: boolean;
      /** It must fail (tox's leading `!`). */
      readonly invertExit: boolean;
      readonly place?: Place;
    };

export interface Target {
  readonly name: string;
  readonly description: string | null;
  /** One or more; with several the commands run on each. */
  readonly images: readonly ImageSource[];
  readonly system: readonly SystemPackage[];
  /** Files and folders, relative to the root, that `prep` needs; copied to /dox in the prepared image. */
  readonly add: readonly string[];
  /** Shell commands, run as root in /dox while the prepared image is built. */
  readonly prep: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Names of variables to hand over from the caller's environment; `*` and `?` are wildcards. */
  readonly passEnv: readonly string[];
  readonly commands: readonly Command[];
  /** How `commands` was written: arguments are appended to the last item of a list, never to a block. */
  readonly commandsForm: 'list' | 'block';
  /** The shell's argument list, or null for bash where the image has it, else sh. */
  readonly shell: readonly string[] | null;
  /** Seconds, or null for no limit. */
  readonly timeout: number | null;
  /** Paths or globs kept after the run: relative to /src, or absolute in the container. */
  readonly artifacts: readonly string[];
  /** `bridge` (default), `none`, `host`, or the name of a network of the engine's. */
  readonly network: string;
  /** `linux/amd64` and the like, or null for the engine's own. */
  readonly platform: string | null;
  /** null: the person who runs dox; `root`; `image`: what the image says; else `NAME`, `UID` or `UID:GID`. */
  readonly user: string | null;
  /** A failure is shown but does not fail the run. */
  readonly allowFailure: boolean;
  /** A run that executed no test still passes. */
  readonly allowEmpty: boolean;
  readonly privileged: boolean;
  readonly capAdd: readonly string[];
  /** `/dev/fuse` or `/dev/a:/dev/b:rwm`, as for `docker run --device`. */
  readonly devices: readonly string[];
  /** Bytes, or null for the engine's default. */
  readonly shmSize: number | null;
  /** Bytes, or null for no limit. */
  readonly memory: number | null;
  readonly cpus: number | null;
  /** `/path` or `/path:options`, as for `docker run --tmpfs`. */
  readonly tmpfs: readonly string[];
  /** `source:/path[:ro]`; a source that starts with `.`, `~` or `/` is a path (relative to the root), else a volume. */
  readonly volumes: readonly string[];
  /** null: the image's ENTRYPOINT is not used; `image`: it is; else an argument list that is put before the shell. */
  readonly entrypoint: readonly string[] | 'image' | null;
  readonly place?: Place;
}
