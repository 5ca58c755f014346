import { shellQuote, shellQuoteAll } from '../base/shell-quote.ts';
import type { Command, CommandsForm, ToxLine } from '../config/config.ts';
import { type Splitting, splitCommand } from '../config/tox/ini/split-command.ts';
import { replacePosargs } from '../plan/posargs.ts';
import { sameCommands } from './same-commands.ts';

type Argv = Extract<Command, { kind: 'argv' }>;

/** Stands for `{posargs}` while the words around it are told apart (a private character of Unicode). */
const place = '\uE000';

/** The shell text that runs exactly as the command does, with any arguments; null if there is none. */
export function plainCommand(command: Argv, form: CommandsForm): string | null {
  const { line } = command;
  if (line !== undefined && (needsPython(line) || wordsOf(line).fallbacks.length === 0)) return null;
  const texts =
    line === undefined
      ? [requoted(command.argv, null)]
      : [marked(line.text.trim()), requoted(wordsOf(line), line.splitting)];
  const fitting = texts.find(
    (text) => text !== null && text.trim() !== '' && runsAlike(command, shown(command, text), form),
  );
  return fitting === undefined || fitting === null ? null : shown(command, fitting);
}

/** Whether dox must know which Python it is to tell what to run again: the old ones' unittest cannot select by -k. */
export function needsPython({ text, python }: ToxLine): boolean {
  return python !== undefined && /^(?:2|3\.[0-6]$)/.test(python) && text.includes('unittest');
}

function marked(text: string): string | null {
  return text.includes('\n') ? null : text;
}

function shown({ ignoreExit, invertExit }: Argv, text: string): string {
  return `${invertExit ? '! ' : ''}${text}${ignoreExit ? ' || :' : ''}`;
}

/** Also where the arguments are put after it. */
function runsAlike(command: Argv, text: string, form: CommandsForm): boolean {
  const script: Command = { kind: 'script', text };
  return (['tox', form] as const).every((commandsForm) =>
    sameCommands({ commands: [command], commandsForm }, { commands: [script], commandsForm }),
  );
}

interface Marked {
  readonly words: readonly string[];
  readonly fallbacks: readonly string[];
}

function wordsOf({ text, splitting }: ToxLine): Marked {
  const fallbacks: string[] = [];
  const words = splitCommand(
    replacePosargs(text, (fallback) => {
      fallbacks.push(fallback);
      return place;
    }),
    splitting,
  ).words;
  return { words, fallbacks };
}

/** The words in a shell's quotes, but for `{posargs}`, which stands alone or not at all. */
function requoted(from: readonly string[] | Marked, splitting: Splitting | null): string | null {
  const { words, fallbacks } = 'words' in from ? from : markedWords(from);
  let next = 0;
  const shownWords = words.map((word) => {
    if (!word.includes(place)) return shellQuote(word);
    if (word !== place) return null;
    const fallback = fallbacks[next++] ?? '';
    const split = splitting === null ? fallback : shellQuoteAll(splitCommand(fallback, splitting).words);
    return split === '' ? '{posargs}' : `{posargs:${split.replace(/[{}]/g, '\\$&')}}`;
  });
  return shownWords.includes(null) ? null : shownWords.join(' ');
}

function markedWords(words: readonly string[]): Marked {
  const fallbacks: string[] = [];
  const mark = (fallback: string): string => {
    fallbacks.push(fallback);
    return place;
  };
  return { words: words.map((word) => replacePosargs(word, mark)), fallbacks };
}
