import { createHash } from 'node:crypto';
import type { TargetPlan } from './plan.ts';

/** What a target runs with besides its image, commands and tree: a SHA-256 (hexadecimal) of each part, never the values. */
export interface Fingerprint {
  /** All variables that it is given. */
  readonly env: string;
  readonly services: string;
  /** What its container may do, use and see: user, network, limits, volumes. */
  readonly container: string;
}

/** Of two fingerprints with the same salt, such as the run's name, equal parts are equal, in whatever order their keys are. */
export function fingerprint({ env, services, container }: TargetPlan, salt: string): Fingerprint {
  const hash = (part: unknown): string =>
    createHash('sha256')
      .update(`${salt}\n${JSON.stringify(part, (_, value) => inOrder(value))}`)
      .digest('hex');
  return { env: hash(env), services: hash(services), container: hash(container) };
}

/** The parts in which they differ; all of them where one is not known. */
export function differences(before: Fingerprint | undefined, now: Fingerprint): readonly (keyof Fingerprint)[] {
  const parts = ['env', 'services', 'container'] as const;
  return parts.filter((part) => before?.[part] !== now[part]);
}

function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}
