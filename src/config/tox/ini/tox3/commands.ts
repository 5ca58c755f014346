import { type Line, stripEnd } from '../python-text.ts';
import { Refusal } from '../refusal.ts';
import { splitCommand, splitting3 } from '../split-command.ts';
import { commandPieces } from './command-words.ts';
import type { SectionReader } from './section-reader.ts';

/** A command's words with the place of its first line. */
export interface Words {
  readonly words: readonly string[];
  /** The text that was split to these words. */
  readonly line: string;
  readonly offset: number;
}

const reference = /^\{\[[^{}\s]+\]\S+?\}/;

/**
 * The commands of a value's lines as tox 3 reads them: a backslash at a line's end joins the next one, a command that
 * begins with `{[section]key}` is that value's text, and everything else is replaced piece by piece, then split.
 */
export function readCommands(reader: SectionReader, key: string, lines: readonly Line[]): readonly Words[] {
  const commands: Words[] = [];
  let command = '';
  let start: number | null = null;
  for (const line of lines) {
    const text = stripEnd(line.text);
    if (text === '') continue;
    start ??= line.offset;
    if (text.endsWith('\\')) {
      command += ` ${text.slice(0, -1)}`;
      continue;
    }
    commands.push(...commandsOf(reader, key, { text: command + text, offset: start }));
    command = '';
    start = null;
  }
  if (command !== '')
    throw new Refusal(`a backslash ends "${key}", and no line goes on`, { whole: true, offset: start });
  return commands;
}

function commandsOf(reader: SectionReader, key: string, command: Line): readonly Words[] {
  try {
    if (!reference.test(command.text)) return [{ ...wordsOf(reader, key, command.text), offset: command.offset }];
    const replaced = reader.replace(command.text, { key, crossOnly: true });
    if (replaced === command.text) throw new Refusal(`"${command.text}" refers to nothing`, { whole: true });
    const lines = replaced.split('\n').map((text) => ({ text, offset: command.offset }));
    return readCommands(reader, key, lines);
  } catch (error) {
    throw error instanceof Refusal ? error.at(command.offset) : error;
  }
}

function wordsOf(reader: SectionReader, key: string, command: string): Pick<Words, 'words' | 'line'> {
  let replaced = '';
  for (const piece of commandPieces(command)) {
    if (piece === '[]') replaced += reader.posargs(null);
    else replaced += unescapeBraces(reader.replace(reader.replace(piece, { key }), { key }));
  }
  reader.parts.budget.fits(replaced);
  const { words, brokenAt } = splitCommand(replaced, splitting3);
  if (brokenAt !== null) throw new Refusal('a quote in this command has no end', { whole: true });
  return { words, line: replaced };
}

/** `\{` and `\}` stand for braces that mean nothing. */
export function unescapeBraces(text: string): string {
  return text.replaceAll('\\{', '{').replaceAll('\\}', '}');
}
