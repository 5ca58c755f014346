import { Stop } from './shell-cursor.ts';
import { closers, continuers, type List, newList, openers } from './shell-grammar.ts';
import type { Ending, Piece, Scan } from './shell-scan.ts';
import { WordReader } from './shell-word-reader.ts';

/**
 * Reads a shell's text by the grammar that dash, bash and busybox share (POSIX XCU 2) with bash's everyday
 * additions: `[[`, arrays, `$'…'`, `<(…)`, here-strings, `function`. It is conservative: where the shells differ, or
 * where it meets what it does not know, it says so rather than guess.
 */
export function scanShell(text: string): Scan {
  return new Lexer(text).scan();
}

class Lexer extends WordReader {
  readonly #pieces: Piece[] = [];
  #pieceStart = 0;
  #pieceIsEmpty = true;
  #ending: Ending | null = null;

  scan(): Scan {
    let certain = true;
    try {
      this.list(true, true);
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      certain = false;
      this.hasPipeline ||= /(^|[^|])\|([^|]|$)/.test(this.text.slice(this.#pieceStart));
    }
    this.#cut(this.text.length);
    return {
      pieces: this.#pieces,
      certain,
      hasPipeline: this.hasPipeline,
      hasHeredoc: this.hasHeredoc,
      hasConditional: this.hasConditional,
      context: this.context,
      ending: this.#ending,
    };
  }

  protected scanOther(text: string): Scan {
    return scanShell(text);
  }

  #cut(end: number): void {
    if (!this.#pieceIsEmpty) this.#pieces.push({ start: this.#pieceStart, end });
    this.#pieceStart = end + 1;
    this.#pieceIsEmpty = true;
  }

  protected list(isTop: boolean, counts: boolean): void {
    const list = newList();
    this.deeper();
    while (this.at < this.text.length) {
      const before = this.at;
      if (this.sees(' ') || this.sees('\t')) this.at += 1;
      else if (this.sees('#')) this.comment();
      else if (this.sees('\n')) this.#newline(list, isTop);
      else {
        this.#pieceIsEmpty = false;
        if (this.continuation()) continue;
        if (this.#operator(list, isTop, counts)) return;
        if (this.at === before) this.#word(list, counts);
        if (isTop) this.#noteEnding(list);
      }
    }
    const isComplete = list.stack.length === 0 && !list.open && ['start', 'args', 'after'].includes(list.state);
    if (!isTop || !isComplete || this.heredocs.length > 0) this.stop(this.context);
    this.depth -= 1;
  }

  #newline(list: List, isTop: boolean): void {
    const end = this.heredocBodies();
    if (list.state === 'for-words') list.state = 'do';
    if (/^(for-name|case-word|in-pattern|function-name)$/.test(list.state)) this.stop();
    if (list.state === 'args' || list.state === 'after') list.state = 'start';
    if (list.state !== 'start' || list.open) return;
    if (list.stack.length === 0 && isTop) this.#cut(end);
    Object.assign(list, { pipe: false, or: false });
  }

  #noteEnding(list: List): void {
    if (list.stack.length > 0 || !['args', 'after'].includes(list.state)) return;
    const simple = list.commandWords === 0 ? 'assignment' : list.pipe ? 'pipeline' : list.or ? 'or' : null;
    this.#ending = { offset: this.at, obstacle: list.state === 'after' ? 'compound' : simple };
  }

  /** Reads an operator or redirection, if there is one; true if it is the `)` that ends the list. */
  #operator(list: List, isTop: boolean, counts: boolean): boolean {
    if (this.sees('<(') || this.sees('>(')) return false;
    if (this.sees('<') || this.sees('>') || this.sees('&>')) this.#redirection(list);
    else if (this.sees('&&') || this.sees('||')) this.#join(list, 2);
    else if (this.sees('|')) this.#pipe(list, counts);
    else if (this.sees(';') || this.sees('&')) this.#semicolon(list);
    else if (this.sees('(')) this.#openParen(list);
    else if (this.sees(')')) return this.#closeParen(list, isTop);
    return false;
  }

  #join(list: List, length: number): void {
    if (list.state !== 'args' && list.state !== 'after') this.stop();
    if (this.sees('||')) list.or = true;
    this.at += length;
    Object.assign(list, { state: 'start', open: true });
  }

  #pipe(list: List, counts: boolean): void {
    if (list.state === 'in-pattern') {
      this.at += 1;
      return;
    }
    this.#join(list, this.sees('|&') ? 2 : 1);
    list.pipe = true;
    if (counts) this.hasPipeline = true;
  }

  #semicolon(list: List): void {
    const isCaseEnd = this.sees(';;') || this.sees(';&');
    if (isCaseEnd && list.stack.at(-1) === 'case' && !list.open && ['start', 'args', 'after'].includes(list.state)) {
      this.at += this.sees(';;&') ? 3 : 2;
      list.state = 'pattern';
    } else if (this.sees(';') && !isCaseEnd && (list.state === 'for-in' || list.state === 'for-words')) {
      this.at += 1;
      list.state = 'do';
    } else if (!isCaseEnd && (list.state === 'args' || list.state === 'after')) {
      this.at += 1;
      Object.assign(list, { state: 'start', pipe: false, or: false });
    } else this.stop();
  }

  #openParen(list: List): void {
    this.at += 1;
    if (list.state === 'pattern') list.state = 'in-pattern';
    else if (list.state === 'for-name' && this.sees('(')) {
      this.at += 1;
      if (!this.arithmetic(true)) this.stop();
      list.state = 'for-in';
    } else if (list.state === 'args' && list.words === 1 && list.commandWords === 1) this.#functionParens(list);
    else if ((list.state === 'start' || list.state === 'function-body') && !this.sees('(')) {
      list.stack.push('paren');
      Object.assign(list, { state: 'start', open: false });
    } else this.stop();
  }

  #functionParens(list: List): void {
    while (this.sees(' ') || this.sees('\t')) this.at += 1;
    if (!this.sees(')')) this.stop();
    this.at += 1;
    list.state = 'function-body';
  }

  #closeParen(list: List, isTop: boolean): boolean {
    const isEnd = !list.open && ['start', 'args', 'after'].includes(list.state);
    this.at += 1;
    if (list.state === 'in-pattern') list.state = 'start';
    else if (isEnd && list.stack.at(-1) === 'paren') this.#close(list);
    else if (isEnd && list.stack.length === 0 && !isTop) {
      if (this.heredocs.length > 0) this.stop();
      this.depth -= 1;
      return true;
    } else this.stop();
    return false;
  }

  #close(list: List): void {
    list.stack.pop();
    Object.assign(list, { state: 'after', pipe: false, or: false });
  }

  #redirection(list: List): void {
    if (!['start', 'args', 'after'].includes(list.state)) this.stop();
    const match = /^(?:&>>?|<<<|<<-?|<>|<&|>&|>>|>\||<|>)/.exec(this.text.slice(this.at, this.at + 3));
    const operator = match?.[0] ?? '';
    this.at += operator.length;
    while (/^[ \t]$/.test(this.next) || this.sees('\\\n')) {
      if (!this.continuation()) this.at += 1;
    }
    if (this.sees('#')) this.stop();
    if (operator === '<<' || operator === '<<-') this.delimiter(operator === '<<-');
    else this.readWord(false);
    if (list.state === 'start') Object.assign(list, { state: 'args', open: false, words: 0, commandWords: 0 });
  }

  #word(list: List, counts: boolean): void {
    const start = this.at;
    // in `x=$(a | b)` the pipeline's exit code is the command's
    const isAssignment =
      list.state === 'start' && /^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(this.text.slice(start, start + 80));
    const literal = this.readWord(counts && isAssignment);
    const isNumber = literal !== null && /^\d+$/.test(literal) && /^[<>]$/.test(this.next);
    if (isNumber && ['start', 'args', 'after'].includes(list.state)) return;
    if (list.state === 'args') {
      list.words += 1;
      if (list.commandWords > 0 || !/^[A-Za-z_][A-Za-z0-9_]*\+?=/.test(this.text.slice(start, start + 80))) {
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
      if (list.open || list.state === 'function-body' || top !== (continued ?? closed)) this.stop();
      if (closed === undefined) Object.assign(list, { state: 'start', pipe: false, or: false });
      else this.#close(list);
    } else if (list.state === 'after') this.stop();
    else if (opened !== undefined) {
      list.stack.push(opened[0]);
      Object.assign(list, { state: opened[1], open: false });
    } else if (list.state === 'function-body' || word === 'coproc') this.stop();
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
    else if (list.state !== 'for-words' && list.state !== 'in-pattern') this.stop();
  }

  #functionName(list: List): void {
    const parens = /^[ \t]*\([ \t]*\)/.exec(this.text.slice(this.at, this.at + 80));
    this.at += parens?.[0].length ?? 0;
    list.state = 'function-body';
  }

  /** Bash's `[[ … ]]`, in which operators are not the shell's. */
  #conditional(list: List): void {
    this.hasConditional = true;
    for (let depth = 0, words = 0; ; words += 1) {
      for (; /^[ \t\n|&<>()]$/.test(this.next) && !this.sees('<<'); this.at += 1)
        depth += Number(this.sees('(')) - Number(this.sees(')'));
      if (this.next === '' || depth < 0 || /^[;#]$/.test(this.next) || this.sees('<<')) this.stop();
      if (this.readWord(false) !== ']]') continue;
      if (depth > 0 || words === 0) this.stop();
      break;
    }
    Object.assign(list, { state: 'after', open: false });
  }
}
