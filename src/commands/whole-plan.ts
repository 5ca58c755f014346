import type { Io } from '../base/io.ts';
import type { Config } from '../config/config.ts';
import type { Flags } from '../flags.ts';
import { makePlan, type Planned } from '../plan/make-plan.ts';
import { toOptions } from './to-options.ts';

/** The plan of all targets of the configuration, whatever the command line selects: what a lock is about. */
export function wholePlan(io: Io, flags: Flags, config: Config): Planned {
  const options = { ...toOptions({}, []), environments: ['ALL'], pull: flags.pull ?? 'missing' };
  return makePlan(config, options, io.env);
}
