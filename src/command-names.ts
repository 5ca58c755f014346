const commandNames = [
  'run',
  'list',
  'config',
  'init',
  'plan',
  'shell',
  'rerun',
  'lock',
  'sbom',
  'images',
  'report',
  'recheck',
  'history',
  'clean',
  'doctor',
] as const;

export type CommandName = (typeof commandNames)[number];

export function isCommandName(word: string): word is CommandName {
  return commandNames.some((name) => name === word);
}
