import { DoxError } from '../base/dox-error.ts';

/** For commands that take no arguments: says so instead of passing them over. */
export function refuseWords(command: string, words: readonly string[]): void {
  const [first] = words;
  if (first === undefined) return;
  const hint = `to hand words to the tests that are also a command's name, write \`dox -- ${[command, ...words].join(' ')}\``;
  throw new DoxError('usage', `dox ${command} takes no arguments, but there is "${first}"`, { hint });
}
