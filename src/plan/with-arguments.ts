import type { Command, CommandsForm } from '../config/config.ts';
import type { TargetPlan } from './plan.ts';
import { fillPosargs } from './posargs.ts';
import { splitCommands } from './split-commands.ts';

/** What of a target decides which commands it runs. */
interface Configured {
  readonly commands: readonly Command[];
  readonly commandsForm: CommandsForm;
}

/** The commands with the arguments in their place, or why these have none: the end of a sentence about the target. */
export function commandsWith(
  { commands, commandsForm }: Configured,
  args: readonly string[],
): { readonly commands: readonly Command[] } | { readonly problem: string } {
  const filled = fillPosargs(commands, commandsForm, args);
  if (!filled.ok) return { problem: filled.reason };
  return { commands: commandsForm === 'block' ? filled.commands.flatMap(commandsOfBlock) : filled.commands };
}

/** A target that is to run with other arguments, in a folder of its own; null if the arguments have no place. */
export function withArguments(target: TargetPlan, args: readonly string[], folder: string): TargetPlan | null {
  const { configured, commandsForm } = target;
  const found = commandsWith({ commands: configured, commandsForm }, args);
  return 'problem' in found ? null : { ...target, folder, commands: found.commands };
}

/** Each command of a block for itself, so that the one that fails can be named. */
function commandsOfBlock(block: Command): readonly Command[] {
  // of one that lets others go on its last command counts, so that it stays whole
  if (block.kind !== 'script' || block.keepGoing) return [block];
  const pieces = splitCommands(block.text);
  return pieces.length === 0 ? [block] : pieces.map((text) => ({ ...block, text }));
}
