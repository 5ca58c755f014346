import { curatedPackages } from '../config/curated.ts';
import type { Engine, ImageInfo } from '../engine/engine.ts';
import { isBare } from '../plan/image-plan.ts';
import type { ImagePlan } from '../plan/plan.ts';
import { baseName, pullAge } from './base-image.ts';
import { tooOld } from './image-age.ts';
import { type ImageContext, milliseconds } from './image-context.ts';
import { imageFacts } from './image-facts.ts';
import { preparedName } from './prepare-image.ts';
import { settledImage } from './settled-image.ts';

/** What the engine knows of an image that a run would use. */
export interface ResolvedImage {
  readonly label: string;
  /** The base's `name@sha256:…`, or its id; null if it is not here yet. */
  readonly base: string | null;
  /** The name of what would run; null while the base is not known. */
  readonly reference: string | null;
  /** Whether that is here already. */
  readonly present: boolean;
  /** Milliseconds since the epoch, or null. */
  readonly created: number | null;
  /** The `system` packages and their versions in it; empty while it is not here. */
  readonly system: Readonly<Record<string, string>>;
  /** Names of the packages that bindep.txt adds on this base's distribution; null while that is not known, or without one. */
  readonly bindep: readonly string[] | null;
  /** Why a run would pull or build anew what is here, or null. */
  readonly renewed: string | null;
}

interface Context {
  readonly engine: Engine;
  readonly root: string;
  readonly project: string;
  readonly cacheFolder: string;
  readonly stateFolder: string;
  readonly now: () => number;
  readonly locked: ImageContext['locked'];
}

/** Looks an image up as a run would, without pulling or building anything. */
export async function resolveImage(plan: ImagePlan, context: Context): Promise<ResolvedImage> {
  const { engine, cacheFolder } = context;
  const { label } = plan;
  const name = await baseName(plan, context);
  const base = name === null ? null : await engine.image(name);
  const none = { label, present: false, created: null, system: {}, bindep: null, renewed: null };
  if (name === null || base === null) return { ...none, base: null, reference: null };
  const settled = await settledImage(plan, base.id, context);
  const locked = context.locked(plan);
  const isBase = isBare(settled);
  const reference = isBase ? name : preparedName(settled, base, { ...context, locked: () => locked }).reference;
  const image = isBase ? base : await engine.image(reference);
  const bindep = plan.bindep === null ? null : settled.system.slice(plan.system.length).map(({ name: each }) => each);
  const digest = name.includes('@') ? name : (base.repoDigests[0] ?? base.id);
  if (image === null) return { ...none, base: digest, reference, bindep };
  const { packages } = await imageFacts(engine, image.id, cacheFolder);
  const system = Object.fromEntries(
    [...curatedPackages(plan.base), ...settled.system].map(({ name }) => [name, packages.get(name) ?? '']),
  );
  const renewed = await whyRenewed(plan, { image, base }, context);
  return { label, base: digest, reference, present: true, created: milliseconds(image), system, bindep, renewed };
}

/** Which of the images that a run would use is too old, and how old that is; what is locked never is. */
async function whyRenewed(
  plan: ImagePlan,
  { image, base }: { readonly image: ImageInfo; readonly base: ImageInfo },
  context: Context,
): Promise<string | null> {
  const { base: source, maxAge } = plan;
  if (maxAge === null) return null;
  const locked = context.locked(plan);
  const made = [
    ...(image === base || locked.made !== null ? [] : [image]),
    ...(source.kind === 'build' && locked.made === null ? [base] : []),
    ...(source.kind === 'curated' && locked.curated === null ? [base] : []),
  ];
  const ages = made.map((each) => tooOld({ verb: 'made', since: milliseconds(each), maxAge, now: context.now() }));
  const reference = source.kind === 'reference' ? source.reference : source.kind === 'curated' ? source.base : null;
  const isFree = reference !== null && locked.digest === null;
  const origin = isFree ? await context.engine.image(reference) : null;
  const pulled = origin === null || reference === null ? null : pullAge(origin, reference, plan, context);
  return [...ages, pulled].find((why) => why !== null) ?? null;
}
