import { HeredocReader, metacharacters } from './shell-heredoc-reader.ts';
import type { Scan } from './shell-scan.ts';

/** Reads words: what is quoted in them, and what is expanded. */
export abstract class WordReader extends HeredocReader {
  protected hasPipeline = false;
  protected hasConditional = false;

  /** Reads commands up to the text's end, or up to the `)` of the `$(` that began them. */
  protected abstract list(isTop: boolean, counts: boolean): void;

  /** What there is to know of another text, such as the inside of backticks. */
  protected abstract scanOther(text: string): Scan;

  /** Reads one word; its text if nothing in it is quoted or expanded, else null. */
  protected readWord(counts: boolean): string | null {
    this.deeper();
    const start = this.at;
    let isLiteral = true;
    let literal = '';
    if (this.sees('<(') || this.sees('>(')) {
      this.at += 2;
      this.list(false, false);
      isLiteral = false;
    }
    while (this.at < this.text.length) {
      if (this.sees('(')) {
        if (this.at === start || !this.#parenInWord(start)) break;
        isLiteral = false;
      } else if (metacharacters.includes(this.next)) break;
      else if (this.sees('[')) literal += this.#subscript(isLiteral ? literal : '');
      else if (this.continuation()) continue;
      else if (this.#quotedOrExpanded(counts)) isLiteral = false;
      else {
        literal += this.next;
        this.at += 1;
      }
    }
    if (this.at === start) this.stop();
    this.depth -= 1;
    return isLiteral ? literal : null;
  }

  /** `(` in a word: an array's value, or an extended glob, which only some shells know. */
  #parenInWord(start: number): boolean {
    const before = this.text.slice(start, this.at);
    if (/[?*+@!]$/.test(before)) this.stop();
    if (!/^[A-Za-z_][A-Za-z0-9_]*(\[[^\]]*\])?\+?=$/.test(before)) return false;
    this.at += 1;
    for (;;) {
      while (/^[ \t\n]$/.test(this.next)) this.at += 1;
      if (this.sees('#')) this.comment();
      else if (this.sees(')')) break;
      else {
        if (this.sees('[')) this.#subscript('a');
        this.readWord(false);
      }
    }
    this.at += 1;
    return true;
  }

  /** `[` in a word: after a name, bash looks for its partner even behind blanks and quotes. */
  #subscript(before: string): string {
    const isAfterName = /^[A-Za-z_][A-Za-z0-9_]*$/.test(before);
    const rest = this.text.slice(this.at, this.at + 200);
    if (isAfterName && !/^\[[^\s[\]`|&;<>()']*\]/.test(rest)) this.stop();
    this.at += 1;
    return '[';
  }

  /** Reads what a backslash, quote, backtick or `$` begins, if one of them is here. */
  #quotedOrExpanded(counts: boolean): boolean {
    this.deeper();
    const is = this.#isQuotedOrExpanded(counts);
    this.depth -= 1;
    return is;
  }

  #isQuotedOrExpanded(counts: boolean): boolean {
    if (this.sees('\\')) this.#escape();
    else if (this.sees("'")) this.#single();
    else if (this.sees('"')) this.#double(counts);
    else return this.#expansion(false, counts);
    return true;
  }

  #escape(): void {
    if (this.continuation()) return;
    if (this.at + 1 >= this.text.length) this.stop('escaped');
    this.at += 2;
  }

  #single(): void {
    const end = this.text.indexOf("'", this.at + 1);
    if (end < 0) this.stop('single');
    this.at = end + 1;
  }

  #double(counts: boolean): void {
    this.at += 1;
    while (!this.sees('"')) {
      if (this.at >= this.text.length) this.stop('double');
      if (this.sees('\\')) this.#escape();
      else if (!this.#expansion(true, counts)) this.at += 1;
    }
    this.at += 1;
  }

  #expansion(inDouble: boolean, counts: boolean): boolean {
    if (this.sees('`')) this.#backticks(inDouble, counts);
    else if (this.sees('${')) this.#parameter(inDouble);
    else if (this.sees('$(')) this.#substitution(counts);
    else if (this.sees("$'") && !inDouble) this.#dollarSingle();
    else if (this.sees('$[')) this.stop();
    else if (this.sees('$$')) this.at += 2;
    else return false;
    return true;
  }

  #dollarSingle(): void {
    const match = /^[^'\\]*(?:\\[^'][^'\\]*)*/.exec(this.text.slice(this.at + 2));
    const end = this.at + 2 + (match?.[0].length ?? 0);
    if (end >= this.text.length) this.stop('dollar-single');
    if (this.text[end] !== "'") this.stop(); // \' ends it in a shell that does not know $'…'
    this.at = end + 1;
  }

  #substitution(counts: boolean): void {
    const start = this.at;
    this.at += 3;
    if (this.text[start + 2] === '(' && this.arithmetic(false)) return;
    this.at = start + 2;
    this.list(false, counts);
  }

  /** After `((`: reads up to `))`; false if it is not arithmetic after all. */
  protected arithmetic(isLoop: boolean): boolean {
    for (let depth = 2; depth > 0; ) {
      if (this.at >= this.text.length) this.stop();
      if (this.sees(')')) {
        if (depth === 2 && !this.sees('))')) return false;
        depth -= 1;
        this.at += 1;
      } else if (this.sees('(')) {
        depth += 1;
        this.at += 1;
      } else if (this.sees("'") || this.sees('#') || (this.sees(';') && !isLoop)) return false;
      else if (!this.#quotedOrExpanded(false)) this.at += 1;
    }
    return true;
  }

  #parameter(inDouble: boolean): void {
    const name = /^\$\{[#!]?(?:[A-Za-z_][A-Za-z0-9_]*|\d+|[@*#?$!-])(?=[}:+=?#%/^,[@-])/.exec(
      this.text.slice(this.at, this.at + 200),
    );
    if (name === null) this.stop();
    this.at += name[0].length;
    while (!this.sees('}')) {
      if (this.at >= this.text.length) this.stop();
      // a quote or a process substitution to some shells, plain characters to others
      if ((inDouble && this.sees("'")) || this.sees('<(') || this.sees('>(')) this.stop();
      if (!this.#quotedOrExpanded(false)) this.at += 1;
    }
    this.at += 1;
  }

  #backticks(inDouble: boolean, counts: boolean): void {
    const start = this.at + 1;
    const match = /^[^`\\]*(?:\\[\s\S][^`\\]*)*/.exec(this.text.slice(start));
    const end = start + (match?.[0].length ?? 0);
    if (this.text[end] !== '`') this.stop();
    const inner = this.text.slice(start, end);
    if (inDouble && /"/.test(inner)) this.stop();
    const scan = this.scanOther(inner.replace(/\\([`$\\])/g, '$1'));
    if (!scan.certain) this.stop();
    this.hasConditional ||= scan.hasConditional;
    if (counts && scan.hasPipeline) this.hasPipeline = true;
    this.at = end + 1;
  }
}
