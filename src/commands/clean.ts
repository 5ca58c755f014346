import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatBytes } from '../base/bytes.ts';
import { DoxError } from '../base/dox-error.ts';
import { formatAge } from '../base/duration.ts';
import { ExitCode } from '../base/exit-code.ts';
import type { Io } from '../base/io.ts';
import { Label } from '../base/labels.ts';
import { ownerState, parseOwner } from '../base/owner.ts';
import { xdgFolder } from '../base/xdg-folder.ts';
import { connect } from '../engine/connect.ts';
import type { Engine, OwnedObject } from '../engine/engine.ts';
import type { Flags } from '../flags.ts';
import { forgetUses, imageUses } from '../run/image-uses.ts';
import { type ListedImage, listedImages, lockedImages } from '../run/listed-images.ts';
import { lockFolder } from '../run/made-image.ts';
import { heldLocks } from '../run/process-lock.ts';
import { removableImages } from '../run/removable-images.ts';
import { refuseWords } from './refuse-words.ts';

/** Something that can go, and how. */
interface Removal {
  /** One line for a person. */
  readonly text: string;
  /** Bytes that this makes free at most. */
  readonly size: number;
  readonly remove: () => Promise<void>;
}

interface Found {
  readonly removals: readonly Removal[];
  /** Why something stays: one line each. */
  readonly stays: readonly string[];
}

/**
 * `dox clean`: what dox made in the engine and nobody needs, shown first, removed with --yes. What belongs to a living
 * dox stays, and so does an image of which there is a container or that a dox.lock means. One refusal does not stop
 * the others.
 */
export async function clean(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  refuseWords('clean', words);
  const controller = new AbortController();
  const deaf = io.onSignal(() => controller.abort());
  const engine = await connect({ env: io.env, home: io.user.home, uid: io.user.uid, signal: controller.signal });
  try {
    const parts = await found(engine, io, flags);
    const removals = parts.flatMap((part) => part.removals);
    for (const { text } of removals) io.stdout.write(`${text}\n`);
    for (const line of parts.flatMap((part) => part.stays)) io.stdout.write(`${line}\n`);
    const size = formatBytes(removals.reduce((sum, removal) => sum + removal.size, 0));
    if (removals.length === 0) {
      io.stdout.write('nothing to remove\n');
      return ExitCode.ok;
    }
    if (!flags.yes) {
      io.stdout.write(`${removals.length} would be removed (at most ${size}); \`dox clean --yes\` does it\n`);
      return ExitCode.ok;
    }
    const refused: string[] = [];
    for (const { text, remove } of removals) {
      if (controller.signal.aborted) throw new DoxError('interrupted', 'interrupted');
      await remove().catch((error: Error) => refused.push(`${text}: ${error.message}`));
    }
    io.stdout.write(`${removals.length - refused.length} removed (at most ${size})\n`);
    for (const line of refused) io.stderr.write(`not removed: ${line}\n`);
    return refused.length > 0 ? ExitCode.couldNotRun : ExitCode.ok;
  } finally {
    deaf();
    await engine.close();
  }
}

const order: readonly OwnedObject['kind'][] = ['container', 'network', 'volume', 'name'];

async function found(engine: Engine, io: Io, flags: Flags): Promise<readonly Found[]> {
  const all = [...(await engine.owned(order))].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const free = all.filter((object) => !isInUse(object, io.hostname));
  const gone = new Set(free.map(({ id }) => id));
  return [leftovers(free, all.length - free.length, io, engine), await oldImages(engine, io, { flags, gone })];
}

/** Containers, networks, volumes and passing names of doxes that live no more. */
function leftovers(free: readonly OwnedObject[], used: number, io: Io, engine: Engine): Found {
  return {
    removals: free.map((object) => ({
      text: describe(object.kind, object.name || object.id.slice(0, 19), facts(object, io.now())),
      size: object.size,
      remove: () => engine.remove(object),
    })),
    stays: used > 0 ? [`${used} more belong to a dox that is running: they stay`] : [],
  };
}

/** In doubt (another machine's, another process namespace's) a running container is in use. */
function isInUse(object: OwnedObject, hostname: string): boolean {
  const owner = parseOwner(object.labels[Label.owner] ?? '');
  if (owner === null) return false;
  const state = ownerState(owner, hostname);
  return state === 'alive' || (state === 'unknown' && object.running);
}

function facts({ labels, created }: OwnedObject, now: number): readonly string[] {
  const age = created > 0 ? `${formatAge(now / 1000 - created)} old` : '';
  return [labels[Label.kind] ?? '', labels[Label.project] ?? '', age];
}

interface Limits {
  readonly flags: Flags;
  /** The containers that go before. */
  readonly gone: ReadonlySet<string>;
}

/** Images that nobody needs, within what --older-than, --unused and --max-size say. */
async function oldImages(engine: Engine, io: Io, { flags, gone }: Limits): Promise<Found> {
  const stateFolder = xdgFolder(io, 'state');
  const { host } = engine.info;
  const all = listedImages(await engine.storedImages(), imageUses(stateFolder, host));
  const making = new Set(heldLocks(lockFolder(xdgFolder(io, 'cache')), io.hostname));
  const isUsed = ({ names, containers }: ListedImage): boolean =>
    containers.some((id) => !gone.has(id)) || names.some((name) => making.has(`${host} ${name}`));
  const used = new Set(all.filter(isUsed).map(({ id }) => id));
  const locked = [...lockedImages(all, lockText)].filter((id) => !used.has(id));
  const { olderThan = null, unused = null, maxSize = null } = flags;
  const now = io.now();
  const kept = new Set([...used, ...locked]);
  const { images, left } = removableImages(all, { olderThan, unused, maxSize }, { now, kept });
  const stays: string[] = [];
  if (used.size > 0) stays.push(`images in use: ${used.size}; they stay`);
  if (locked.length > 0) stays.push(`images that a dox.lock means: ${locked.length}; they stay`);
  if (maxSize !== null && left > maxSize) stays.push(`${formatBytes(left)} would remain, more than --max-size`);
  const removals = images.map((image): Removal => {
    const { id, names, ownSize, uses } = image;
    return {
      text: describe('image', names[0] ?? id.slice(0, 19), imageFacts(image, now)),
      size: ownSize,
      remove: async () => {
        // by its names, so that one that a person gave it stays
        for (const name of names.length > 0 ? names : [id]) await engine.remove({ kind: 'image', id: name });
        forgetUses(stateFolder, uses);
      },
    };
  });
  return { removals, stays };
}

function imageFacts({ kind, project, created, lastUse, ownSize }: ListedImage, now: number): readonly string[] {
  const ago = (time: number): string => formatAge((now - time) / 1000);
  const use = lastUse === null ? '' : `last used ${ago(lastUse)} ago`;
  return [kind, project ?? '', `${ago(created)} old`, use, formatBytes(ownSize)];
}

function lockText(root: string): string | null {
  try {
    return readFileSync(join(root, 'dox.lock'), 'utf8');
  } catch {
    return null;
  }
}

function describe(kind: string, name: string, about: readonly string[]): string {
  return `${kind.padEnd(9)}  ${name}  ${about.filter((each) => each !== '').join(', ')}`;
}
