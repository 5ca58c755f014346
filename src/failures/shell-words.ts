/** One word of a command. `bare` is false if quotes, a variable or a substitution are in it. */
export interface Word {
  readonly text: string;
  readonly bare: boolean;
}

/** A command without `|`, `&&` and the like in it; `last` is true if the text goes on with nothing after it. */
export interface SimpleCommand {
  readonly words: readonly Word[];
  readonly last: boolean;
}

/** `{posargs}` and `{posargs:default}` become this word, so that the default's own words do not get in the way. */
export const placeholder = '\uE000';

export interface Marked {
  /** The text with each mark replaced by `placeholder`. */
  readonly text: string;
  /** What stands after the colon of each mark, in order; empty where there is none. */
  readonly defaults: readonly string[];
}

const mark = '{posargs';

/** Finds the marks for arguments. Braces inside of a default are counted, as in tox. */
export function markPosargs(text: string): Marked {
  const defaults: string[] = [];
  let marked = '';
  let from = 0;
  for (;;) {
    const at = text.indexOf(mark, from);
    const end = at < 0 ? -1 : closingBrace(text, at);
    if (end < 0) return { text: marked + text.slice(from), defaults };
    marked += text.slice(from, at) + placeholder;
    defaults.push(text.slice(at + mark.length, end).replace(/^:/, ''));
    from = end + 1;
  }
}

function closingBrace(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

const reserved: ReadonlySet<string> = new Set([
  ...['!', '{', '}', 'if', 'then', 'elif', 'else', 'fi', 'while', 'until', 'do', 'done', 'for', 'case', 'esac', 'time'],
]);
const operators = ';&|()\n';

/**
 * Cuts a shell script into its simple commands, well enough to see which programs it names and with which words.
 * Null for what it does not understand: here-documents, unclosed quotes.
 */
export function simpleCommands(script: string): readonly SimpleCommand[] | null {
  const scanner = new Scanner(script);
  return scanner.run() ? scanner.commands() : null;
}

class Scanner {
  readonly #text: string;
  #at = 0;
  #commands: Word[][] = [[]];
  #word: string | null = null;
  #bare = true;
  /** The last thing was an operator that closes something, so arguments could not follow. */
  #closed = false;

  constructor(text: string) {
    this.#text = text.replaceAll('\\\n', ' ');
  }

  run(): boolean {
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] ?? '';
      if (this.#text.startsWith('<<', this.#at)) return false;
      if (char === ' ' || char === '\t') this.#endWord();
      else if (char === '#' && this.#word === null) this.#skipComment();
      else if (operators.includes(char)) this.#operator(char);
      else if (!this.#character(char)) return false;
      this.#at += 1;
    }
    this.#endWord();
    return true;
  }

  commands(): readonly SimpleCommand[] {
    const filled = this.#commands.filter((words) => words.length > 0);
    return filled.map((words, index) => ({ words, last: index === filled.length - 1 && !this.#closed }));
  }

  #character(char: string): boolean {
    this.#closed = false;
    if (char === "'" || char === '"' || char === '`') return this.#quoted(char);
    if (char === '$' && this.#text[this.#at + 1] === '(') return this.#substitution();
    if (char === '\\') {
      this.#at += 1;
      this.#add(this.#text[this.#at] ?? '', false);
    } else this.#add(char, char !== '$');
    return true;
  }

  #quoted(quote: string): boolean {
    let end = this.#at + 1;
    while (end < this.#text.length && this.#text[end] !== quote) {
      end += quote !== "'" && this.#text[end] === '\\' ? 2 : 1;
    }
    if (end >= this.#text.length) return false;
    this.#add(this.#text.slice(this.#at + 1, end), false);
    this.#at = end;
    return true;
  }

  #substitution(): boolean {
    const start = this.#at;
    let depth = 0;
    for (let at = this.#at + 1; at < this.#text.length; at += 1) {
      if (this.#text[at] === '(') depth += 1;
      if (this.#text[at] === ')') depth -= 1;
      if (depth > 0) continue;
      this.#add(this.#text.slice(start, at + 1), false);
      this.#at = at;
      return true;
    }
    return false;
  }

  #add(text: string, bare: boolean): void {
    this.#word = (this.#word ?? '') + text;
    this.#bare &&= bare;
  }

  #operator(char: string): void {
    const redirection = char === '&' && /[<>]$/.test(this.#word ?? '');
    const both = char === '&' && this.#text[this.#at + 1] === '>';
    if (redirection || both) {
      this.#add(char, true);
      return;
    }
    this.#endWord();
    this.#commands.push([]);
    this.#closed = char !== '\n' || this.#closed;
  }

  #endWord(): void {
    if (this.#word === null) return;
    const words = this.#commands.at(-1);
    const skip = this.#bare && words?.length === 0 && reserved.has(this.#word);
    // Arguments after `fi` or `done` would be a syntax error.
    if (skip) this.#closed = true;
    else words?.push({ text: this.#word, bare: this.#bare });
    this.#word = null;
    this.#bare = true;
  }

  /** What is appended after a comment is part of it. */
  #skipComment(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end - 1;
    if (end < 0) this.#closed = true;
  }
}
