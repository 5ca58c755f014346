import type { CacheName } from '../cache-names.ts';
import type { TargetPython } from '../tox/map/target-python.ts';
import type { Look } from './look.ts';

/** What a project's files say of one tool. */
export interface Guess {
  /** The files that told it, the telling one first. */
  readonly seen: readonly string[];
  readonly image: string;
  /** Debian packages, where the image is a Debian one. */
  readonly system?: readonly string[];
  /** Lock files and manifests: what the prepared image is keyed by. */
  readonly add?: readonly string[];
  readonly prep?: readonly string[];
  /** Null: nothing says how it is tested. */
  readonly commands: readonly string[] | null;
  readonly env?: Readonly<Record<string, string>>;
  readonly cache?: readonly CacheName[];
  /** Only what looks like tests told it: where anything else says how tests are run, that counts. */
  readonly isWeak?: boolean;
  /** Its commands run no tests, so that none need be seen. */
  readonly allowEmpty?: boolean;
}

/** A Python that the command line asks for by name, and the image that it is in. */
export interface AskedPython {
  readonly python: TargetPython;
  readonly image: string;
}

/** How one tool is recognised, and what its people would type. */
export interface GuessRule {
  /** Names the target where there are several. */
  readonly tool: string;
  /** What it looks for, for a person. */
  readonly looksFor: string;
  /** `asked` wins over what the project says of its Python, and over a Dockerfile. */
  readonly guess: (look: Look, asked: AskedPython | null) => Guess | null;
}
