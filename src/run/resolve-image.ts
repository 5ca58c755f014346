import type { Engine } from '../engine/engine.ts';
import type { ImagePlan } from '../plan/plan.ts';
import { baseName } from './base-image.ts';
import { imageFacts } from './image-facts.ts';
import { preparedName } from './prepare-image.ts';

/** What the engine knows of an image that a run would use. */
export interface ResolvedImage {
  readonly label: string;
  /** The base's `name@sha256:…`, or its id; null if it is not here yet. */
  readonly base: string | null;
  /** The name of what would run; null while the base is not known. */
  readonly reference: string | null;
  /** Whether that is here already. */
  readonly present: boolean;
  /** Seconds since the epoch, or null. */
  readonly created: number | null;
  /** The `system` packages and their versions in it; empty while it is not here. */
  readonly system: Readonly<Record<string, string>>;
}

interface Context {
  readonly engine: Engine;
  readonly root: string;
  readonly project: string;
  readonly cacheFolder: string;
}

/** Looks an image up as a run would, without pulling or building anything. */
export async function resolveImage(plan: ImagePlan, context: Context): Promise<ResolvedImage> {
  const { engine, cacheFolder } = context;
  const { label } = plan;
  const name = await baseName(plan, context);
  const base = await engine.image(name);
  if (base === null) return { label, base: null, reference: null, present: false, created: null, system: {} };
  const isBare = plan.system.length + plan.add.length + plan.prep.length === 0;
  const reference = isBare ? name : preparedName(plan, base, context).reference;
  const image = isBare ? base : await engine.image(reference);
  const digest = base.repoDigests[0] ?? base.id;
  if (image === null) return { label, base: digest, reference, present: false, created: null, system: {} };
  const { packages } = await imageFacts(engine, image.id, cacheFolder);
  const system = Object.fromEntries(plan.system.map(({ name }) => [name, packages.get(name) ?? '']));
  return { label, base: digest, reference, present: true, created: image.created, system };
}
