import type { Config } from '../config/config.ts';
import { neededAmong } from './needed-among.ts';

/** A configuration with some of its targets alone, each with what it needs of those. */
export function narrowed(config: Config, names: readonly string[]): Config {
  const { groups: _, ...rest } = config;
  const isKept = new Set(names);
  const needed = neededAmong(names, config.targets);
  const targets = config.targets
    .filter(({ name }) => isKept.has(name))
    .map((target) => ({ ...target, needs: needed.get(target.name) ?? [] }));
  return { ...rest, targets, defaults: config.defaults.filter((name) => isKept.has(name)) };
}
