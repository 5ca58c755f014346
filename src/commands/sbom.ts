import { ExitCode } from '../base/exit-code.ts';
import type { Io } from '../base/io.ts';
import type { Flags } from '../flags.ts';
import { lockedParts } from '../plan/locked.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { ImagePlan, Plan } from '../plan/plan.ts';
import { type SbomImage, sbomJson } from '../report/sbom.ts';
import type { ImageContext } from '../run/image-context.ts';
import { prepareImage } from '../run/prepare-image.ts';
import { heldToLock } from './held-to-lock.ts';
import { imageWork } from './image-work.ts';
import { loadLock } from './load-lock.ts';
import { loadProject, printDiagnostics } from './load-project.ts';
import { refuseWords } from './refuse-words.ts';
import { toOptions } from './to-options.ts';

/** `dox sbom`: prints what the selected targets run on, their services too. Images that are not there are made. */
export async function sbom(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  refuseWords('sbom', words);
  const config = await loadProject(io, flags);
  if (config === null) return ExitCode.usage;
  const { plan, diagnostics } = makePlan(config, toOptions(flags, []), io.env);
  printDiagnostics(io, flags, diagnostics);
  const locked = await loadLock(io, flags, config);
  if (plan === null || locked === null) return ExitCode.usage;
  const found = await imageWork({ io, flags, plan }, async ({ emit, ...rest }) => {
    const enginePlatform = rest.engine.info.platform;
    const notice = heldToLock({ io, flags, config, plan, locked, enginePlatform });
    if (notice !== null) emit({ kind: 'warning', time: io.now(), ...notice });
    const context = { ...rest, emit, locked: (image: ImagePlan) => lockedParts(image, locked.lock, enginePlatform) };
    const images: Made[] = [];
    for (const image of plan.images) images.push(await made(image, plan, context));
    return images;
  });
  const images = [...found].sort((a, b) => (a.image.id < b.image.id ? -1 : 1)).map(({ image }) => image);
  const newest = Math.max(0, ...found.map(({ created }) => created));
  // https://reproducible-builds.org/specs/source-date-epoch/
  const epoch = /^\d+$/.test(io.env.SOURCE_DATE_EPOCH ?? '') ? Number(io.env.SOURCE_DATE_EPOCH) * 1000 : newest;
  const timestamp = new Date(epoch).toISOString();
  io.stdout.write(sbomJson({ project: plan.project, images, timestamp }));
  return ExitCode.ok;
}

interface Made {
  readonly image: SbomImage;
  /** Milliseconds since 1970. */
  readonly created: number;
}

async function made(image: ImagePlan, plan: Plan, context: ImageContext): Promise<Made> {
  const { info, ready, facts } = await prepareImage(image, context);
  const { label, reference, base, id, created } = ready;
  const { packages, architectures, osRelease } = facts;
  const users = plan.targets.flatMap((target) => [
    ...(target.image === image.id ? [target.label] : []),
    ...target.services.filter((each) => each.image === image.id).map((each) => `${target.label}: ${each.name}`),
  ]);
  const { platform } = info;
  return {
    created: created ?? 0,
    image: { label, reference, id, platform, base, users, packages, architectures, osRelease },
  };
}
