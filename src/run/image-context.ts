import type { BuildOptions, Engine, ImageInfo } from '../engine/engine.ts';
import type { Pinned } from '../plan/lock-differences.ts';
import type { LockedParts } from '../plan/locked.ts';
import type { ImagePlan, PullPolicy } from '../plan/plan.ts';
import type { Event } from './event.ts';

/** What the work on images needs of the run. */
export interface ImageContext {
  readonly engine: Engine;
  readonly root: string;
  readonly project: string;
  readonly run: string;
  readonly owner: string;
  readonly cacheFolder: string;
  readonly stateFolder: string;
  /** The caller's proxies and package indexes, for builds. */
  readonly buildVariables: Readonly<Record<string, string>>;
  readonly pull: PullPolicy;
  /** Where images of dox's are looked for before they are built, or null. */
  readonly cacheRegistry: string | null;
  /** Whether what is built is put there. */
  readonly push: boolean;
  /** What dox.lock says of an image. */
  readonly locked: (plan: ImagePlan) => LockedParts<Pinned>;
  readonly signal: AbortSignal;
  readonly emit: (event: Event) => void;
  readonly now: () => number;
}

/** When an image was made, as every time that dox tells: in milliseconds since the epoch; null if nobody knows. */
export function milliseconds({ created }: ImageInfo): number | null {
  return created > 0 ? created * 1000 : null;
}

/** Reports each line of a build under the image's label. */
export function buildOptions(label: string, { signal, emit, now }: ImageContext): BuildOptions {
  return { signal, onLine: (line) => emit({ kind: 'image-line', time: now(), image: label, line }) };
}
