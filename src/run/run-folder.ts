import {
  lchownSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DoxError } from '../base/dox-error.ts';
import { errorCode } from '../base/error-code.ts';
import { ownerState, parseOwner } from '../base/owner.ts';
import type { Event } from './event.ts';
import { eventLine } from './event-line.ts';
import { HeldFile } from './held-file.ts';
import { makeFolder } from './make-folder.ts';

/** How many ended runs are kept under `.dox/runs`. */
const keptRuns = 10;

interface RunFolderInput {
  /** Absolute path of the tree. */
  readonly root: string;
  readonly run: string;
  /** The owner label, so that another dox does not drop a run that goes on. */
  readonly owner: string;
  readonly hostname: string;
  /** Who gets it all in the end, which only root can give; null: it stays with who runs dox. */
  readonly heir: { readonly uid: number; readonly gid: number } | null;
}

/**
 * The folder of one run, `.dox/runs/RUN` in the checkout: `events.ndjson`, and a folder per target with its log.
 * `.dox/last` points to the newest. It is visible in the container under /src, which is how scripts get in
 * and how dox proves that the engine sees the tree.
 */
export class RunFolder {
  readonly run: string;
  /** Absolute path. */
  readonly path: string;
  readonly #events: HeldFile;
  readonly #root: string;
  readonly #top: string;
  readonly #owner: string;
  readonly #hostname: string;
  readonly #heir: RunFolderInput['heir'];
  #problem: string | null = null;

  /** Creates it. Throws `disk-full` or `usage` where it cannot be written. */
  constructor(input: RunFolderInput) {
    this.run = input.run;
    this.#root = input.root;
    this.#top = join(input.root, '.dox');
    this.path = join(this.#top, 'runs', input.run);
    this.#owner = input.owner;
    this.#heir = input.heir;
    this.#events = writing(this.path, () => {
      this.#make();
      return new HeldFile(join(this.path, 'events.ndjson'));
    });
    this.#hostname = input.hostname;
  }

  /** A target's folder, relative to the root, such as `.dox/runs/20261122-101500-3fa9/unit`. */
  relative(folder: string): string {
    return `.dox/runs/${this.run}/${folder}`;
  }

  /** Why the events are not all kept, or null: a full disk costs the record, not the run. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Keeps an event; output and progress are not kept. */
  record(event: Event): void {
    const line = eventLine(event);
    if (line === null || this.#problem !== null) return;
    this.#trying(() => this.#events.append(Buffer.from(line)));
  }

  /** Brings back what commands in the container have removed, as `git clean -fdx` does. */
  restore(): void {
    if (!this.#events.isGone || this.#problem !== null) return;
    this.#trying(() => {
      this.#make();
      this.#events.restore();
    });
  }

  /** Drops the oldest ended runs: when there is time for it, since it may take long. */
  dropOld(): void {
    const runs = join(this.#top, 'runs');
    const old = namesIn(runs).sort().slice(0, -keptRuns);
    for (const run of old.filter((name) => !isAlive(join(runs, name), this.#hostname))) {
      try {
        rmSync(join(runs, run), { recursive: true, force: true });
      } catch {
        // files that are not ours (tests that ran as root): `dox clean` says so
      }
    }
  }

  /** The run is over: its folder may be dropped when it has become old. */
  close(): void {
    this.restore();
    this.dropOld();
    this.#events.close();
    rmSync(join(this.path, 'owner'), { force: true });
    if (this.#heir !== null) this.#giveTo(this.#heir);
  }

  #make(): void {
    makeFolder(this.#root, `.dox/runs/${this.run}`);
    writeAnew(join(this.#top, '.gitignore'), '*\n');
    writeAnew(join(this.path, 'owner'), `${this.#owner}\n`);
    this.#pointLast();
  }

  #giveTo({ uid, gid }: NonNullable<RunFolderInput['heir']>): void {
    const above = ['', '.gitignore', 'runs', 'last'].map((name) => join(this.#top, name));
    const below = readdirSync(this.path, { recursive: true, encoding: 'utf8' }).map((name) => join(this.path, name));
    this.#trying(() => {
      for (const path of [...above, this.path, ...below]) lchownSync(path, uid, gid);
    });
  }

  #trying(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#problem = `the record of this run is not whole: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  #pointLast(): void {
    const link = join(this.#top, `last.${this.run}`);
    try {
      symlinkSync(join('runs', this.run), link);
      renameSync(link, join(this.#top, 'last'));
    } catch {
      // a file system without links loses a convenience, nothing else
      rmSync(link, { force: true });
    }
  }
}

/** Nothing where the commands have just removed the folder. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A name for a run that sorts by time: local date and time, and enough chance for runs of the same second. */
export function runName(now: Date, random: string): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}-${random}`;
}

function isAlive(folder: string, hostname: string): boolean {
  try {
    const owner = parseOwner(readFileSync(join(folder, 'owner'), 'utf8').trim());
    return owner !== null && ownerState(owner, hostname) !== 'dead';
  } catch {
    return false;
  }
}

/** Never through a link that commands have put there; what another dox has just written is as good. */
function writeAnew(path: string, text: string): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile()) return;
  rmSync(path, { recursive: true, force: true });
  writeFileSync(path, text, { flag: 'a' });
}

const whyNot: Readonly<Record<string, string>> = {
  EROFS: 'the file system is read-only',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of that path is a file',
  EISDIR: 'that is a folder',
};

const keptThere = 'dox keeps its logs in .dox/ in the project: the person who runs dox must be able to write there';

/** Does something to a file of ours; says in plain words why it cannot be done. */
export function writing<T>(path: string, action: () => T, hint = keptThere): T {
  try {
    return action();
  } catch (cause) {
    throw inWords(path, cause, hint);
  }
}

/** The same for what takes its time. */
export async function writingLater<T>(path: string, action: () => Promise<T>, hint = keptThere): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    throw inWords(path, cause, hint);
  }
}

function inWords(path: string, cause: unknown, hint: string): DoxError {
  if (cause instanceof DoxError) return cause;
  const code = errorCode(cause) ?? '';
  if (isFullDisk(cause)) {
    const room = 'free some space (`dox clean` removes images that dox made), then run again';
    return new DoxError('disk-full', `no space left to write ${path}`, { cause, hint: room });
  }
  return new DoxError('usage', `cannot write ${path}: ${whyNot[code] ?? (code || String(cause))}`, { cause, hint });
}

/** Whether a file could not be written because there is no room, or no more for this person. */
export function isFullDisk(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(errorCode(error) ?? '');
}
