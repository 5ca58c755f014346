import { closest } from '../base/closest.ts';
import { printable } from '../base/printable.ts';
import { curatedServices } from './curated.ts';

/** A label of a host's name; a letter first, since the names of variables begin with it. */
export const hostLabel = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Why a service cannot have this name, or null if it can. */
export function nameProblem(name: string): string | null {
  if (name === 'localhost') return 'it is what the tests call the container that they run in';
  if (hostLabel.test(name)) return null;
  const [, plain, version] = /^(?:[\w./-]*\/)?([a-z][a-z0-9-]*)(?:[:= ]+| *==)([\w.*-]+)$/.exec(name) ?? [];
  if (plain !== undefined) return `write the version after the name, "${plain}: ${version}"`;
  return 'it is a host name, of lower case letters, digits and "-", and begins with a letter';
}

/** What to write for a service that dox has no image of; `version` is what was written for its version. */
export function noImageHint(name: string, version: string | null): string {
  const meant = closest(name, curatedServices);
  const reference = version === null ? '…' : /[:/]/.test(version) ? version : `${name}:${version}`;
  const advice = `"${name}: {image: ${printable(reference)}}" names any image`;
  if (meant !== null) return `did you mean "${meant}"? Else ${advice}`;
  return `dox has ${curatedServices.join(', ')}; ${advice}`;
}
