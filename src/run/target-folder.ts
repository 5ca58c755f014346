import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, cpSync, mkdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ControlFile } from '../plan/control-folder.ts';
import { HeldFile } from './held-file.ts';
import { makeFolder } from './make-folder.ts';
import { isFullDisk, writing } from './run-folder.ts';

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
  readonly #log: HeldFile;
  /** Made by the host and held open, since the commands may remove them: `git clean -fdx` takes .dox too. */
  readonly #notes: Readonly<Record<'state' | 'step', HeldFile>>;
  #problem: string | null = null;
  #sawFullDisk = false;

  constructor(root: string, relative: string) {
    this.#root = root;
    this.#path = join(root, relative);
    this.log = `${relative}/log`;
    this.inContainer = `${containerRoot}/${relative}`;
    [this.#log, this.#notes] = writing(this.#path, () => {
      makeFolder(root, relative);
      const held = (name: string): HeldFile => new HeldFile(this.host(name));
      return [held('log'), { state: held(ControlFile.state), step: held(ControlFile.step) }];
    });
  }

  /** Why the log is not whole, or null. */
  get problem(): string | null {
    return this.#problem;
  }

  /**
   * Lets the container's user, who is not the one who runs dox, leave notes here: gives it all to `person`, which
   * only root can do, or without one lets everybody write.
   */
  share(person: { readonly uid: number; readonly gid: number } | null): void {
    for (let above = dirname(this.#path); above.startsWith(`${this.#root}/`); above = dirname(above)) {
      chmodSync(above, statSync(above).mode | 0o011);
    }
    const notes = Object.values(this.#notes).map((file) => file.path);
    if (person === null) {
      for (const path of [this.#path, this.host('home')]) chmodSync(path, 0o777);
      for (const path of notes) chmodSync(path, 0o666);
    } else {
      for (const path of [this.#path, this.host('home'), ...notes]) chownSync(path, person.uid, person.gid);
    }
  }

  /** A path in this folder relative to the root, as people are told. */
  named(name: string): string {
    return `${dirname(this.log)}/${name}`;
  }

  /** A path in this folder on the host. */
  host(name: string): string {
    return join(this.#path, name);
  }

  /** Whether there is no more room for a person's tests to write, or was none for the log. */
  get diskIsFull(): boolean {
    return this.#sawFullDisk || hasNoRoom(this.#root);
  }

  /** Adds to the log. A full disk costs the log, not the run; `problem` says so. */
  append(chunk: Uint8Array): void {
    if (this.#problem !== null) return;
    try {
      this.#log.append(chunk);
    } catch (error) {
      this.#sawFullDisk = isFullDisk(error);
      this.#problem = `the log is cut short: ${messageOf(error)}`;
    }
  }

  write(name: string, text: string): void {
    const path = this.host(name);
    writing(path, () => {
      writeFileSync(path, text);
      chmodSync(path, 0o644); // whatever the umask: other users of the container read it too
    });
  }

  /** Makes a folder in it, 0700, and returns its path on the host. */
  folder(name: string): string {
    const path = this.host(name);
    writing(path, () => mkdirSync(path, { recursive: true, mode: 0o700 }));
    return path;
  }

  /** What the scripts noted, also where the file's name is gone by now. */
  read(name: 'state' | 'step'): string {
    return this.#notes[name].text();
  }

  /**
   * Copies what `artifacts` names to `artifacts/` here: paths and globs of the tree; absolute ones were brought
   * there by the supervisor. Returns the folder if there is anything in it, and the patterns that matched nothing.
   */
  async collectArtifacts(
    patterns: readonly string[],
  ): Promise<{ readonly kept: readonly string[]; readonly missing: readonly string[] }> {
    const kept: string[] = [];
    const missing: string[] = [];
    if (patterns.length === 0) return { kept, missing };
    const { globSync } = await import('tinyglobby');
    const here = `${dirname(this.log)}/artifacts`;
    const inside = (pattern: string): string[] => {
      const ignore = ['.dox/**', '**/.git/**'];
      const found = globSync([pattern], { cwd: this.#root, dot: true, ignore, expandDirectories: true });
      return found.map((path) => path.replace(/\/$/, '')).sort();
    };
    for (const pattern of patterns) {
      const inTree = pattern.startsWith('/') ? null : inside(pattern);
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

  /** Brings the log back if the commands have removed it. */
  restore(): void {
    try {
      makeFolder(this.#root, dirname(this.log));
      this.#log.restore();
    } catch (error) {
      this.#problem ??= `the log is lost: ${messageOf(error)}`;
    }
  }

  /** The scripts have done their work. */
  close(): void {
    for (const file of [this.#log, ...Object.values(this.#notes)]) file.close();
    for (const name of ['run.sh', 'commands.sh', 'passwd', 'group', 'gitconfig', 'home']) {
      try {
        rmSync(this.host(name), { recursive: true, force: true });
      } catch {
        // written by another user of the container's: it goes with the run's folder, or stays to be seen
      }
    }
  }
}

/** Less than this many bytes are as good as none. */
const leastRoom = 65_536;

function hasNoRoom(path: string): boolean {
  const { bavail, bsize, blocks } = statfsSync(path);
  return blocks > 0 && bavail * bsize < leastRoom;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
