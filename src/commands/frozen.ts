import type { Io } from '../base/io.ts';
import { type Flags, saysNo } from '../flags.ts';

/** Whether CI runs this: the variable `CI` says something other than no. */
export function inCi({ CI = '' }: Readonly<Record<string, string | undefined>>): boolean {
  return CI !== '' && !saysNo(CI);
}

/** Whether only what is locked may be used: if the command line or DOX_FROZEN says so, else in CI where there is a lock. */
export function isFrozen({ env }: Pick<Io, 'env'>, { frozen }: Flags, hasLock: boolean): boolean {
  return frozen ?? (!saysNo(env.DOX_FROZEN) && hasLock && inCi(env));
}
