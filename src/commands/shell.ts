import { DoxError } from '../base/dox-error.ts';
import type { Io } from '../base/io.ts';
import type { Flags } from '../flags.ts';
import { refuseWords } from './refuse-words.ts';
import { runWith } from './run.ts';
import { toOptions } from './to-options.ts';

/** `dox shell -e TARGET`: an interactive shell where the target's commands would run. */
export async function shell(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  const [target, ...more] = words;
  const isNamed = flags.environment !== undefined || flags.labels !== undefined;
  refuseWords(isNamed || target === undefined ? 'shell' : `shell ${target}`, isNamed ? words : more);
  if (!isNamed && target === undefined) {
    throw new DoxError('usage', 'which target?', { hint: 'dox shell -e TARGET; `dox list` names them' });
  }
  const named = isNamed || target === undefined ? flags : { ...flags, environment: [target] };
  return runWith(io, named, toOptions(named, [], true));
}
