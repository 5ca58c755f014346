import type { Spent } from './budget.ts';
import type { IniSections } from './ini-file.ts';

/** All that one reading of a tox file depends on. */
export interface ToxIniInput {
  /** The name that diagnostics show. */
  readonly file: string;
  readonly text: string;
  /** The section with tox's own settings: `tox:tox` in a setup.cfg. */
  readonly homeSection: 'tox' | 'tox:tox';
  /** What `{env:NAME}` reads, where the file does not set it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A text file of the project, by its path below the root; null if there is none. */
  readonly readFile: (path: string) => string | null;
  /** The project's paths that match a pattern of Python's glob, for `{glob:…}`; without it, none do. */
  readonly glob?: (pattern: string) => readonly string[];
  /** What Python calls the machine that the tests run on: `linux` and `x86_64` by themselves. */
  readonly platform?: string;
  readonly machine?: string;
}

/** One reading of the file and what it is worked out with. */
export interface Source {
  readonly input: ToxIniInput;
  readonly sections: IniSections;
  /** Read by tox 4's rules only since tox 3 refuses it: then blanks may be between the names in passenv. */
  readonly isForTox3: boolean;
  readonly spent: Spent;
}
