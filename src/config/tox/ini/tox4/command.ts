import { hasKept, shlexQuote } from '../posargs-text.ts';
import { Refusal } from '../refusal.ts';
import { splitCommand, splitting4 } from '../split-command.ts';

/** A command as tox 4 reads it, with its marks taken off. */
export class Command4 {
  readonly argv: readonly string[];
  readonly ignoreExit: boolean;
  readonly invertExit: boolean;
  readonly offset: number;
  /** The text that was split to these words, without the marks. */
  readonly line: string;

  constructor(words: readonly string[], offset: number, line = '') {
    const [first] = words;
    this.ignoreExit = first === '-';
    this.invertExit = first === '!';
    this.argv = this.ignoreExit || this.invertExit ? words.slice(1) : words;
    this.offset = offset;
    this.line = this.ignoreExit || this.invertExit ? line.trimStart().slice(1) : line;
  }

  /** As a shell would be told it: what another value gets that refers to the command. */
  get shell(): string {
    return hasKept(this.line) ? this.line : this.argv.map(shlexQuote).join(' ');
  }
}

/** Splits a line to a command: what comes behind a quote without end is one word. */
export function readCommand4(line: string, offset: number): Command4 {
  const text = line.replaceAll('\\#', '#');
  const { words, brokenAt } = splitCommand(text, splitting4);
  const all = brokenAt === null ? [...words] : [...words, text.slice(brokenAt)];
  const [first] = all;
  if (first === undefined) throw new Refusal(`"${line}" is no command`, { whole: false, offset });
  if (first !== '-' && first.startsWith('-')) all.splice(0, 1, '-', first.slice(1));
  return new Command4(all, offset, text);
}
