/** What a character at some place in a shell's text would mean to the shell. */
export type ShellContext =
  /** Code: blanks part words. */
  | 'plain'
  | 'single'
  | 'double'
  /** `$'…'` */
  | 'dollar-single'
  | 'comment'
  /** A here-document in which `$` means something. */
  | 'heredoc'
  /** A here-document whose delimiter is quoted. */
  | 'literal-heredoc'
  /** Right after a backslash. */
  | 'escaped'
  /** Inside `${…}`, `$((…))`, backticks, `[[…]]`, or somewhere that this lexer does not know. */
  | 'other';

/** One or more whole lines that are a complete command. */
export interface Piece {
  readonly start: number;
  /** The offset of the newline after it, or the text's length. */
  readonly end: number;
}

/** Where words can be added to the last command of a text. */
export interface Ending {
  /** The offset after its last word or redirection. */
  readonly offset: number;
  /** Why one should not: it is no simple command, or it is not clear that the last one is meant. */
  readonly obstacle: null | 'compound' | 'pipeline' | 'or' | 'assignment';
}

/** What there is to know of a shell's text. */
export interface Scan {
  /** The complete commands at the top level, without the blank and comment-only lines between them. */
  readonly pieces: readonly Piece[];
  /** False if something is not closed at the end, or may not mean the same to every shell. */
  readonly certain: boolean;
  readonly hasPipeline: boolean;
  readonly hasHeredoc: boolean;
  /** Bash's `[[`. */
  readonly hasConditional: boolean;
  /** What the next character would mean if the text went on. */
  readonly context: ShellContext;
  /** Null if there is no command at all. */
  readonly ending: Ending | null;
}

/**
 * Reads a shell's text by the grammar that dash, bash and busybox share (POSIX XCU 2) with bash's everyday
 * additions: `[[`, arrays, `$'…'`, `<(…)`, here-strings, `function`. It is conservative: where the shells differ, or
 * where it meets what it does not know, it says so rather than guess.
 */
export function scanShell(text: string): Scan {
  return new Lexer(text).scan();
}

/** Ends the reading: the text is over, or it is not certain what it means. */
class Stop extends Error {}

type Open = 'if' | 'loop' | 'case' | 'brace' | 'paren';

type State =
  | 'start'
  | 'args'
  | 'after'
  | 'for-name'
  | 'for-in'
  | 'for-words'
  | 'do'
  | 'case-word'
  | 'case-in'
  | 'pattern'
  | 'in-pattern'
  | 'function-name'
  | 'function-body';

/** Where the reader is in one list of commands: the text itself, or the inside of `$(…)`. */
interface List {
  state: State;
  /** An operator before a newline says that the command goes on. */
  open: boolean;
  readonly stack: Open[];
  /** 1 after a first word that could be a function's name. */
  words: number;
  commandWords: number;
  pipe: boolean;
  or: boolean;
}

/** Reserved words, by the construct that they go on with, close or open, and what comes after the opening ones. */
const continuers = new Map<string, Open>([
  ['then', 'if'],
  ['elif', 'if'],
  ['else', 'if'],
  ['do', 'loop'],
]);
const closers = new Map<string, Open>([
  ['fi', 'if'],
  ['done', 'loop'],
  ['esac', 'case'],
  ['}', 'brace'],
]);
const openers = new Map<string, readonly [Open, State]>([
  ['if', ['if', 'start']],
  ['while', ['loop', 'start']],
  ['until', ['loop', 'start']],
  ['for', ['loop', 'for-name']],
  ['select', ['loop', 'for-name']],
  ['case', ['case', 'case-word']],
  ['{', ['brace', 'start']],
]);
const metacharacters = ' \t\n|&;<>()';
const maximumDepth = 100;

class Lexer {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #context: ShellContext = 'plain';
  #hasPipeline = false;
  #hasHeredoc = false;
  #hasConditional = false;
  readonly #heredocs: { readonly delimiter: string; readonly quoted: boolean; readonly tabs: boolean }[] = [];
  readonly #pieces: Piece[] = [];
  #pieceStart = 0;
  #pieceIsEmpty = true;
  #ending: Ending | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): Scan {
    let certain = true;
    try {
      this.#list(true, true);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      certain = false;
      this.#hasPipeline ||= /(^|[^|])\|([^|]|$)/.test(this.#text.slice(this.#pieceStart));
    }
    this.#cut(this.#text.length);
    return {
      pieces: this.#pieces,
      certain,
      hasPipeline: this.#hasPipeline,
      hasHeredoc: this.#hasHeredoc,
      hasConditional: this.#hasConditional,
      context: this.#context,
      ending: this.#ending,
    };
  }

  get #next(): string {
    return this.#text[this.#at] ?? '';
  }

  #sees(token: string): boolean {
    return this.#text.startsWith(token, this.#at);
  }

  /** Not certain from here on. */
  #stop(context: ShellContext = 'other'): never {
    this.#context = context;
    throw new Stop();
  }

  #cut(end: number): void {
    if (!this.#pieceIsEmpty) this.#pieces.push({ start: this.#pieceStart, end });
    this.#pieceStart = end + 1;
    this.#pieceIsEmpty = true;
  }

  /** Reads commands up to the text's end, or up to the `)` of the `$(` that began them. */
  #list(isTop: boolean, counts: boolean): void {
    const list: List = { state: 'start', open: false, stack: [], words: 0, commandWords: 0, pipe: false, or: false };
    this.#depth += 1;
    if (this.#depth > maximumDepth) this.#stop();
    while (this.#at < this.#text.length) {
      const before = this.#at;
      if (this.#sees(' ') || this.#sees('\t')) this.#at += 1;
      else if (this.#sees('#')) this.#comment();
      else if (this.#sees('\n')) this.#newline(list, isTop);
      else {
        this.#pieceIsEmpty = false;
        if (this.#continuation()) continue;
        if (this.#operator(list, isTop, counts)) return;
        if (this.#at === before) this.#word(list, counts);
        if (isTop) this.#noteEnding(list);
      }
    }
    const isComplete = list.stack.length === 0 && !list.open && ['start', 'args', 'after'].includes(list.state);
    if (!isTop || !isComplete || this.#heredocs.length > 0) this.#stop(this.#context);
    this.#depth -= 1;
  }

  #comment(): void {
    const end = this.#text.indexOf('\n', this.#at);
    if (end < 0) this.#context = 'comment';
    this.#at = end < 0 ? this.#text.length : end;
  }

  #newline(list: List, isTop: boolean): void {
    const end = this.#heredocBodies();
    if (list.state === 'for-words') list.state = 'do';
    if (/^(for-name|case-word|in-pattern|function-name)$/.test(list.state)) this.#stop();
    if (list.state === 'args' || list.state === 'after') list.state = 'start';
    if (list.state !== 'start' || list.open) return;
    if (list.stack.length === 0 && isTop) this.#cut(end);
    Object.assign(list, { pipe: false, or: false });
  }

  #noteEnding(list: List): void {
    if (list.stack.length > 0 || !['args', 'after'].includes(list.state)) return;
    const simple = list.commandWords === 0 ? 'assignment' : list.pipe ? 'pipeline' : list.or ? 'or' : null;
    this.#ending = { offset: this.#at, obstacle: list.state === 'after' ? 'compound' : simple };
  }

  /** Reads an operator or redirection, if there is one; true if it is the `)` that ends the list. */
  #operator(list: List, isTop: boolean, counts: boolean): boolean {
    if (this.#sees('<(') || this.#sees('>(')) return false;
    if (this.#sees('<') || this.#sees('>') || this.#sees('&>')) this.#redirection(list);
    else if (this.#sees('&&') || this.#sees('||')) this.#join(list, 2);
    else if (this.#sees('|')) this.#pipe(list, counts);
    else if (this.#sees(';') || this.#sees('&')) this.#semicolon(list);
    else if (this.#sees('(')) this.#openParen(list);
    else if (this.#sees(')')) return this.#closeParen(list, isTop);
    return false;
  }

  #join(list: List, length: number): void {
    if (list.state !== 'args' && list.state !== 'after') this.#stop();
    if (this.#sees('||')) list.or = true;
    this.#at += length;
    Object.assign(list, { state: 'start', open: true });
  }

  #pipe(list: List, counts: boolean): void {
    if (list.state === 'in-pattern') {
      this.#at += 1;
      return;
    }
    this.#join(list, this.#sees('|&') ? 2 : 1);
    list.pipe = true;
    if (counts) this.#hasPipeline = true;
  }

  #semicolon(list: List): void {
    const isCaseEnd = this.#sees(';;') || this.#sees(';&');
    if (isCaseEnd && list.stack.at(-1) === 'case' && !list.open && ['start', 'args', 'after'].includes(list.state)) {
      this.#at += this.#sees(';;&') ? 3 : 2;
      list.state = 'pattern';
    } else if (this.#sees(';') && !isCaseEnd && (list.state === 'for-in' || list.state === 'for-words')) {
      this.#at += 1;
      list.state = 'do';
    } else if (!isCaseEnd && (list.state === 'args' || list.state === 'after')) {
      this.#at += 1;
      Object.assign(list, { state: 'start', pipe: false, or: false });
    } else this.#stop();
  }

  #openParen(list: List): void {
    this.#at += 1;
    if (list.state === 'pattern') list.state = 'in-pattern';
    else if (list.state === 'for-name' && this.#sees('(')) {
      this.#at += 1;
      if (!this.#arithmetic(true)) this.#stop();
      list.state = 'for-in';
    } else if (list.state === 'args' && list.words === 1 && list.commandWords === 1) this.#functionParens(list);
    else if ((list.state === 'start' || list.state === 'function-body') && !this.#sees('(')) {
      list.stack.push('paren');
      Object.assign(list, { state: 'start', open: false });
    } else this.#stop();
  }

  #functionParens(list: List): void {
    while (this.#sees(' ') || this.#sees('\t')) this.#at += 1;
    if (!this.#sees(')')) this.#stop();
    this.#at += 1;
    list.state = 'function-body';
  }

  #closeParen(list: List, isTop: boolean): boolean {
    const isEnd = !list.open && ['start', 'args', 'after'].includes(list.state);
    this.#at += 1;
    if (list.state === 'in-pattern') list.state = 'start';
    else if (isEnd && list.stack.at(-1) === 'paren') this.#close(list);
    else if (isEnd && list.stack.length === 0 && !isTop) {
      if (this.#heredocs.length > 0) this.#stop();
      this.#depth -= 1;
      return true;
    } else this.#stop();
    return false;
  }

  #close(list: List): void {
    list.stack.pop();
    Object.assign(list, { state: 'after', pipe: false, or: false });
  }

  #redirection(list: List): void {
    if (!['start', 'args', 'after'].includes(list.state)) this.#stop();
    const match = /^(?:&>>?|<<<|<<-?|<>|<&|>&|>>|>\||<|>)/.exec(this.#text.slice(this.#at, this.#at + 3));
    const operator = match?.[0] ?? '';
    this.#at += operator.length;
    while (/^[ \t]$/.test(this.#next) || this.#sees('\\\n')) {
      if (!this.#continuation()) this.#at += 1;
    }
    if (this.#sees('#')) this.#stop();
    if (operator === '<<' || operator === '<<-') this.#delimiter(operator === '<<-');
    else this.#readWord(false);
    if (list.state === 'start') Object.assign(list, { state: 'args', open: false, words: 0, commandWords: 0 });
  }

  /** The word after `<<`: quotes in it are removed, and say that the body is literal. */
  #delimiter(tabs: boolean): void {
    const start = this.#at;
    const match = /^(?:'[^'\n]*'|"[^"\\\n$`]*"|\\[^\n]|[^\s|&;<>()'"\\$`])+/.exec(this.#text.slice(start, start + 200));
    if (match === null) this.#stop();
    this.#at += match[0].length;
    if (!metacharacters.includes(this.#next)) this.#stop();
    const delimiter = match[0].replace(/'([^']*)'|"([^"]*)"|\\(.)/g, '$1$2$3');
    this.#heredocs.push({ delimiter, quoted: /['"\\]/.test(match[0]), tabs });
    this.#hasHeredoc = true;
  }

  /** Reads over a newline and the here-documents that begin after it; the offset of the last newline or the end. */
  #heredocBodies(): number {
    let last = this.#at;
    this.#at += 1;
    for (let doc = this.#heredocs.shift(); doc !== undefined; doc = this.#heredocs.shift()) {
      let isContinued = false;
      for (let isBody = true; isBody; ) {
        const newline = this.#text.indexOf('\n', this.#at);
        const end = newline < 0 ? this.#text.length : newline;
        const line = this.#text.slice(this.#at, end);
        isBody = isContinued || (doc.tabs ? line.replace(/^\t+/, '') : line) !== doc.delimiter;
        if (isBody && newline < 0) this.#stop(doc.quoted ? 'literal-heredoc' : 'heredoc');
        isContinued = !doc.quoted && /(?:^|[^\\])(?:\\\\)*\\$/.test(line);
        this.#at = Math.min(end + 1, this.#text.length);
        last = end;
      }
    }
    return last;
  }

  #word(list: List, counts: boolean): void {
    const start = this.#at;
    // in `x=$(a | b)` the pipeline's exit code is the command's
    const isAssignment =
      list.state === 'start' && /^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(this.#text.slice(start, start + 80));
    const literal = this.#readWord(counts && isAssignment);
    const isNumber = literal !== null && /^\d+$/.test(literal) && /^[<>]$/.test(this.#next);
    if (isNumber && ['start', 'args', 'after'].includes(list.state)) return;
    if (list.state === 'args') {
      list.words += 1;
      if (list.commandWords > 0 || !/^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(this.#text.slice(start, start + 80))) {
        list.commandWords += 1;
      }
    } else if (list.state === 'start' || list.state === 'after' || list.state === 'function-body') {
      this.#firstWord(list, literal, isAssignment);
    } else this.#headerWord(list, literal);
  }

  /** A word where a command may begin: reserved words count here. */
  #firstWord(list: List, literal: string | null, isAssignment: boolean): void {
    const word = literal ?? '';
    const continued = continuers.get(word);
    const closed = closers.get(word);
    const opened = openers.get(word);
    const top = list.stack.at(-1);
    if (continued !== undefined || closed !== undefined) {
      if (list.open || list.state === 'function-body' || top !== (continued ?? closed)) this.#stop();
      if (closed === undefined) Object.assign(list, { state: 'start', pipe: false, or: false });
      else this.#close(list);
    } else if (list.state === 'after') this.#stop();
    else if (opened !== undefined) {
      list.stack.push(opened[0]);
      Object.assign(list, { state: opened[1], open: false });
    } else if (list.state === 'function-body' || word === 'coproc') this.#stop();
    else if (word === '[[') this.#conditional(list);
    else if (word === 'function') list.state = 'function-name';
    else if (word === '!') list.open = true;
    else if (word !== 'time') {
      Object.assign(list, {
        state: 'args',
        open: false,
        words: literal === null ? 2 : 1,
        commandWords: isAssignment ? 0 : 1,
      });
    }
  }

  /** A word in the head of `for`, `case` or `function`, or in a case's pattern. */
  #headerWord(list: List, literal: string | null): void {
    if (list.state === 'for-name') list.state = 'for-in';
    else if (list.state === 'for-in' && literal === 'in') list.state = 'for-words';
    else if ((list.state === 'for-in' || list.state === 'do') && literal === 'do') list.state = 'start';
    else if (list.state === 'case-word') list.state = 'case-in';
    else if (list.state === 'case-in' && literal === 'in') list.state = 'pattern';
    else if (list.state === 'pattern' && literal === 'esac') this.#close(list);
    else if (list.state === 'pattern') list.state = 'in-pattern';
    else if (list.state === 'function-name') this.#functionName(list);
    else if (list.state !== 'for-words' && list.state !== 'in-pattern') this.#stop();
  }

  #functionName(list: List): void {
    const parens = /^[ \t]*\([ \t]*\)/.exec(this.#text.slice(this.#at, this.#at + 80));
    this.#at += parens?.[0].length ?? 0;
    list.state = 'function-body';
  }

  /** Bash's `[[ … ]]`, in which operators are not the shell's. */
  #conditional(list: List): void {
    this.#hasConditional = true;
    for (let depth = 0, words = 0; ; words += 1) {
      for (; /^[ \t\n|&<>()]$/.test(this.#next) && !this.#sees('<<'); this.#at += 1)
        depth += Number(this.#sees('(')) - Number(this.#sees(')'));
      if (this.#next === '' || depth < 0 || /^[;#]$/.test(this.#next) || this.#sees('<<')) this.#stop();
      if (this.#readWord(false) !== ']]') continue;
      if (depth > 0 || words === 0) this.#stop();
      break;
    }
    Object.assign(list, { state: 'after', open: false });
  }

  /** A backslash and a newline mean nothing, even inside a word. */
  #continuation(): boolean {
    if (!this.#sees('\\\n')) return false;
    const before = this.#text[this.#at - 1] ?? '';
    this.#at += 2;
    if (/^[$&|;<>(]$/.test(before) && /^[&|;<>({['"`-]$/.test(this.#next)) this.#stop(); // it joins them to one token
    return true;
  }

  /** Reads one word; its text if nothing in it is quoted or expanded, else null. */
  #readWord(counts: boolean): string | null {
    this.#depth += 1;
    if (this.#depth > maximumDepth) this.#stop();
    const start = this.#at;
    let isLiteral = true;
    let literal = '';
    if (this.#sees('<(') || this.#sees('>(')) {
      this.#at += 2;
      this.#list(false, false);
      isLiteral = false;
    }
    while (this.#at < this.#text.length) {
      if (this.#sees('(')) {
        if (this.#at === start || !this.#parenInWord(start)) break;
        isLiteral = false;
      } else if (metacharacters.includes(this.#next)) break;
      else if (this.#sees('[')) literal += this.#subscript(isLiteral ? literal : '');
      else if (this.#continuation()) continue;
      else if (this.#quotedOrExpanded(counts)) isLiteral = false;
      else {
        literal += this.#next;
        this.#at += 1;
      }
    }
    if (this.#at === start) this.#stop();
    this.#depth -= 1;
    return isLiteral ? literal : null;
  }

  /** `(` in a word: an array's value, or an extended glob, which only some shells know. */
  #parenInWord(start: number): boolean {
    const before = this.#text.slice(start, this.#at);
    if (/[?*+@!]$/.test(before)) this.#stop();
    if (!/^[A-Za-z_][A-Za-z0-9_]*(\[[^\]]*\])?\+?=$/.test(before)) return false;
    this.#at += 1;
    for (;;) {
      while (/^[ \t\n]$/.test(this.#next)) this.#at += 1;
      if (this.#sees('#')) this.#comment();
      else if (this.#sees(')')) break;
      else {
        if (this.#sees('[')) this.#subscript('a');
        this.#readWord(false);
      }
    }
    this.#at += 1;
    return true;
  }

  /** `[` in a word: after a name, bash looks for its partner even behind blanks and quotes. */
  #subscript(before: string): string {
    const isAfterName = /^[A-Za-z_][A-Za-z0-9_]*$/.test(before);
    const rest = this.#text.slice(this.#at, this.#at + 200);
    if (isAfterName && !/^\[[^\s[\]`|&;<>()']*\]/.test(rest)) this.#stop();
    this.#at += 1;
    return '[';
  }

  /** Reads what a backslash, quote, backtick or `$` begins, if one of them is here. */
  #quotedOrExpanded(counts: boolean): boolean {
    this.#depth += 1;
    if (this.#depth > maximumDepth) this.#stop();
    const is = this.#isQuotedOrExpanded(counts);
    this.#depth -= 1;
    return is;
  }

  #isQuotedOrExpanded(counts: boolean): boolean {
    if (this.#sees('\\')) this.#escape();
    else if (this.#sees("'")) this.#single();
    else if (this.#sees('"')) this.#double(counts);
    else return this.#expansion(false, counts);
    return true;
  }

  #escape(): void {
    if (this.#continuation()) return;
    if (this.#at + 1 >= this.#text.length) this.#stop('escaped');
    this.#at += 2;
  }

  #single(): void {
    const end = this.#text.indexOf("'", this.#at + 1);
    if (end < 0) this.#stop('single');
    this.#at = end + 1;
  }

  #double(counts: boolean): void {
    this.#at += 1;
    while (!this.#sees('"')) {
      if (this.#at >= this.#text.length) this.#stop('double');
      if (this.#sees('\\')) this.#escape();
      else if (!this.#expansion(true, counts)) this.#at += 1;
    }
    this.#at += 1;
  }

  #expansion(inDouble: boolean, counts: boolean): boolean {
    if (this.#sees('`')) this.#backticks(inDouble, counts);
    else if (this.#sees('${')) this.#parameter(inDouble);
    else if (this.#sees('$(')) this.#substitution(counts);
    else if (this.#sees("$'") && !inDouble) this.#dollarSingle();
    else if (this.#sees('$[')) this.#stop();
    else if (this.#sees('$$')) this.#at += 2;
    else return false;
    return true;
  }

  #dollarSingle(): void {
    const match = /^[^'\\]*(?:\\[^'][^'\\]*)*/.exec(this.#text.slice(this.#at + 2));
    const end = this.#at + 2 + (match?.[0].length ?? 0);
    if (end >= this.#text.length) this.#stop('dollar-single');
    if (this.#text[end] !== "'") this.#stop(); // \' ends it in a shell that does not know $'…'
    this.#at = end + 1;
  }

  #substitution(counts: boolean): void {
    const start = this.#at;
    this.#at += 3;
    if (this.#text[start + 2] === '(' && this.#arithmetic(false)) return;
    this.#at = start + 2;
    this.#list(false, counts);
  }

  /** After `((`: reads up to `))`; false if it is not arithmetic after all. */
  #arithmetic(isLoop: boolean): boolean {
    for (let depth = 2; depth > 0; ) {
      if (this.#at >= this.#text.length) this.#stop();
      if (this.#sees(')')) {
        if (depth === 2 && !this.#sees('))')) return false;
        depth -= 1;
        this.#at += 1;
      } else if (this.#sees('(')) {
        depth += 1;
        this.#at += 1;
      } else if (this.#sees("'") || this.#sees('#') || (this.#sees(';') && !isLoop)) return false;
      else if (!this.#quotedOrExpanded(false)) this.#at += 1;
    }
    return true;
  }

  #parameter(inDouble: boolean): void {
    const name = /^\$\{[#!]?(?:[A-Za-z_][A-Za-z0-9_]*|\d+|[@*#?$!-])(?=[}:+=?#%/^,[@-])/.exec(
      this.#text.slice(this.#at, this.#at + 200),
    );
    if (name === null) this.#stop();
    this.#at += name[0].length;
    while (!this.#sees('}')) {
      if (this.#at >= this.#text.length) this.#stop();
      // a quote or a process substitution to some shells, plain characters to others
      if ((inDouble && this.#sees("'")) || this.#sees('<(') || this.#sees('>(')) this.#stop();
      if (!this.#quotedOrExpanded(false)) this.#at += 1;
    }
    this.#at += 1;
  }

  #backticks(inDouble: boolean, counts: boolean): void {
    const start = this.#at + 1;
    const match = /^[^`\\]*(?:\\[\s\S][^`\\]*)*/.exec(this.#text.slice(start));
    const end = start + (match?.[0].length ?? 0);
    if (this.#text[end] !== '`') this.#stop();
    const inner = this.#text.slice(start, end);
    if (inDouble && /"/.test(inner)) this.#stop();
    const scan = scanShell(inner.replace(/\\([`$\\])/g, '$1'));
    if (!scan.certain) this.#stop();
    this.#hasConditional ||= scan.hasConditional;
    if (counts && scan.hasPipeline) this.#hasPipeline = true;
    this.#at = end + 1;
  }
}
