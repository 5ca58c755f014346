import { DoxError } from '../base/dox-error.ts';
import type { ImageContext } from './image-context.ts';
import { resolveSystem, type Wanted } from './resolve-system.ts';

interface Pins extends Omit<Wanted, 'system' | 'prefer'> {
  /** `NAME=VERSION`. */
  readonly pins: readonly string[];
  /** The day on which they were locked, or null. */
  readonly date: string | null;
}

/** Throws `version-unavailable`, and how to go on, if the archive has dropped one of the versions that are locked. */
export async function pinsAvailable({ pins, date, ...where }: Pins, context: ImageContext): Promise<void> {
  const system = pins.map((pin) => {
    const [name = '', version = ''] = pin.split('=');
    return { name, version };
  });
  try {
    await resolveSystem({ ...where, system }, context);
  } catch (error) {
    if (!(error instanceof DoxError) || error.code !== 'version-unavailable') throw error;
    const dropped = (error.detail ?? '').split('\n').map((line) => line.split(/[ :]/)[0]);
    const day = date ?? 'DATE';
    throw new DoxError('version-unavailable', `${where.label}: the archive has dropped versions that dox.lock names`, {
      cause: error,
      ...(error.detail === undefined ? {} : { detail: error.detail }),
      hint: `take those of today: dox lock --update ${dropped.join(' ')}; or those of that time: \`snapshot: ${day}\` in dox.yml, then dox lock`,
    });
  }
}
