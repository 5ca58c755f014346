import { Label } from '../base/labels.ts';
import type { CuratedSource } from '../config/curated.ts';
import type { ImageInfo } from '../engine/engine.ts';
import { imageName, recipeKey } from '../plan/content-key.ts';
import type { ImagePlan } from '../plan/plan.ts';
import { contextEntries, curatedContext } from './curated-files.ts';
import { buildOptions, type ImageContext } from './image-context.ts';
import { type MadeImage, madeImage } from './made-image.ts';
import { onBase } from './on-base.ts';
import { pinsAvailable } from './pins-available.ts';
import { resolveSystem } from './resolve-system.ts';

/** What a curated image is made of. */
export interface CuratedRecipe {
  readonly source: CuratedSource;
  /** The Debian image, which is there. */
  readonly base: ImageInfo;
  /** The exact version of its package; null: the newest that will do. */
  readonly exact: string | null;
  /** Further packages in exact versions, as `NAME=VERSION`. */
  readonly pins: readonly string[];
  /** Archives to take packages from: see images/apt-install; null: the base's own. */
  readonly snapshot: string | null;
  /** The day on which the pins were locked, or null. */
  readonly date: string | null;
}

/** The name that a curated image has by its content, whether it is there or not. It belongs to no project. */
export function curatedName({ source, base, exact, pins, snapshot }: CuratedRecipe): {
  readonly key: string;
  readonly reference: string;
} {
  const key = recipeKey({
    base: base.id,
    platform: base.platform,
    system: [{ name: source.package, version: exact ?? source.spec }],
    add: contextEntries(curatedContext(source.name)),
    prep: [],
    args: { PINS: [...pins].sort().join(' '), SNAPSHOT: snapshot ?? '' },
  });
  return { key, reference: imageName(source.name, key) };
}

export interface CuratedInput extends CuratedRecipe {
  readonly plan: Pick<ImagePlan, 'label' | 'platform' | 'maxAge' | 'rebuild'>;
  /** The id that dox.lock has of it, or null. */
  readonly lockedId: string | null;
}

/** Makes a curated image be there: built from images/NAME with the exact version, unless it is there already. */
export async function curatedImage(
  { plan, lockedId, ...recipe }: CuratedInput,
  context: ImageContext,
): Promise<MadeImage> {
  const { engine } = context;
  const { label, platform, maxAge } = plan;
  const { source, base, pins, snapshot, date } = recipe;
  const { key, reference } = curatedName(recipe);
  const build = async (noCache: boolean): Promise<ImageInfo> => {
    if (pins.length > 0) await pinsAvailable({ label, pins, base: base.id, snapshot, date }, context);
    const version = recipe.exact ?? (await newestWanted(label, recipe, context));
    return onBase({ base: base.id, key }, context, (from) =>
      engine.build(
        {
          context: { kind: 'files', files: curatedContext(source.name) },
          dockerfile: `${source.name}/Dockerfile`,
          tag: reference,
          args: {
            BASE: from,
            PACKAGE: source.package,
            VERSION: version,
            PINS: [...pins].sort().join(' '),
            SNAPSHOT: snapshot ?? '',
          },
          labels: { [Label.kind]: 'curated', [Label.recipe]: key, [Label.base]: base.id },
          noCache,
          pull: false,
          ...(platform === null ? {} : { platform }),
        },
        buildOptions(label, context),
      ),
    );
  };
  const anew = plan.rebuild === 'all';
  return madeImage({ label, action: 'build', reference, key, lockedId, anew, maxAge, build }, context);
}

async function newestWanted(
  label: string,
  { source, base, snapshot }: CuratedRecipe,
  context: ImageContext,
): Promise<string> {
  const system = [{ name: source.package, version: source.spec }];
  const exact = await resolveSystem({ label, system, base: base.id, snapshot }, context);
  return exact.get(source.package) ?? source.spec;
}
