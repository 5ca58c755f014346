import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keepJson, keptJson } from '../base/kept-json.ts';

/** How many notes a folder keeps: the oldest go. */
const most = 2000;

/** A name for a note that these words, and only these, have. */
export function noteName(...words: readonly string[]): string {
  return `${createHash('sha256').update(words.join('\n')).digest('hex').slice(0, 24)}.json`;
}

/**
 * Keeps something small under a name, in place of what was there. Each note is a file of its own, so that doxes side
 * by side never write over what another one keeps; where it cannot be kept it is not.
 */
export function writeNote(path: string, note: unknown): void {
  const isNew = !existsSync(path);
  if (keepJson(path, note) && isNew) dropOldest(dirname(path), most);
}

/** All notes of a folder. */
export function readNotes<T>(folder: string): readonly T[] {
  return namesIn(folder).flatMap((name) => keptJson<T>(join(folder, name)) ?? []);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

function dropOldest(folder: string, kept: number): void {
  const names = namesIn(folder);
  if (names.length <= kept) return;
  const dated = names.map((name) => {
    return { path: join(folder, name), time: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  dated.sort((a, b) => a.time - b.time);
  // some more than needed, so that not each new note has to look at all of them
  for (const { path } of dated.slice(0, dated.length - Math.floor(kept * 0.9))) rmSync(path, { force: true });
}
