/** Words as one line for a shell, written exactly as Python's `shlex.join` writes them, as tox does. */
export function shlexJoin(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`)).join(' ');
}
