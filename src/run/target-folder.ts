import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { writing } from './run-folder.ts';

/** Where the tree is in every container. */
export const containerRoot = '/src';

/**
 * A target's folder in the run's: its log, the scripts that the container runs, the notes that they leave
 * (`state`, `step`), a home for a person that the image does not know, and the artifacts.
 */
export class TargetFolder {
  /** Relative to the root, as people are told. */
  readonly log: string;
  /** The same folder, as the container sees it. */
  readonly inContainer: string;
  /** What the supervisor must write back, so that the tree is known to be shared. */
  readonly token = randomBytes(12).toString('hex');
  readonly #path: string;
  readonly #root: string;
  readonly #file: number;
  #problem: string | null = null;

  constructor(root: string, relative: string) {
    this.#root = root;
    this.#path = join(root, relative);
    this.log = `${relative}/log`;
    this.inContainer = `${containerRoot}/${relative}`;
    this.#file = writing(this.#path, () => {
      mkdirSync(this.#path, { recursive: true });
      return openSync(join(this.#path, 'log'), 'w');
    });
  }

  /** Why the log is not whole, or null. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Lets users of any uid leave their notes here, where the container does not run as the folder's owner. */
  openToAll(): void {
    chmodSync(this.#path, 0o777);
  }

  /** A path in this folder on the host. */
  host(name: string): string {
    return join(this.#path, name);
  }

  /** Adds to the log. A full disk costs the log, not the run; `problem` says so. */
  append(chunk: Uint8Array): void {
    if (this.#problem !== null) return;
    try {
      let done = 0;
      while (done < chunk.length) done += writeSync(this.#file, chunk, done);
    } catch (error) {
      this.#problem = `the log is cut short: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  write(name: string, text: string): void {
    const path = this.host(name);
    writing(path, () => writeFileSync(path, text));
  }

  /** Makes a folder in it, 0700, and returns its path on the host. */
  folder(name: string): string {
    const path = this.host(name);
    writing(path, () => mkdirSync(path, { recursive: true, mode: 0o700 }));
    return path;
  }

  /** A file that the scripts left; empty where they left none. */
  read(name: string): string {
    try {
      return readFileSync(this.host(name), 'utf8');
    } catch {
      return '';
    }
  }

  /**
   * Copies what `artifacts` names to `artifacts/` here: paths and globs of the tree; absolute ones were brought
   * there by the supervisor. Returns the folder if there is anything in it, and the patterns that matched nothing.
   */
  collectArtifacts(patterns: readonly string[]): {
    readonly kept: readonly string[];
    readonly missing: readonly string[];
  } {
    const kept: string[] = [];
    const missing: string[] = [];
    const here = `${dirname(this.log)}/artifacts`;
    for (const pattern of patterns) {
      const inTree = pattern.startsWith('/') ? null : this.#matches(pattern);
      if (inTree === null) {
        const copied = globSync([`.${pattern}`], { cwd: this.host('artifacts'), dot: true, expandDirectories: true });
        kept.push(...copied.map((path) => `${here}/${path}`));
        if (copied.length === 0) missing.push(pattern);
        continue;
      }
      if (inTree.length === 0) missing.push(pattern);
      for (const path of inTree) {
        writing(path, () => cpSync(join(this.#root, path), join(this.host('artifacts'), path), { recursive: true }));
        kept.push(`${here}/${path}`);
      }
    }
    return { kept: [...new Set(kept)].sort(), missing };
  }

  /** The scripts have done their work. */
  close(): void {
    closeSync(this.#file);
    for (const name of ['run.sh', 'commands.sh', 'passwd', 'group', 'home']) {
      try {
        rmSync(this.host(name), { recursive: true, force: true });
      } catch {
        // written by another user of the container's: it goes with the run's folder, or stays to be seen
      }
    }
  }

  #matches(pattern: string): string[] {
    const ignore = ['.dox/**', '**/.git/**'];
    const found = globSync([pattern], { cwd: this.#root, dot: true, ignore, expandDirectories: true });
    return found.map((path) => path.replace(/\/$/, '')).sort();
  }
}
