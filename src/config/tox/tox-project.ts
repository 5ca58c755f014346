import type { Place } from '../../base/diagnostic.ts';
import type { ToxLine } from '../config.ts';

/** Whose rules a file is read by: tox 3's (with tox 4's leniency where tox 3 would refuse) or tox 4's. */
export type ToxRules = 'tox3' | 'tox4';

/**
 * What tox makes of a project, before any of it is mapped to a Config: the lists of environments, and each environment
 * on request, since names that no list has can be asked for (`-e py27`). Values are as `tox config` (tox 4) and
 * `tox --showconfig` (tox 3) give them, with paths below the project as `{toxinidir}/…`, `{toxworkdir}/…`, `{envdir}/…`.
 */
export interface ToxProject {
  readonly rules: ToxRules;
  /** Why these rules, as the end of a sentence: `minversion is 4.0`. */
  readonly why: string;
  /** What runs when nothing is named, and all that there is, in tox's order. */
  readonly defaults: readonly string[];
  readonly all: readonly string[];
  readonly core: ToxCore;
  /** The environment of that name, or null where tox would not know it. Throws nothing: what is wrong is in `problems`. */
  env(name: string, posargs: Posargs): ToxEnv | null;
}

/**
 * What stands for `{posargs}`: words, none (so that defaults count), or `keep`, which leaves `{posargs}` and
 * `{posargs:default}` in the commands for plan/posargs.ts to fill in.
 */
export type Posargs = readonly string[] | 'keep';

/** `[tox]`, or the top of a TOML file. */
export interface ToxCore {
  readonly skipsdist: boolean;
  readonly minversion: string | null;
  readonly requires: readonly string[];
  readonly ignoreBasepythonConflict: boolean;
  readonly toxworkdir: string;
  readonly setupdir: string;
  readonly skipMissingInterpreters: boolean;
  /** tox 4: names of groups of environments. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
}

/** One command: its words after all splitting and replacing, and tox's marks. */
export interface ToxCommand {
  readonly argv: readonly string[];
  /** A leading `-`: its exit code does not matter. */
  readonly ignoreExit: boolean;
  /** A leading `!` (tox 4): it must fail. */
  readonly invertExit: boolean;
  /** Under `keep`, where `{posargs}` is in it: the line that `argv` is split from, with all else replaced. */
  readonly line?: ToxLine;
  readonly place: Place | null;
}

export interface ToxEnv {
  readonly name: string;
  readonly commandsPre: readonly ToxCommand[];
  readonly commands: readonly ToxCommand[];
  readonly commandsPost: readonly ToxCommand[];
  /** As tox prints them: `-rrequirements.txt`, `mock>=2; python_version<"3"`. */
  readonly deps: readonly string[];
  readonly constraints: readonly string[];
  readonly extras: readonly string[];
  readonly dependencyGroups: readonly string[];
  readonly setenv: Readonly<Record<string, string>>;
  /** As written, without tox's own list. */
  readonly passenv: readonly string[];
  readonly changedir: string;
  readonly envdir: string;
  readonly envtmpdir: string;
  readonly description: string;
  /** tox 3: a regular expression (`.*`: any). tox 4 likewise, empty for any. */
  readonly platform: string;
  /** tox 3: one interpreter, or null where none is implied; tox 4: a list. */
  readonly basepython: string | readonly string[] | null;
  readonly skipInstall: boolean;
  readonly usedevelop: boolean;
  /** tox 4: what makes the environment, where that is a plugin's: `uv-venv-lock-runner`. */
  readonly runner?: string;
  /** tox 4: sdist, wheel, editable, editable-legacy, skip, external …; null under tox 3. */
  readonly package: string | null;
  readonly ignoreErrors: boolean;
  readonly ignoreOutcome: boolean;
  readonly recreate: boolean;
  readonly sitepackages: boolean;
  readonly pipPre: boolean;
  readonly argsArePaths: boolean;
  readonly parallelShowOutput: boolean;
  readonly allowlistExternals: readonly string[];
  readonly installCommand: readonly string[];
  readonly listDependenciesCommand: readonly string[];
  readonly depends: readonly string[];
  readonly labels: readonly string[];
  /** Seconds, from interrupt_timeout and its kin; only what the file sets. */
  readonly timeouts: Readonly<Record<string, number>>;
  /** Where each key's value is written, by tox's own key (`deps`, `setenv`); keys that the file does not set are absent. */
  readonly places: Readonly<Record<string, Place>>;
  /** What of it tox could not resolve, by key, with its place: such a key has no value that can be used. */
  readonly problems: Readonly<Record<string, ToxProblem>>;
}

export interface ToxProblem {
  readonly message: string;
  readonly place: Place | null;
}
