import { closest } from '../base/closest.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import { quoted } from '../base/printable.ts';
import type { Lock, LockedImage } from '../config/lock.ts';
import { labelOfKey, lockKeys } from './locked.ts';
import type { ImagePlan, Plan } from './plan.ts';

/** What `dox lock --update` lets go of. */
export interface LockUpdate {
  /** What stays as it is. */
  readonly kept: Lock;
  /** Versions in this lock are taken for what is locked anew, where they will do. */
  readonly preferred: Lock;
  /** Ids of images in the plan that are pulled and made again. */
  readonly renewed: ReadonlySet<string>;
  /** Names that nothing has. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Without names all is let go. A target, a service or an image lets go of its images with all that is in them; a
 * package only of itself, wherever it is.
 */
export function lockUpdate(names: readonly string[], plan: Plan, lock: Lock): LockUpdate {
  const empty: Lock = { platforms: new Map() };
  const diagnostics: Diagnostic[] = [];
  if (names.length === 0) {
    return { kept: empty, preferred: empty, renewed: new Set(plan.images.map(({ id }) => id)), diagnostics };
  }
  const known = imagesByName(plan);
  const images = new Set<string>();
  const packages = new Set<string>();
  const lockedPackages = packagesOf(lock);
  for (const name of names) {
    const ids = known.get(name);
    if (ids !== undefined) for (const id of ids) images.add(id);
    else if (lockedPackages.has(name)) packages.add(name);
    else diagnostics.push(unknown(name, [...known.keys(), ...lockedPackages]));
  }
  const gone = plan.images.filter(({ id }) => images.has(id)).map((image) => ({ image, keys: lockKeys(image) }));
  const references = new Set(gone.map(({ keys }) => keys.reference));
  const labels = new Set(gone.map(({ image }) => image.label));
  // what is made on an image that is another one now is made anew too
  const renewed = plan.images.filter((image) => images.has(image.id) || references.has(referenceOf(image)));
  for (const { label } of renewed) labels.add(label);
  const made = remade(plan, lock, packages);
  return {
    kept: filtered(lock, {
      images: (name) => !references.has(name),
      prepared: (key, image) => !labels.has(labelOfKey(key)) && !has(image, packages),
    }),
    preferred: withoutPackages(
      filtered(lock, { images: () => true, prepared: (key) => !labels.has(labelOfKey(key)) }),
      packages,
    ),
    renewed: new Set([...renewed.map(({ id }) => id), ...made]),
    diagnostics,
  };
}

function referenceOf(image: ImagePlan): string | null {
  return lockKeys(image).reference;
}

/** Every name of an image, a target and a service → ids of images. */
function imagesByName({ images, targets }: Plan): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  const add = (name: string, id: string): void => {
    found.set(name, (found.get(name) ?? new Set()).add(id));
  };
  for (const image of images) {
    add(image.label, image.id);
    const reference = referenceOf(image);
    if (reference !== null) add(reference, image.id);
  }
  for (const { target, image, services } of targets) {
    add(target, image);
    for (const service of services) add(service.name, service.image);
  }
  return found;
}

function packagesOf({ platforms }: Lock): ReadonlySet<string> {
  const images = [...platforms.values()].flatMap(({ prepared }) => [...prepared.values()]);
  return new Set(images.flatMap(({ packages, others }) => [...packages.keys(), ...others.keys()]));
}

function has({ packages, others }: LockedImage, names: ReadonlySet<string>): boolean {
  return [...names].some((name) => packages.has(name) || others.has(name));
}

/** Images whose own steps bring one of the packages: only building them again can bring another one. */
function remade({ images }: Plan, { platforms }: Lock, packages: ReadonlySet<string>): readonly string[] {
  const own = new Set(
    [...platforms.values()].flatMap(({ prepared }) =>
      [...prepared].flatMap(([key, { others }]) => ([...packages].some((name) => others.has(name)) ? [key] : [])),
    ),
  );
  return images.filter((image) => own.has(lockKeys(image).made ?? '')).map(({ id }) => id);
}

interface Filters {
  readonly images: (name: string) => boolean;
  readonly prepared: (key: string, image: LockedImage) => boolean;
}

function filtered({ platforms }: Lock, { images, prepared }: Filters): Lock {
  return {
    platforms: new Map(
      [...platforms].map(([platform, locked]) => [
        platform,
        {
          images: new Map([...locked.images].filter(([name]) => images(name))),
          prepared: new Map([...locked.prepared].filter(([key, image]) => prepared(key, image))),
        },
      ]),
    ),
  };
}

function withoutPackages({ platforms }: Lock, names: ReadonlySet<string>): Lock {
  const others = (packages: ReadonlyMap<string, string>) => new Map([...packages].filter(([name]) => !names.has(name)));
  return {
    platforms: new Map(
      [...platforms].map(([platform, { images, prepared }]) => {
        const left = [...prepared].map(
          ([key, image]) => [key, { ...image, packages: others(image.packages) }] as const,
        );
        return [platform, { images, prepared: new Map(left) }];
      }),
    ),
  };
}

function unknown(name: string, known: readonly string[]): Diagnostic {
  const meant = closest(name, known);
  const hint =
    meant === null
      ? 'it takes names of images, targets, services and locked packages'
      : `did you mean ${quoted(meant)}?`;
  return { severity: 'error', message: `--update: there is nothing called ${quoted(name)}`, hint };
}
