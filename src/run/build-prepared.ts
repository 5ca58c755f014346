import { Label } from '../base/labels.ts';
import type { BuildSpec, ContextFile, ImageInfo } from '../engine/engine.ts';
import { installWords, packageWords } from '../plan/apt.ts';
import { declaredVariables } from '../plan/build-variables.ts';
import { preparedDockerfile } from '../plan/dockerfile.ts';
import type { ImagePlan } from '../plan/plan.ts';
import type { AddedFile } from './added-files.ts';
import { buildCached } from './build-cached.ts';
import { aptInstall } from './curated-files.ts';
import { buildOptions, type ImageContext } from './image-context.ts';
import { onBase } from './on-base.ts';
import { pinsAvailable } from './pins-available.ts';
import { preparedFailure } from './prepared-failure.ts';
import { resolveSystem } from './resolve-system.ts';

interface BuildInput {
  readonly plan: ImagePlan;
  readonly base: ImageInfo;
  readonly added: readonly AddedFile[];
  readonly key: string;
  readonly reference: string;
  readonly noCache: boolean;
  readonly context: ImageContext;
}

/** Builds the image that a plan puts on its base. */
export async function buildPrepared({
  plan,
  base,
  added,
  key,
  reference,
  noCache,
  context,
}: BuildInput): Promise<ImageInfo> {
  const { engine, project, buildVariables } = context;
  const exact = await exactPackages(plan, base, context);
  const files = new Map<string, ContextFile>(added.map(({ path, mode, bytes }) => [path, { bytes, mode }]));
  const install = exact.size === 0 ? null : { script: aptInstall(), words: installWords(exact, plan.snapshot) };
  const { prep, platform } = plan;
  const packages = packageWords(exact);
  const built = onBase({ base: base.id, key }, context, (from) =>
    buildCached(plan, context, (caches) => {
      const variables = declaredVariables(buildVariables);
      const made = preparedDockerfile({ base: from, install, added: files, prep, user: base.user, caches, variables });
      const spec: BuildSpec = {
        context: { kind: 'files', files: made.files },
        dockerfile: made.dockerfile,
        tag: reference,
        args: buildVariables,
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
  return built.catch((error: unknown) => {
    throw preparedFailure(error, { packages, prep });
  });
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
