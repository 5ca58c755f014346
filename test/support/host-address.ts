import { networkInterfaces } from 'node:os';

/** The first address of this machine that is not its loopback's: containers reach it on every engine. */
export function hostAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const address = all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
  if (address === undefined) throw new Error('this machine has no address that a container could reach');
  return address;
}
