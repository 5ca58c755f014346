import type { Place } from '../../../base/diagnostic.ts';
import type { Target } from '../../config.ts';
import type { ToxEnv } from '../tox-project.ts';

/** tox's keys that have a value here, by the name that it has. */
const keys: Readonly<Record<string, keyof Target>> = {
  description: 'description',
  labels: 'labels',
  interrupt_timeout: 'grace',
  terminate_timeout: 'grace',
  suicide_timeout: 'grace',
  deps: 'prep',
  setenv: 'env',
  set_env: 'env',
  passenv: 'passEnv',
  pass_env: 'passEnv',
  commands: 'commands',
  ignore_outcome: 'allowFailure',
  basepython: 'images',
  base_python: 'images',
};

/** Where an environment is written, and each of its values by the name that a target has for it. */
export function placesOf({ places }: ToxEnv): Partial<Pick<Target, 'place' | 'places'>> {
  const known = Object.entries(places).flatMap(([key, place]): [string, Place][] => {
    const name = keys[key];
    return name === undefined ? [] : [[name, place]];
  });
  const place = places.commands ?? Object.values(places)[0];
  const { deps } = places;
  if (place === undefined) return {};
  // an image that nothing names is chosen by the environment's own name, and files are added for what deps says
  const images = places.basepython ?? places.base_python ?? place;
  return { place, places: { ...(deps === undefined ? {} : { add: deps }), ...Object.fromEntries(known), images } };
}
