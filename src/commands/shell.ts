import { DoxError } from '../base/dox-error.ts';
import type { Io } from '../base/io.ts';
import type { Flags } from '../flags.ts';
import { refuseWords } from './refuse-words.ts';
import { runWith } from './run.ts';
import { toOptions } from './to-options.ts';

/** `dox shell -e TARGET`: an interactive shell where the target's commands would run. */
export async function shell(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  const [target, ...more] = words;
  if (target !== undefined && flags.environment === undefined) {
    refuseWords(`shell ${target}`, more);
    return runWith(io, flags, toOptions({ ...flags, environment: [target] }, [], true));
  }
  refuseWords('shell', words);
  if (flags.environment === undefined) {
    throw new DoxError('usage', 'which target?', { hint: 'dox shell -e TARGET; `dox list` names them' });
  }
  return runWith(io, flags, toOptions(flags, [], true));
}
