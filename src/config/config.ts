import type { Diagnostic, Place } from '../base/diagnostic.ts';
import type { Bindep } from './bindep/bindep-rule.ts';
import type { CacheName } from './cache-names.ts';
import type { SourceKind } from './config-source.ts';
import type { Splitting } from './tox/ini/split-command.ts';

/**
 * What a project asks for, whatever file said it. Every source (dox.yml in each of its shapes, tox.ini and others) gives this same shape: inheritance is resolved, names with braces are expanded, each target
 * says everything itself. Plain data; `dox config --json` prints it.
 */
export interface Config {
  /** Absolute path of the file it was read from. */
  readonly file: string;
  /** Which reader understood it. */
  readonly source: SourceKind;
  /** What a person should know of how it was understood, as sentences: whose rules, what was guessed, what was left out. */
  readonly notes: readonly string[];
  /** Absolute path of the project's top folder, which is mounted at /src. */
  readonly root: string;
  /** The project's name: the key `project`, else the folder's name. Lower case letters, digits, `.`, `_`, `-`. */
  readonly project: string;
  /** Where in a registry prepared images are looked for, `registry.example:5000/team/dox`, or null. */
  readonly cacheRegistry: string | null;
  /** Names of the targets that run when none is named. */
  readonly defaults: readonly string[];
  /** All targets in the order of the file. */
  readonly targets: readonly Target[];
  /** Names of the command line that mean something here and are no target's. */
  readonly groups?: readonly Group[];
}

/** A name that stands for targets, such as `py27` for all that run on Python 2.7. */
export interface Group {
  readonly name: string;
  /** None: the name is a mistake, and `hint` says what there is instead. */
  readonly targets: readonly string[];
  readonly hint?: string;
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
 * no shell interprets, with tox's marks. `{posargs}` is still in it; plan/posargs.ts fills it in.
 */
export type Command =
  | {
      readonly kind: 'script';
      readonly text: string;
      /** What comes after it runs also if its last command fails, and the target fails in the end. */
      readonly keepGoing?: true;
      readonly place?: Place;
    }
  | {
      readonly kind: 'argv';
      readonly argv: readonly string[];
      /** Its exit code does not matter (tox's leading `-`). */
      readonly ignoreExit: boolean;
      /** It must fail (tox's leading `!`). */
      readonly invertExit: boolean;
      /** tox's line with `{posargs}` in it, if that is what `argv` was split from: tox fills in first, then splits. */
      readonly line?: ToxLine;
      /** What comes after it runs also if it fails, and the target fails in the end (tox's `ignore_errors`). */
      readonly keepGoing?: true;
      /** It runs also after a failure (tox's `commands_post`). */
      readonly always?: true;
      readonly place?: Place;
    };

/** A line of tox's before it is split to words, all replaced in it but `{posargs}` and `{posargs:default}`. */
export interface ToxLine {
  readonly text: string;
  readonly splitting: Splitting;
  /** The version that `python` is there, `2.7` or `3`, as far as it is known. */
  readonly python?: string;
}

/**
 * How `commands` was written, and so where arguments go that have no `{posargs}`: a list's last item gets them, a block
 * refuses them, and tox takes no notice of them.
 */
export type CommandsForm = 'list' | 'block' | 'tox';

/** How dox finds out that a service is ready. */
export type Ready =
  /** Something listens on the port. */
  | { readonly kind: 'tcp'; readonly port: number }
  /** A GET is answered with a status below 400. `path` begins with `/`. */
  | { readonly kind: 'http'; readonly port: number; readonly path: string }
  /** A line of its output matches the regular expression (JavaScript, without flags). */
  | { readonly kind: 'log'; readonly pattern: string }
  /** Shell text, run in the service's container, that must succeed. */
  | { readonly kind: 'command'; readonly text: string };

/** Something that the tests talk to; each target that asks for it gets one of its own. */
export interface Service {
  /** The host name by which it is reached, and the beginning of its variables: `my-db` gives MY_DB_HOST. */
  readonly name: string;
  readonly image: ImageSource;
  readonly env: Readonly<Record<string, string>>;
  /** Takes the place of the image's CMD; null: the image's own. */
  readonly command: readonly string[] | null;
  /** null: what the image says. */
  readonly user: string | null;
  /** As a target's. */
  readonly volumes: readonly string[];
  readonly tmpfs: readonly string[];
  /** Where it listens; null: what the curated image says, else the image's only EXPOSE. */
  readonly port: number | null;
  /** null: the image's HEALTHCHECK, else that something listens on the port, else that it runs. */
  readonly ready: Ready | null;
  /** Seconds that it may take until it is ready. */
  readonly timeout: number;
  /** Names of services of the same target that must be ready before it starts. */
  readonly dependsOn: readonly string[];
  /** Shell commands, run in its container once it is ready, one after another; each must succeed. */
  readonly init: readonly string[];
  /** Reached as localhost:PORT and by its name; false: only by its name, with all ports to itself. */
  readonly localhost: boolean;
  readonly place?: Place;
}

/** Why a target cannot run. */
export interface Obstacle extends Diagnostic {
  /** It has no image: one that the command line names lifts it. */
  readonly isImage?: true;
  /** The target is not meant for here: where nobody asks for it by name, it is skipped. */
  readonly skips?: true;
}

export interface Target {
  readonly name: string;
  readonly description: string | null;
  /** What -m selects it by. */
  readonly labels: readonly string[];
  /** One or more; with several the commands run on each. */
  readonly images: readonly ImageSource[];
  readonly system: readonly SystemPackage[];
  /** Rules that say, once the distribution in the image is known, which packages are wanted as well; null for none. */
  readonly bindep: Bindep | null;
  /** Files and folders, relative to the root, that `prep` needs; copied to /dox in the prepared image. */
  readonly add: readonly string[];
  /** Shell commands, run as root in /dox while the prepared image is built. */
  readonly prep: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Names of variables to hand over from the caller's environment; `*` and `?` are wildcards. */
  readonly passEnv: readonly string[];
  readonly commands: readonly Command[];
  readonly commandsForm: CommandsForm;
  /** Names of targets that must have passed before it, of those that run too; itself never, not even through others. */
  readonly needs: readonly string[];
  /** Why it cannot run, told when it is selected; absent or empty: it can. */
  readonly obstacles?: readonly Obstacle[];
  /** The shell's argument list, or null for bash where the image has it, else sh. */
  readonly shell: readonly string[] | null;
  /** Seconds, or null for no limit. */
  readonly timeout: number | null;
  /** Seconds that its commands may take to end when they are asked to, or null for what is usual. */
  readonly grace: number | null;
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
  /** Package managers whose caches are kept between builds and runs; sorted. */
  readonly cache: readonly CacheName[];
  /** `2024-01-15`, `20240115T000000Z` or the address of an archive; null for the archive of today. */
  readonly snapshot: string | null;
  /** Seconds that a pulled or prepared image may be old if it is not locked, or null for any age. */
  readonly maxAge: number | null;
  /** In the order of the file. */
  readonly services: readonly Service[];
  readonly place?: Place;
  /** Where each of its values is written, by the key's name here; what is a default has none. */
  readonly places?: Readonly<Record<string, Place>>;
}
