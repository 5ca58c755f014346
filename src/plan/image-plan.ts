import { createHash } from 'node:crypto';
import type { ImageSource, Target } from '../config/config.ts';
import { curatedLabel, curatedReference, isCuratedReference } from '../config/curated.ts';
import { snapshotTime } from '../config/snapshot-time.ts';
import { isImageReference } from './image-reference.ts';
import type { ImagePlan } from './plan.ts';

/** What is put on a base, and how: the part of a target that its image is made of. */
export type ImageWishes = Pick<
  Target,
  'platform' | 'system' | 'bindep' | 'add' | 'prep' | 'cache' | 'snapshot' | 'maxAge'
>;

export type PlannedImage =
  | { readonly ok: true; readonly image: ImagePlan }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** The image of a source, which is the same one for the same wishes; or why there is none. */
export function planImage(source: ImageSource, wishes: ImageWishes, rebuild: ImagePlan['rebuild']): PlannedImage {
  const based = baseOf(source);
  if (!based.ok) return based;
  const { base } = based;
  const { platform, add, prep, cache, maxAge } = wishes;
  const system = wishes.system.map(({ name, version }) => ({ name, version }));
  const bindep = wishes.bindep === null || wishes.bindep.rules.length === 0 ? null : wishes.bindep;
  const snapshot = wishes.snapshot === null ? null : snapshotAddress(wishes.snapshot);
  const label = labelOf(base);
  const rules = bindep?.rules.map(({ line: _, ...rule }) => rule) ?? [];
  const recipe = JSON.stringify([base, platform, system, rules, add, prep, cache, snapshot, maxAge]);
  const id = createHash('sha256').update(recipe).digest('hex').slice(0, 12);
  return {
    ok: true,
    image: { id, label, base, platform, system, bindep, add, prep, cache, snapshot, maxAge, rebuild },
  };
}

/** Whether nothing is put on the base, whatever its distribution. */
export function isBare({ system, bindep, add, prep }: Pick<ImagePlan, 'system' | 'bindep' | 'add' | 'prep'>): boolean {
  return bindep === null && system.length + add.length + prep.length === 0;
}

type Based =
  | { readonly ok: true; readonly base: ImagePlan['base'] }
  | { readonly ok: false; readonly message: string; readonly hint: string };

/** What a source means for dox: without its place, and decided where it is dox that makes the image. */
function baseOf({ place: _, ...source }: ImageSource): Based {
  if (source.kind === 'build') return { ok: true, base: source };
  const { reference } = source;
  if (isCuratedReference(reference)) {
    const curated = curatedReference(reference);
    return curated.ok ? { ok: true, base: curated.source } : curated;
  }
  if (isImageReference(reference)) return { ok: true, base: source };
  const hint = 'such as debian:bookworm-slim or registry.example:5000/team/image:1.2';
  return { ok: false, message: `"${reference}" cannot be an image's name`, hint };
}

function labelOf(base: ImagePlan['base']): string {
  switch (base.kind) {
    case 'reference':
      return base.reference;
    case 'curated':
      return curatedLabel(base);
    case 'build':
      return base.dockerfile;
  }
}

/**
 * A moment's archives as snapshot.debian.org has them, or the archive's address itself: see images/apt-install. Without
 * TLS, since slim images have no certificates; apt checks the archive's signature.
 */
function snapshotAddress(snapshot: string): string {
  const time = snapshotTime(snapshot);
  if (time === null) return snapshot;
  return ['debian', 'debian-security'].map((name) => `http://snapshot.debian.org/archive/${name}/${time}`).join(' ');
}
