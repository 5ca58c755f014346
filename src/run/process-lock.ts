import { createHash, randomBytes } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DoxError } from '../base/dox-error.ts';
import { errorCode } from '../base/error-code.ts';
import { hostnameOf, ownerState, parseOwner } from '../base/owner.ts';

/** One thing that only one dox of this person's is to do at a time. */
export interface LockInput {
  /** Where the locks are; made where it is missing. */
  readonly folder: string;
  /** What is to be done, in one line of any words. */
  readonly what: string;
  /** This dox's owner label. */
  readonly owner: string;
  readonly signal: AbortSignal;
  /** Called once, and only if another dox is at it. */
  readonly onWait: () => void;
}

/** Milliseconds from one look to the next. */
const pause = 100;
/** How often a holder shows that it lives, and after what time without it he is given up if nothing else is known. */
const beat = 10_000;
const silence = 60_000;

/**
 * Waits until nobody else holds the lock and takes it; returns how to give it back. The lock of a dead owner is taken
 * over, that of one who cannot be asked (another machine's, another process namespace's) when it shows no life for a
 * minute. Where no lock can be kept there is none: it saves work, and what is done under it may be done twice.
 * Throws `interrupted`.
 */
export async function processLock({ folder, what, owner, signal, onWait }: LockInput): Promise<() => void> {
  const path = join(folder, createHash('sha256').update(what).digest('hex').slice(0, 32));
  const mine = `${owner} ${randomBytes(8).toString('hex')}\n${what}\n`;
  const witness = new Witness(path, owner);
  for (let told = false; ; ) {
    const taken = take(path, mine);
    if (taken === 'taken') return holding(path, mine);
    if (taken === 'impossible') return () => undefined;
    if (witness.isAbandoned()) {
      putAside(path, witness.text);
      continue;
    }
    // another target of this very run may be at it
    const isOthers = witness.text !== '' && !witness.text.startsWith(`${owner} `);
    if (isOthers && !told) onWait();
    told ||= isOthers;
    await wait(pause, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw new DoxError('interrupted', 'interrupted while another dox did the same');
  }
}

/** A lock appears under its name whole, with its owner in it, or not at all: link(2) refuses a name that is there. */
function take(path: string, text: string): 'taken' | 'held' | 'impossible' {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(unfinished, text);
  } catch {
    return 'impossible';
  }
  try {
    linkSync(unfinished, path);
    return 'taken';
  } catch (error) {
    return errorCode(error) === 'EEXIST' ? 'held' : 'impossible';
  } finally {
    rmSync(unfinished, { force: true });
  }
}

function holding(path: string, mine: string): () => void {
  const timer = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // somebody has cleaned up there: the others do the work a second time
    }
  }, beat);
  timer.unref();
  return () => {
    clearInterval(timer);
    if (textOf(path) === mine) rmSync(path, { force: true });
  };
}

/** Takes an abandoned lock away, unless it has become another one meanwhile: then that one is put back. */
function putAside(path: string, abandoned: string): void {
  const aside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    renameSync(path, aside);
    if (textOf(aside) !== abandoned) linkSync(aside, path);
  } catch {
    // another dox was quicker
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Watches a lock that somebody else holds. */
class Witness {
  text = '';
  readonly #path: string;
  readonly #hostname: string;
  #sign = '';
  #since = 0;

  constructor(path: string, owner: string) {
    this.#path = path;
    this.#hostname = hostnameOf(owner);
  }

  isAbandoned(): boolean {
    this.text = textOf(this.#path);
    const stat = statSync(this.#path, { throwIfNoEntry: false });
    if (stat === undefined) return false; // given back just now
    const holder = parseOwner(this.text.split(/\s/)[0] ?? '');
    const state = holder === null ? 'unknown' : ownerState(holder, this.#hostname);
    if (state !== 'unknown') return state === 'dead';
    const sign = `${stat.ino} ${stat.mtimeMs}`;
    if (sign !== this.#sign) [this.#sign, this.#since] = [sign, performance.now()];
    return performance.now() - this.#since > silence;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** What the living hold locks for, in the words of LockInput. */
export function heldLocks(folder: string, hostname: string): readonly string[] {
  return namesIn(folder).flatMap((name) => {
    const [first = '', what = ''] = textOf(join(folder, name)).split('\n');
    const holder = parseOwner(first.split(' ')[0] ?? '');
    return holder === null || ownerState(holder, hostname) === 'dead' ? [] : [what];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => !name.includes('.'));
  } catch {
    return [];
  }
}
