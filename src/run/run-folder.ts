import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DoxError } from '../base/dox-error.ts';
import { ownerState, parseOwner } from '../base/owner.ts';
import type { Event } from './event.ts';

/** How many ended runs are kept under `.dox/runs`. */
const keptRuns = 10;

/**
 * The folder of one run, `.dox/runs/RUN` in the checkout: `events.ndjson`, and a folder per target with its log.
 * `.dox/last` points to the newest. It is visible in the container under /src, which is how scripts get in
 * and how dox proves that the engine sees the tree.
 */
export class RunFolder {
  readonly run: string;
  /** Absolute path. */
  readonly path: string;
  readonly #events: string;
  readonly #top: string;

  /** Creates it, and drops the oldest ended runs. Throws `disk-full` or `usage` where it cannot be written. */
  constructor(input: { root: string; run: string; owner: string; hostname: string }) {
    this.run = input.run;
    this.#top = join(input.root, '.dox');
    this.path = join(this.#top, 'runs', input.run);
    this.#events = join(this.path, 'events.ndjson');
    writing(this.path, () => {
      mkdirSync(this.path, { recursive: true });
      writeFileSync(join(this.#top, '.gitignore'), '*\n');
      writeFileSync(join(this.path, 'owner'), `${input.owner}\n`);
    });
    this.#pointLast();
    this.#dropOld(input.hostname);
  }

  /** A target's folder, relative to the root, such as `.dox/runs/20261122-101500-3fa9/unit`. */
  relative(folder: string): string {
    return `.dox/runs/${this.run}/${folder}`;
  }

  /** Keeps an event; output and progress are not kept. */
  record(event: Event): void {
    if (event.kind === 'image-progress') return;
    writing(this.#events, () => appendFileSync(this.#events, `${JSON.stringify(event)}\n`));
  }

  /** The run is over: its folder may be dropped when it has become old. */
  close(): void {
    rmSync(join(this.path, 'owner'), { force: true });
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

  #dropOld(hostname: string): void {
    const runs = join(this.#top, 'runs');
    const old = readdirSync(runs).sort().slice(0, -keptRuns);
    for (const run of old.filter((name) => !isAlive(join(runs, name), hostname))) {
      try {
        rmSync(join(runs, run), { recursive: true, force: true });
      } catch {
        // files that are not ours (tests that ran as root): `dox clean` says so
      }
    }
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

/** Does something to a file of ours; says in plain words why it cannot be done. */
export function writing<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      const hint = 'free some space (`dox clean` removes images that dox made), then run again';
      throw new DoxError('disk-full', `no space left to write ${path}`, { cause, hint });
    }
    const hint = 'dox keeps its logs in .dox/ in the project: the person who runs dox must be able to write there';
    throw new DoxError('usage', `cannot write ${path}: ${code || String(cause)}`, { cause, hint });
  }
}
