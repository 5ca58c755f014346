import { type Owner, parseOwner, shortMachine } from './owner.ts';

/** The repository of the names that images have only while something is built from them. */
export const passingRepository = 'dox/base';

/**
 * A name for an image while its owner builds from it. Nothing but the name can say whose it is, since the image is
 * somebody else's: so that the name which a killed dox left is found and removed.
 */
export function passingName(ownerLabel: string, key: string): string {
  const { machine, pid, started }: Owner = parseOwner(ownerLabel) ?? { machine: '', pid: 0, started: '0' };
  return `${passingRepository}:${shortMachine(machine)}.${pid}.${started}.${key.slice(0, 16)}`;
}

/** The owner label that such a name stands for, or null if it is none. */
export function ownerOfName(name: string): string | null {
  const [, machine, pid, started] = /^dox\/base:([0-9a-f]+)\.(\d+)\.(\d+)\./.exec(name) ?? [];
  return machine === undefined ? null : `${machine}/${pid}/${started}`;
}
