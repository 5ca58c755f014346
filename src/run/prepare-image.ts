import { DoxError } from '../base/dox-error.ts';
import { Label } from '../base/labels.ts';
import { curatedPackages } from '../config/curated.ts';
import type { BuildOptions, BuildSpec, ContextFile, Engine, ImageInfo } from '../engine/engine.ts';
import { checkInstalled, installWords, packageWords } from '../plan/apt.ts';
import { imageName, recipeKey } from '../plan/content-key.ts';
import { preparedDockerfile } from '../plan/dockerfile.ts';
import { isBare } from '../plan/image-plan.ts';
import type { Pinned } from '../plan/lock-differences.ts';
import { atDigest, type LockedParts, lockKeys } from '../plan/locked.ts';
import type { ImagePlan, PullPolicy } from '../plan/plan.ts';
import { type AddedFile, addedFiles } from './added-files.ts';
import { assertLocked } from './assert-locked.ts';
import { baseImage } from './base-image.ts';
import { buildCached } from './build-cached.ts';
import { aptInstall } from './curated-files.ts';
import type { Event, ReadyImage } from './event.ts';
import { type ImageFacts, imageFacts } from './image-facts.ts';
import { type MadeImage, madeImage } from './made-image.ts';
import { onBase } from './on-base.ts';
import { pinsAvailable } from './pins-available.ts';
import { resolveSystem } from './resolve-system.ts';

/** What the work on images needs of the run. */
export interface ImageContext {
  readonly engine: Engine;
  readonly root: string;
  readonly project: string;
  readonly run: string;
  readonly owner: string;
  readonly cacheFolder: string;
  readonly stateFolder: string;
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
  const top = isBare(plan) ? base : await preparedImage(plan, base.info, context);
  const reused = base.reused && top.reused;
  const facts = await imageFacts(engine, top.info.id, cacheFolder);
  const wanted = [...curatedPackages(plan.base), ...plan.system];
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

/** When an image was made, as every time that dox tells: in milliseconds since the epoch; null if nobody knows. */
export function milliseconds({ created }: ImageInfo): number | null {
  return created > 0 ? created * 1000 : null;
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
      build: (noCache) => build({ plan, base, ...named, noCache, context }),
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

interface BuildInput {
  readonly plan: ImagePlan;
  readonly base: ImageInfo;
  readonly added: readonly AddedFile[];
  readonly key: string;
  readonly reference: string;
  readonly noCache: boolean;
  readonly context: ImageContext;
}

async function build({ plan, base, added, key, reference, noCache, context }: BuildInput): Promise<ImageInfo> {
  const { engine, project } = context;
  const exact = await exactPackages(plan, base, context);
  const files = new Map<string, ContextFile>(added.map(({ path, mode, bytes }) => [path, { bytes, mode }]));
  const install = exact.size === 0 ? null : { script: aptInstall(), words: installWords(exact, plan.snapshot) };
  const { prep, platform } = plan;
  return onBase({ base: base.id, key }, context, (from) =>
    buildCached(plan, context, (caches) => {
      const made = preparedDockerfile({ base: from, install, added: files, prep, user: base.user, caches });
      const spec: BuildSpec = {
        context: { kind: 'files', files: made.files },
        dockerfile: made.dockerfile,
        tag: reference,
        labels: {
          [Label.kind]: 'prepared',
          [Label.project]: project,
          [Label.recipe]: key,
          [Label.base]: base.id,
        },
        noCache,
        pull: false,
        ...(platform === null ? {} : { platform }),
      };
      return engine.build(spec, buildOptions(plan.label, context));
    }),
  );
}

/** The packages to install: the locked ones, with all that they pull in, else the newest that will do. */
async function exactPackages(
  plan: ImagePlan,
  base: ImageInfo,
  context: ImageContext,
): Promise<ReadonlyMap<string, string | null>> {
  const locked = context.locked(plan).made;
  if (plan.system.length === 0) return new Map();
  if (locked === null) return resolveSystem({ ...plan, base: base.id }, context);
  const { label, snapshot } = plan;
  const { packages, date, others } = locked;
  const pins = packageWords(packages);
  // while it is being locked, the archive has just said what it has
  if (others !== null) await pinsAvailable({ label, pins, base: base.id, snapshot, date }, context);
  return packages;
}

/** Reports each line of a build under the image's label. */
export function buildOptions(label: string, { signal, emit, now }: ImageContext): BuildOptions {
  return { signal, onLine: (line) => emit({ kind: 'image-line', time: now(), image: label, line }) };
}
