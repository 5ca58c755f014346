import type { Command, CommandsForm, Target } from '../config/config.ts';
import { fillPosargs, usesPosargs } from '../plan/posargs.ts';
import { needsPython, plainCommand } from './plain-command.ts';
import { sameCommands } from './same-commands.ts';
import type { Value, ValueMap } from './value.ts';

/** `commands` of a target, and `arguments` where the way they are written does not say it. */
export function saidCommands(target: Target): ValueMap {
  const block = asBlock(target);
  if (block !== null) return { commands: block };
  // where some run after a failure, or only with arguments, it counts which ones no shell reads
  const isMixed = target.commands.some(
    (each) => each.keepGoing || (each.kind === 'argv' && (each.always || isGoneWithoutArguments(each))),
  );
  const form = isMixed ? null : target.commandsForm;
  const commands = target.commands.map((each) => saidCommand(each, form));
  switch (target.commandsForm) {
    case 'list':
      return { commands };
    case 'block':
      return { commands, arguments: 'refuse' };
    case 'tox':
      return needsIgnore(target) ? { commands, arguments: 'ignore' } : { commands };
  }
}

/** Whether it makes a difference that tox takes no notice of arguments without a place. */
export function needsIgnore({ commandsForm, commands }: Target): boolean {
  if (commandsForm !== 'tox') return false;
  const ofTox = commands.filter(({ kind }) => kind === 'argv');
  const isOnlyPosargs = ofTox.length > 0 && ofTox.every(isGoneWithoutArguments);
  return isOnlyPosargs || !usesPosargs(commands);
}

function isGoneWithoutArguments(command: Command): boolean {
  const filled = fillPosargs([command], 'tox', []);
  return filled.ok && filled.commands.length === 0;
}

/** The lines of one script, where that is cut into the same commands. */
function asBlock({ commandsForm, commands }: Target): string | null {
  if (commandsForm !== 'block') return null;
  const texts = commands.flatMap((each) => (each.kind === 'script' && !each.keepGoing ? [each.text] : []));
  const text = texts.join('\n').trimEnd();
  if (texts.length < commands.length || !text.includes('\n')) return null;
  const joined: Command = { kind: 'script', text };
  return sameCommands({ commandsForm, commands }, { commandsForm, commands: [joined] }) ? `${text}\n` : null;
}

/** `form` is null where a command that is no script must stay none. */
function saidCommand(command: Command, form: CommandsForm | null): Value {
  if (command.kind === 'script') return command.keepGoing ? { script: command.text, keep_going: true } : command.text;
  const plain = form === null ? null : plainCommand(command, form);
  if (plain !== null) return plain;
  const { argv, line, ignoreExit, invertExit, keepGoing = false, always = false } = command;
  const marks: ValueMap = {
    ...(ignoreExit ? { ignore_exit: true } : {}),
    ...(invertExit ? { invert_exit: true } : {}),
    ...(keepGoing ? { keep_going: true } : {}),
    ...(always ? { always: true } : {}),
  };
  if (line !== undefined) {
    const rules = line.splitting.escape === '' ? {} : { rules: 'tox4' };
    return { tox: line.text, ...rules, ...(needsPython(line) ? { python: line.python ?? '' } : {}), ...marks };
  }
  const looksLikeTest = /\s|^-/.test(argv[0] ?? '');
  return Object.keys(marks).length === 0 && !looksLikeTest ? argv : { run: argv, ...marks };
}
