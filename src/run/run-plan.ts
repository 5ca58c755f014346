import type { ImagePlan, Plan } from '../plan/plan.ts';
import { notRun } from './not-run.ts';
import { type ImageContext, type PreparedImage, prepareImage } from './prepare-image.ts';
import { runTarget, type TargetContext } from './run-target.ts';

/** What a run needs; of a target's needs, all but the way to its image. */
export type RunContext = Omit<TargetContext, 'prepare'> & Pick<ImageContext, 'cacheFolder'>;

/**
 * Runs the targets of a plan one after another, each image made ready once, when the first target needs it.
 * Emits everything that happens but the run's own beginning and end.
 */
export async function runPlan(plan: Plan, context: RunContext): Promise<void> {
  const { interruption, emit, now } = context;
  const images = new Map(plan.images.map((image) => [image.id, image]));
  const prepare = preparer(plan, context, images);
  let stopped = false;
  for (const target of plan.targets) {
    if (interruption.signal !== null) return;
    const label = images.get(target.image)?.label ?? '';
    if (stopped) {
      const reason = 'another target failed before it, and --fail-fast was given';
      emit({
        kind: 'target-ended',
        time: now(),
        result: notRun(target, label, { verdict: 'skipped', exit: 0, reason }),
      });
      continue;
    }
    const result = await runTarget(target, label, { ...context, prepare });
    emit({ kind: 'target-ended', time: now(), result });
    stopped = plan.failFast && result.exit !== 0;
  }
}

/** Each image is prepared once and its success or failure shared by all targets that use it. */
function preparer(
  plan: Plan,
  context: RunContext,
  images: ReadonlyMap<string, ImagePlan>,
): (id: string) => Promise<PreparedImage> {
  const { engine, root, project, owner, cacheFolder, emit, now, interruption, folder } = context;
  const { run } = folder;
  const { pull } = plan;
  const signal = interruption.aborted;
  const shared: ImageContext = { engine, root, project, run, owner, cacheFolder, pull, signal, emit, now };
  const prepared = new Map<string, Promise<PreparedImage>>();
  const start = async (image: ImagePlan): Promise<PreparedImage> => {
    const ready = await prepareImage(image, shared);
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
