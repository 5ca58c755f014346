import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { distance } from '../base/closest.ts';
import { DoxError } from '../base/dox-error.ts';
import { commandNames } from '../command-names.ts';

/** Shorter names of commands are near too many words. */
const shortest = 4;

/**
 * Refuses the only word of a command line where it is one letter off the name of a command: the tests would be run with an
 * argument that they do not know. A word that names something in `cwd` is an argument.
 */
export function refuseSlip(words: readonly string[], cwd: string): void {
  const [word, ...others] = words;
  if (word === undefined || others.length > 0) return;
  const meant = commandNames.find((name) => name.length >= shortest && distance(word, name) === 1);
  if (meant === undefined || existsSync(resolve(cwd, word))) return;
  const hint = `did you mean \`dox ${meant}\`? \`dox -- ${word}\` hands it to the tests`;
  throw new DoxError('usage', `dox has no command "${word}"`, { hint });
}
