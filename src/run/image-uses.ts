import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { noteName, readNotes, writeNote } from './notes.ts';

/** When a target last ran on an image that dox made. */
export interface ImageUse {
  /** The engine's address. */
  readonly engine: string;
  /** The image's name there, such as `dox/shop:0123456789abcdef`. */
  readonly image: string;
  readonly project: string;
  /** The checkout: absolute path. */
  readonly root: string;
  /** The target's label. */
  readonly target: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** Notes a use in the state folder, in place of the same target's earlier one. */
export function noteUse(stateFolder: string, use: ImageUse): void {
  writeNote(pathOf(stateFolder, use), use);
}

/** All uses that are known of, by image, the last one first. */
export function imageUses(stateFolder: string, engine: string): ReadonlyMap<string, readonly ImageUse[]> {
  const uses = new Map<string, ImageUse[]>();
  const all = readNotes<ImageUse>(join(stateFolder, 'uses')).filter((use) => use.engine === engine);
  for (const use of all.sort((a, b) => b.time - a.time)) {
    const known = uses.get(use.image);
    if (known === undefined) uses.set(use.image, [use]);
    else known.push(use);
  }
  return uses;
}

/** The image has gone. */
export function forgetUses(stateFolder: string, uses: readonly ImageUse[]): void {
  for (const use of uses) rmSync(pathOf(stateFolder, use), { force: true });
}

function pathOf(stateFolder: string, { engine, image, root, target }: ImageUse): string {
  return join(stateFolder, 'uses', noteName(engine, image, root, target));
}
