import type { Command, CommandsForm } from '../config/config.ts';
import { commandScript } from '../plan/script.ts';
import { commandsWith } from '../plan/with-arguments.ts';

/** Arguments that commands are tried with: none, plain ones, and those that a shell or tox could take apart. */
export const probes: readonly (readonly string[])[] = [
  [],
  ['-k', 'one two'],
  ['tests/test_a.py::Test::test[1-x]', '--tb=short'],
  ["it's", '"$HOME"', 'back\\slash', '', '#no comment', '{posargs}', '*'],
];

export interface Configured {
  readonly commands: readonly Command[];
  readonly commandsForm: CommandsForm;
}

/** The script that the container gets, or why there is none. */
export function scriptOf(configured: Configured, args: readonly string[]): string {
  const found = commandsWith(configured, args);
  if ('problem' in found) return `! ${found.problem}`;
  return scriptText(found.commands);
}

/** The script of commands that have their arguments. */
export function scriptText(commands: readonly Command[]): string {
  return commandScript({ commands, stepFile: '/dox/step', stateFile: '/dox/state' });
}

/** Whether a container gets the very same script of both, whatever the arguments. */
export function sameCommands(left: Configured, right: Configured): boolean {
  return probes.every((args) => scriptOf(left, args) === scriptOf(right, args));
}
