import { DoxError } from '../base/dox-error.ts';
import { Label } from '../base/labels.ts';
import { curatedPackages } from '../config/curated.ts';
import type { ImageInfo } from '../engine/engine.ts';
import { checkInstalled, packageWords } from '../plan/apt.ts';
import { imageName, recipeKey } from '../plan/content-key.ts';
import { isBare } from '../plan/image-plan.ts';
import { atDigest, lockKeys } from '../plan/locked.ts';
import type { ImagePlan } from '../plan/plan.ts';
import { type AddedFile, addedFiles } from './added-files.ts';
import { assertLocked } from './assert-locked.ts';
import { baseImage } from './base-image.ts';
import type { ReadyImage } from './event.ts';
import { type ImageContext, milliseconds } from './image-context.ts';
import { type ImageFacts, imageFacts } from './image-facts.ts';
import { type MadeImage, madeImage } from './made-image.ts';
import { settledImage } from './settled-image.ts';

/** An image that can be run, with what dox knows of its inside. */
export interface PreparedImage {
  readonly info: ImageInfo;
  readonly ready: ReadyImage;
  readonly facts: ImageFacts;
  /** The names of those images in it that dox made. */
  readonly made: readonly string[];
}

/**
 * Makes the image of a plan be there: its base (pulled or built), and on top of it `system`, `add` and `prep`,
 * under a name made of their content, so that what is there already is used at once.
 */
export async function prepareImage(plan: ImagePlan, context: ImageContext): Promise<PreparedImage> {
  const { engine, cacheFolder } = context;
  const base = await baseImage(plan, context);
  const settled = await settledImage(plan, base.info.id, context);
  const locked = context.locked(plan);
  const top = isBare(settled) ? base : await preparedImage(settled, base.info, { ...context, locked: () => locked });
  const reused = base.reused && top.reused;
  const facts = await imageFacts(engine, top.info.id, cacheFolder);
  const wanted = [...curatedPackages(plan.base), ...settled.system];
  const problems = checkInstalled(wanted, facts.packages, facts.providers);
  if (problems.length > 0) {
    const detail = problems.map((problem) => problem.message).join('\n');
    const hint = 'a step of `prep` changed them, or the image did: mend that, or `dox -r` builds it again';
    throw new DoxError('version-unavailable', `${plan.label}: the installed versions are not the wanted ones`, {
      detail,
      hint,
    });
  }
  await assertLocked({ plan, base, image: facts.packages }, context);
  const { id } = top.info;
  const created = milliseconds(top.info);
  const named = lockedName(plan, context) ?? base.origin.repoDigests[0] ?? base.origin.id;
  const system = Object.fromEntries(wanted.map(({ name }) => [name, facts.packages.get(name) ?? '']));
  const renewed = top.renewed ?? base.renewed;
  const { label } = plan;
  const { reference } = top;
  const ready = { plan: plan.id, label, reference, id, base: named, created, reused, renewed, system };
  const made = [base, top].filter(({ info }) => info.labels[Label.kind] !== undefined).map((each) => each.reference);
  return { info: top.info, ready, facts, made };
}

/** What the lock says was pulled for an image, `name@sha256:…`, or null. */
function lockedName(plan: ImagePlan, { locked }: Pick<ImageContext, 'locked'>): string | null {
  const { digest } = locked(plan);
  const { reference } = lockKeys(plan);
  return digest === null || reference === null ? null : atDigest(reference, digest);
}

function preparedImage(plan: ImagePlan, base: ImageInfo, context: ImageContext): Promise<MadeImage> {
  const { label } = plan;
  const maxAge = context.locked(plan).made === null ? plan.maxAge : null;
  const named = preparedName(plan, base, context);
  return madeImage(
    {
      label,
      action: 'prepare',
      reference: named.reference,
      key: named.key,
      lockedId: context.locked(plan).made?.image ?? null,
      anew: plan.rebuild !== 'no',
      maxAge,
      build: async (noCache) => {
        const { buildPrepared } = await import('./build-prepared.ts'); // most runs find the image
        return buildPrepared({ plan, base, ...named, noCache, context });
      },
    },
    context,
  );
}

/** The name that the prepared image has by its content, whether it is there or not. */
export function preparedName(
  plan: ImagePlan,
  base: ImageInfo,
  { root, project, locked }: Pick<ImageContext, 'root' | 'project' | 'locked'>,
): { readonly added: readonly AddedFile[]; readonly key: string; readonly reference: string } {
  const added = addedFiles(root, plan.add);
  const { system, prep, snapshot } = plan;
  const pins = packageWords(locked(plan).made?.packages ?? new Map());
  const args = {
    ...(pins.length === 0 ? {} : { PINS: [...pins].sort().join(' ') }),
    ...(snapshot === null ? {} : { SNAPSHOT: snapshot }),
  };
  const key = recipeKey({ base: base.id, platform: base.platform, system, add: added, prep, args });
  return { added, key, reference: imageName(project, key) };
}
