import { DoxError } from '../base/dox-error.ts';
import { Label } from '../base/labels.ts';
import type { BuildOptions, BuildSpec, ContextFile, Engine, ImageInfo } from '../engine/engine.ts';
import { checkInstalled, installScript } from '../plan/apt.ts';
import { imageName, recipeKey } from '../plan/content-key.ts';
import { preparedDockerfile } from '../plan/dockerfile.ts';
import type { ImagePlan, PullPolicy } from '../plan/plan.ts';
import { type AddedFile, addedFiles } from './added-files.ts';
import { baseImage } from './base-image.ts';
import type { Event, ReadyImage } from './event.ts';
import { type ImageFacts, imageFacts } from './image-facts.ts';
import { resolveSystem } from './resolve-system.ts';

/** What the work on images needs of the run. */
export interface ImageContext {
  readonly engine: Engine;
  readonly root: string;
  readonly project: string;
  readonly run: string;
  readonly owner: string;
  readonly cacheFolder: string;
  readonly pull: PullPolicy;
  readonly signal: AbortSignal;
  readonly emit: (event: Event) => void;
  readonly now: () => number;
}

/** An image that can be run, with what dox knows of its inside. */
export interface PreparedImage {
  readonly info: ImageInfo;
  readonly ready: ReadyImage;
  readonly facts: ImageFacts;
}

/**
 * Makes the image of a plan be there: its base (pulled or built), and on top of it `system`, `add` and `prep`,
 * under a name made of their content, so that what is there already is used at once.
 */
export async function prepareImage(plan: ImagePlan, context: ImageContext): Promise<PreparedImage> {
  const { engine, cacheFolder } = context;
  const base = await baseImage(plan, context);
  const isBare = plan.system.length + plan.add.length + plan.prep.length === 0;
  const top = isBare ? base : await preparedImage(plan, base.info, context);
  const reused = base.reused && top.reused;
  const facts = await imageFacts(engine, top.info.id, cacheFolder);
  const problems = checkInstalled(plan.system, facts.packages, facts.providers);
  if (problems.length > 0) {
    const detail = problems.map((problem) => problem.message).join('\n');
    const hint = 'a step of `prep` changed them, or the image did: mend that, or `dox -r` builds it again';
    throw new DoxError('version-unavailable', `${plan.label}: the installed versions are not the wanted ones`, {
      detail,
      hint,
    });
  }
  const { id, created } = top.info;
  const named = base.info.repoDigests[0] ?? base.info.id;
  const system = Object.fromEntries(plan.system.map(({ name }) => [name, facts.packages.get(name) ?? '']));
  const ready: ReadyImage = { label: plan.label, reference: top.reference, id, base: named, created, reused, system };
  return { info: top.info, ready, facts };
}

interface Found {
  readonly info: ImageInfo;
  readonly reference: string;
  readonly reused: boolean;
}

async function preparedImage(plan: ImagePlan, base: ImageInfo, context: ImageContext): Promise<Found> {
  const { engine } = context;
  const { added, key, reference } = preparedName(plan, base, context);
  if (plan.rebuild === 'no') {
    const info = await engine.image(reference);
    if (info !== null) return { info, reference, reused: true };
  }
  const { now, emit } = context;
  emit({ kind: 'image-started', time: now(), image: plan.label, action: 'prepare' });
  const info = await build({ plan, base, added, key, reference, context });
  return { info, reference, reused: false };
}

/** The name that the prepared image has by its content, whether it is there or not. */
export function preparedName(
  plan: ImagePlan,
  base: ImageInfo,
  { root, project }: Pick<ImageContext, 'root' | 'project'>,
): { readonly added: readonly AddedFile[]; readonly key: string; readonly reference: string } {
  const added = addedFiles(root, plan.add);
  const { system, prep } = plan;
  const key = recipeKey({ base: base.id, platform: base.platform, system, add: added, prep, args: {} });
  return { added, key, reference: imageName(project, key) };
}

interface BuildInput {
  readonly plan: ImagePlan;
  readonly base: ImageInfo;
  readonly added: readonly AddedFile[];
  readonly key: string;
  readonly reference: string;
  readonly context: ImageContext;
}

async function build({ plan, base, added, key, reference, context }: BuildInput): Promise<ImageInfo> {
  const { engine, project } = context;
  const exact = plan.system.length > 0 ? await resolveSystem(plan, base.id, context) : null;
  const files = new Map<string, ContextFile>(added.map(({ path, mode, bytes }) => [path, { bytes, mode }]));
  // BuildKit takes no image id after FROM (it looks for a registry's repository `sha256`), so the base gets a name;
  // Podman loses names where several doxes give and take them at the same time, so there the id it is
  const alias = engine.info.buildkit ? `dox/base:${context.run}-${key.slice(0, 16)}` : null;
  if (alias !== null) await engine.tag(base.id, alias);
  const install = exact === null ? null : installScript(exact);
  const made = preparedDockerfile({
    base: alias ?? base.id.replace(/^sha256:/, ''),
    install,
    added: files,
    prep: plan.prep,
    user: base.user,
  });
  const labels = { [Label.kind]: 'prepared', [Label.project]: project, [Label.recipe]: key };
  const platform = plan.platform === null ? {} : { platform: plan.platform };
  const spec: BuildSpec = {
    context: { kind: 'files', files: made.files },
    dockerfile: made.dockerfile,
    tag: reference,
    labels,
    noCache: plan.rebuild !== 'no',
    pull: false,
    ...platform,
  };
  try {
    return await engine.build(spec, buildOptions(plan.label, context));
  } finally {
    if (alias !== null) await engine.remove({ kind: 'image', id: alias });
  }
}

/** Reports each line of a build under the image's label. */
export function buildOptions(label: string, { signal, emit, now }: ImageContext): BuildOptions {
  return { signal, onLine: (line) => emit({ kind: 'image-line', time: now(), image: label, line }) };
}
