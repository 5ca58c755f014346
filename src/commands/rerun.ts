import type { Io } from '../base/io.ts';
import type { Flags } from '../flags.ts';
import { refuseWords } from './refuse-words.ts';
import { runWith } from './run.ts';
import { toOptions } from './to-options.ts';

/** `dox rerun`: what failed in the last run, once more, on the very images of that run, with its hash seed, env and services. */
export async function rerun(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  refuseWords('rerun', words);
  return runWith(io, flags, toOptions(flags, []), 'as before');
}
