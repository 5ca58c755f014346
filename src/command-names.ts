/** The commands, `help` left out. */
export const commandNames = [
  'run',
  'list',
  'config',
  'init',
  'plan',
  'shell',
  'rerun',
  'report',
  'recheck',
  'history',
  'lock',
  'sbom',
  'images',
  'clean',
  'doctor',
] as const;

export type CommandName = (typeof commandNames)[number];

export function isCommandName(word: string): word is CommandName {
  return commandNames.some((name) => name === word);
}
