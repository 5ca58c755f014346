import { stringify } from 'yaml';
import type { Lock, LockedImage, PlatformLock } from './lock.ts';

/** The version of the format. */
export const lockVersion = 1;

const header = `# The exact images and packages that this project's runs use, written by \`dox lock\`. Commit it.
# \`dox lock --update [NAME...]\` renews all or some of it, \`dox lock --check\` says what has drifted.
`;

/** The bytes of a dox.lock: everything sorted, one thing a line, so that a change is a small difference. */
export function lockText({ platforms }: Lock): string {
  const parts = sorted(platforms).map(([platform, locked]) => yaml({ [platform]: platformValue(locked) }));
  return [`${header}${yaml({ version: lockVersion })}`, ...parts].join('\n');
}

function platformValue({ images, prepared }: PlatformLock): unknown {
  const made = sorted(prepared).map(([key, image]) => [key, imageValue(image)] as const);
  return {
    ...(images.size === 0 ? {} : { images: Object.fromEntries(sorted(images)) }),
    ...(made.length === 0 ? {} : { prepared: Object.fromEntries(made) }),
  };
}

function imageValue({ image, date, packages, others }: LockedImage): unknown {
  return {
    image,
    date,
    ...(packages.size === 0 ? {} : { packages: Object.fromEntries(sorted(packages)) }),
    ...(others.size === 0 ? {} : { others: Object.fromEntries(sorted(others)) }),
  };
}

function yaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, indent: 2 });
}

/** By code units, so that no locale has a say. */
function sorted<T>(map: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  return [...map].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
}
