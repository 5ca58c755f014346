import { shellQuote, shellQuoteAll } from '../base/shell-quote.ts';
import { splitWords } from '../base/split-words.ts';
import type { Command, CommandsForm } from '../config/config.ts';
import { shlexQuote } from '../config/tox/ini/posargs-text.ts';
import { splitCommand } from '../config/tox/ini/split-command.ts';
import { scanShell } from './shell-lexer.ts';
import type { Ending, ShellContext } from './shell-scan.ts';

export type Filled =
  | { readonly ok: true; readonly commands: readonly Command[] }
  /** Why the arguments have no place, and where to give them one: the end of a sentence about the target. */
  | { readonly ok: false; readonly reason: string };

const advice = 'write {posargs} where the arguments belong';

/**
 * Puts the words that the user gave on the command line into a target's commands, so that the program receives them
 * as they were given, blanks, quotes, `$` and newlines included.
 *
 * - In a script, `{posargs}` becomes the words, each quoted for the shell. Inside quotes (and in a here-document)
 *   the same text stands for itself: `sh -c "pytest {posargs}"` and `--testr-args='{posargs}'` hand over one word
 *   that a shell would read as the words. So does `NAME={posargs}`. (tox puts the text in place and lets the words'
 *   own quotes end the quotes around them.)
 * - `{posargs:default}` becomes the default as it is written where no words are given; a brace in it that has no
 *   partner is written `\{` or `\}`.
 * - In an argument list a word that is just `{posargs}` becomes all words (a default is split as a shell splits it);
 *   inside a word it becomes the quoted words as text. A line of tox's is filled in as text and then split, as tox does.
 * - What is empty then is no command any more (tox's `commands = {posargs}`).
 * - `${posargs}` is the shell's own variable, `\{posargs}` is no placeholder, and nothing is done inside a comment.
 * - Without any `{posargs}`, a list gets the words at the end of its last item, before a comment, `;` or `&`, if
 *   that is a simple command, a block cannot be given any, and tox's commands take no notice of them.
 */
export function fillPosargs(commands: readonly Command[], form: CommandsForm, args: readonly string[]): Filled {
  const filled: Command[] = [];
  let found = false;
  for (const command of commands) {
    const one = fillCommand(command, args);
    if (one.obstacle !== null) return { ok: false, reason: one.obstacle };
    found ||= one.found;
    const isGone = command.kind === 'argv' && one.found && one.words.length === 0;
    if (isGone) continue;
    filled.push(command.kind === 'script' ? { ...command, text: one.words[0] ?? '' } : { ...command, argv: one.words });
  }
  const isFull = found || args.length === 0 || form === 'tox';
  return isFull ? { ok: true, commands: filled } : append(commands, form, args);
}

/** Whether arguments have a place of their own in the commands. */
export function usesPosargs(commands: readonly Command[]): boolean {
  return commands.some((command) => fillCommand(command, []).found);
}

function fillCommand(command: Command, args: readonly string[]): One {
  if (command.kind === 'script') return fillScript(command.text, args);
  const { argv, line } = command;
  if (line === undefined) return fillArgv(argv, args);
  const text = replacePosargs(line.text, (fallback) => (args.length > 0 ? args.map(shlexQuote).join(' ') : fallback));
  return { words: splitCommand(text, line.splitting).words, found: true, obstacle: null };
}

interface One {
  /** The text of a script alone, or the words of an argument list. */
  readonly words: readonly string[];
  readonly found: boolean;
  readonly obstacle: string | null;
}

function fillScript(text: string, args: readonly string[]): One {
  let done = '';
  let found = false;
  let rest = text;
  for (let place = nextPlaceholder(rest, true); place !== null; place = nextPlaceholder(rest, true)) {
    done += rest.slice(0, place.start);
    const context = scanShell(done).context;
    const inserted = args.length === 0 && context !== 'comment' ? place.fallback : insertion(context, done, args);
    if (inserted === null) {
      const obstacle = `{posargs} stands where a shell's quoting cannot be kept apart: ${advice} outside of backticks and \${…}`;
      return { words: [text], found: true, obstacle };
    }
    found ||= context !== 'comment';
    done += context === 'comment' ? rest.slice(place.start, place.end) : inserted;
    rest = rest.slice(place.end);
  }
  return { words: [done + rest], found, obstacle: null };
}

/** The arguments as they must be written there, or null if they cannot be. */
function insertion(context: ShellContext, before: string, args: readonly string[]): string | null {
  const text = shellQuoteAll(args);
  const hasNewline = text.includes('\n');
  switch (context) {
    case 'plain':
      return /(?:^|[\s;&|(])[A-Za-z_][A-Za-z0-9_]*=$/.test(before) ? shellQuote(text) : text;
    case 'single':
      return text.replaceAll("'", `'\\''`);
    case 'double':
      return text.replace(/[\\"$`]/g, '\\$&');
    case 'dollar-single':
      return text.includes("'") ? null : text.replaceAll('\\', '\\\\');
    case 'heredoc':
      return hasNewline || /`|\$[({]/.test(before.slice(before.lastIndexOf('\n')))
        ? null
        : text.replace(/[\\$`]/g, '\\$&');
    case 'literal-heredoc':
      return hasNewline ? null : text;
    case 'comment':
      return '';
    case 'escaped':
    case 'other':
      return null;
  }
}

function fillArgv(argv: readonly string[], args: readonly string[]): One {
  let found = false;
  const words = argv.flatMap((word): readonly string[] => {
    const whole = nextPlaceholder(word, false);
    if (whole === null) return [word];
    found = true;
    if (whole.start === 0 && whole.end === word.length) return args.length > 0 ? args : splitWords(whole.fallback);
    return [replacePosargs(word, (fallback) => (args.length > 0 ? shellQuoteAll(args) : fallback))];
  });
  return { words, found, obstacle: null };
}

/** A text with something else in the place of each `{posargs}`, outside of any shell; `filling` gets its default. */
export function replacePosargs(text: string, filling: (fallback: string) => string): string {
  let done = '';
  let rest = text;
  for (let place = nextPlaceholder(rest, false); place !== null; place = nextPlaceholder(rest, false)) {
    done += rest.slice(0, place.start) + filling(place.fallback);
    rest = rest.slice(place.end);
  }
  return done + rest;
}

interface Placeholder {
  readonly start: number;
  readonly end: number;
  /** The default, unescaped; empty where there is none. */
  readonly fallback: string;
}

function nextPlaceholder(text: string, isShell: boolean): Placeholder | null {
  const opening = /\{posargs(?=[:}])/g;
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const start = match.index;
    const backslashes = /\\*$/.exec(text.slice(Math.max(0, start - 1000), start))?.[0].length ?? 0;
    if (backslashes % 2 === 1 || (isShell && text[start - 1] === '$')) continue;
    const close = partner(text, start);
    if (close < 0) continue;
    const fallback = text.slice(start + '{posargs:'.length, close).replace(/\\([{}])/g, '$1');
    return { start, end: close + 1, fallback: text[opening.lastIndex] === ':' ? fallback : '' };
  }
  return null;
}

function partner(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

const obstacles: Readonly<Record<Exclude<Ending['obstacle'], null>, string>> = {
  compound: 'ends with a compound command',
  pipeline: 'is a pipeline',
  or: 'has a || in it',
  assignment: 'runs no program',
};

function append(commands: readonly Command[], form: 'list' | 'block', args: readonly string[]): Filled {
  const last = commands.at(-1);
  if (form === 'block') return { ok: false, reason: `its commands are a block without {posargs}: ${advice}` };
  if (last === undefined) return { ok: false, reason: 'it has no commands that could take arguments' };
  const others = commands.slice(0, -1);
  if (last.kind === 'argv') return { ok: true, commands: [...others, { ...last, argv: [...last.argv, ...args] }] };
  const { certain, ending } = scanShell(last.text);
  if (!certain || ending === null) {
    return { ok: false, reason: `it is not clear where its last command ends: ${advice}` };
  }
  if (ending.obstacle !== null) {
    return { ok: false, reason: `its last command ${obstacles[ending.obstacle]}: ${advice}` };
  }
  const text = `${last.text.slice(0, ending.offset)} ${shellQuoteAll(args)}${last.text.slice(ending.offset)}`;
  return { ok: true, commands: [...others, { ...last, text }] };
}
