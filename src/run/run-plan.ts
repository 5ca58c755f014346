import type { ImagePlan, Plan, TargetPlan } from '../plan/plan.ts';
import type { ReadyImage } from './event.ts';
import type { ImageContext } from './image-context.ts';
import { noteUse } from './image-uses.ts';
import { Needs } from './needs.ts';
import { notRun, obstructed } from './not-run.ts';
import { pinnedImage } from './pinned-image.ts';
import { type PreparedImage, prepareImage } from './prepare-image.ts';
import { runWithRetries } from './retry.ts';
import type { TargetContext } from './run-target.ts';

/** What a run needs; of a target's needs, all but the way to its image. */
export interface RunContext
  extends Omit<TargetContext, 'prepare' | 'later'>,
    Pick<ImageContext, 'stateFolder' | 'locked' | 'buildVariables'> {
  /** The images that are used and no others, as an earlier run left them; null: as the plan says. */
  readonly pinned: readonly ReadyImage[] | null;
}

/**
 * Runs the targets of a plan one after another, each image made ready once, when the first target needs it.
 * Emits everything that happens but the run's own beginning and end.
 */
export async function runPlan(plan: Plan, context: RunContext): Promise<void> {
  const { interruption, emit, now } = context;
  const images = new Map(plan.images.map((image) => [image.id, image]));
  const prepare = preparer(plan, context, images);
  const leftovers: Promise<void>[] = [];
  const later = (work: Promise<void>): void => {
    leftovers.push(work);
  };
  const skip = (target: TargetPlan, label: string, reason: string): void => {
    const result = notRun(target, label, { verdict: 'skipped', exit: 0, reason });
    emit({ kind: 'target-ended', time: now(), result });
  };
  const needs = new Needs(plan);
  let stopped = false;
  try {
    for (const target of plan.targets) {
      if (interruption.signal !== null) break;
      const label = images.get(target.image)?.label ?? '';
      if (stopped) {
        skip(target, label, 'another target failed before it, and --fail-fast was given');
        continue;
      }
      const lacking = needs.lackingOf(target);
      if (lacking !== null) {
        skip(target, label, lacking);
        continue;
      }
      const { retries, failOnFlaky } = plan;
      const own = noting(target, prepare, context);
      const result = await runWithRetries(target, label, { ...context, ...own, later, retries, failOnFlaky });
      emit({ kind: 'target-ended', time: now(), result });
      needs.note(result);
      stopped = plan.failFast && result.exit !== 0;
    }
    if (interruption.signal === null) {
      for (const each of plan.obstructed) emit({ kind: 'target-ended', time: now(), result: obstructed(each) });
    }
  } finally {
    await Promise.all(leftovers);
  }
}

/** The target's way to its images, and beside its commands a note of which of dox's it uses. */
function noting(
  target: TargetPlan,
  prepare: TargetContext['prepare'],
  { engine, project, root, stateFolder, emit, now }: RunContext,
): Pick<TargetContext, 'prepare' | 'emit'> {
  const names = new Set<string>();
  return {
    prepare: async (id) => {
      const image = await prepare(id);
      for (const name of image.made) names.add(name);
      return image;
    },
    emit: (event) => {
      emit(event);
      if (event.kind !== 'container-started') return;
      const use = { engine: engine.info.host, project, root, target: target.label, time: now() };
      for (const image of names) noteUse(stateFolder, { ...use, image });
    },
  };
}

/** Each image is prepared once and its success or failure shared by all targets that use it. */
function preparer(
  plan: Plan,
  context: RunContext,
  images: ReadonlyMap<string, ImagePlan>,
): (id: string) => Promise<PreparedImage> {
  const { emit, now, interruption, folder, pinned } = context;
  const { pull, cacheRegistry, push } = plan;
  const shared = { ...context, run: folder.run, signal: interruption.aborted, pull, cacheRegistry, push };
  const prepared = new Map<string, Promise<PreparedImage>>();
  const start = async (image: ImagePlan): Promise<PreparedImage> => {
    const ready = await (pinned === null ? prepareImage(image, shared) : pinnedImage(image, pinned, shared));
    emit({ kind: 'image-ready', time: now(), image: ready.ready });
    return ready;
  };
  return (id) => {
    const image = images.get(id);
    if (image === undefined) throw new Error(`the plan has no image ${id}`);
    const known = prepared.get(id) ?? start(image);
    prepared.set(id, known);
    return known;
  };
}
