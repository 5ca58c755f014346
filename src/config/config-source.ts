import type { Diagnostic } from '../base/diagnostic.ts';
import type { Config } from './config.ts';
import type { ProjectFiles } from './project-files.ts';

/** Which kind of file said what a project asks for; `guess`: none did, and its files told what it is. */
export type SourceKind = 'dox.yml' | 'tox' | 'travis' | 'guess';

/** What a reader of another tool's files is given. */
export interface SourceInput {
  readonly files: ProjectFiles;
  /** The file that was found, relative to the project's root; of a guess, the file that it is made from. */
  readonly file: string;
  /** How diagnostics and places name a file that is relative to the root. */
  readonly shown: (relative: string) => string;
  /** Names of targets that the command line asks for, without patterns: a reader may know more than it lists (`-e py27`). */
  readonly names: readonly string[];
  /** The caller's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the command line brings the command (-c, a shell): where only an image is known, that will do. */
  readonly direct?: boolean;
}

export interface ReadResult {
  /** Null if there is an error among the diagnostics. */
  readonly config: Config | null;
  readonly diagnostics: readonly Diagnostic[];
  /** No file says anything of how the project is tested: here is no project. */
  readonly isNothing?: true;
}

/** Never throws: all that is wrong with the files comes back as diagnostics, all at once. */
export type ReadSource = (input: SourceInput) => ReadResult;
