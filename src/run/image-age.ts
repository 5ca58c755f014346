import { join } from 'node:path';
import { formatAge } from '../base/duration.ts';
import { keptJson } from '../base/kept-json.ts';
import { noteName, writeNote } from './notes.ts';

interface Age {
  readonly verb: 'made' | 'pulled';
  /** Milliseconds since the epoch; null: nobody knows. */
  readonly since: number | null;
  /** Seconds, or null for any age. */
  readonly maxAge: number | null;
  readonly now: number;
}

/** Why an image is too old, in words, or null. */
export function tooOld({ verb, since, maxAge, now }: Age): string | null {
  if (maxAge === null) return null;
  const limit = `max_age is ${formatAge(maxAge)}`;
  if (since === null) return `it is not known when it was ${verb}, and ${limit}`;
  if (now - since <= maxAge * 1000) return null;
  return `it was ${verb} ${formatAge((now - since) / 1000)} ago, and ${limit}`;
}

/** An image that was pulled: its name, for which platform (null: the engine's own), into which engine. */
interface Pull {
  readonly engine: string;
  readonly reference: string;
  readonly platform: string | null;
}

/** Notes in the state folder that an image was pulled just now: `created` is its publisher's. */
export function notePull(stateFolder: string, pull: Pull, now: number): void {
  writeNote(pathOf(stateFolder, pull), { ...pull, time: now });
}

/** When dox last pulled an image, in milliseconds since the epoch; null: it never did. */
export function lastPull(stateFolder: string, pull: Pull): number | null {
  return keptJson<{ readonly time: number }>(pathOf(stateFolder, pull))?.time ?? null;
}

function pathOf(stateFolder: string, { engine, reference, platform }: Pull): string {
  return join(stateFolder, 'pulls', noteName(engine, reference, platform ?? ''));
}
