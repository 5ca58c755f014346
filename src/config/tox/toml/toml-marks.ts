import { parse } from 'smol-toml';
import type { Span } from '../../diagnostic-log.ts';

/** Where a value of a TOML text is written, and below it, where its own values are. */
export interface TomlMark {
  /** Where its key is first written: a part of a header or of a dotted key. */
  readonly keySpan: Span;
  readonly span: Span;
  /** The keys of a table, in the order of the file. */
  readonly entries: Map<string, TomlMark>;
  /** The items of a list. */
  readonly items: TomlMark[];
}

interface KeyPart {
  readonly name: string;
  readonly span: Span;
}

/**
 * The places of all keys and values of a text that a TOML 1.0 parser has accepted: the parser says what is written,
 * this says where, which it does not. Of other texts the answer means nothing, but there is one.
 */
export function tomlMarks(text: string): TomlMark {
  return new Scanner(text).document();
}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): TomlMark {
    const root = newMark({ start: 0, end: 0 }, { start: 0, end: this.#text.length });
    let table = root;
    for (this.#skip(true); this.#at < this.#text.length; this.#skip(true)) {
      const start = this.#at;
      if (this.#text[start] === '[') table = this.#header(root);
      else this.#pair(table);
      if (this.#at === start) this.#at += 1;
    }
    return root;
  }

  #header(root: TomlMark): TomlMark {
    const start = this.#at;
    const isItem = this.#text[start + 1] === '[';
    this.#at += isItem ? 2 : 1;
    const path = this.#key();
    this.#at += isItem ? 2 : 1;
    const span = { start, end: this.#at };
    const last = path.at(-1);
    if (last === undefined) return root;
    const parent = descend(root, path.slice(0, -1), span);
    const mark = child(parent, last, span);
    if (!isItem) return mark;
    const item = newMark(last.span, span);
    mark.items.push(item);
    return item;
  }

  #pair(table: TomlMark): void {
    const path = this.#key();
    this.#skip(false);
    if (this.#text[this.#at] === '=') this.#at += 1;
    this.#skip(false);
    const last = path.at(-1);
    if (last === undefined) return;
    const parent = descend(table, path.slice(0, -1), last.span);
    parent.entries.set(last.name, this.#value(last.span));
  }

  #value(keySpan: Span): TomlMark {
    const start = this.#at;
    const mark = newMark(keySpan, { start, end: start });
    const first = this.#text[start];
    if (first === '"' || first === "'") this.#string(first);
    else if (first === '[') this.#list(mark);
    else if (first === '{') this.#inlineTable(mark);
    else this.#bare();
    return { ...mark, span: { start, end: this.#at } };
  }

  #list(mark: TomlMark): void {
    this.#at += 1;
    for (this.#skip(true, ','); this.#at < this.#text.length; this.#skip(true, ',')) {
      if (this.#text[this.#at] === ']') {
        this.#at += 1;
        return;
      }
      const start = this.#at;
      mark.items.push(this.#value(mark.keySpan));
      if (this.#at === start) this.#at += 1;
    }
  }

  #inlineTable(mark: TomlMark): void {
    this.#at += 1;
    for (this.#skip(true, ','); this.#at < this.#text.length; this.#skip(true, ',')) {
      if (this.#text[this.#at] === '}') {
        this.#at += 1;
        return;
      }
      const start = this.#at;
      this.#pair(mark);
      if (this.#at === start) this.#at += 1;
    }
  }

  #string(quote: string): void {
    const text = this.#text;
    const long = text.startsWith(quote.repeat(3), this.#at);
    this.#at += long ? 3 : 1;
    while (this.#at < text.length) {
      if (quote === '"' && text[this.#at] === '\\') this.#at += 2;
      else if (text[this.#at] !== quote) this.#at += 1;
      else if (!long) {
        this.#at += 1;
        return;
      } else if (text.startsWith(quote.repeat(3), this.#at)) {
        this.#at += 3;
        // Up to two quotes may stand before the three that close.
        while (text[this.#at] === quote) this.#at += 1;
        return;
      } else this.#at += 1;
    }
  }

  #bare(): void {
    const end = /[,\]}#\r\n]/g;
    end.lastIndex = this.#at;
    const stop = end.exec(this.#text)?.index ?? this.#text.length;
    this.#at += this.#text.slice(this.#at, stop).trimEnd().length;
  }

  #key(): readonly KeyPart[] {
    const parts: KeyPart[] = [];
    do {
      if (this.#text[this.#at] === '.') this.#at += 1;
      this.#skip(false);
      const start = this.#at;
      const quote = this.#text[start];
      if (quote === '"' || quote === "'") this.#string(quote);
      else while (/[A-Za-z0-9_-]/.test(this.#text[this.#at] ?? '')) this.#at += 1;
      const span = { start, end: this.#at };
      if (span.end > span.start) parts.push({ name: keyName(this.#text.slice(start, span.end)), span });
      this.#skip(false);
    } while (this.#text[this.#at] === '.');
    return parts;
  }

  /** Skips blanks, and where lines do not matter, newlines, comments and `also` too. */
  #skip(lines: boolean, also = ''): void {
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) return;
      if (character === ' ' || character === '\t' || character === '\uFEFF') this.#at += 1;
      else if (lines && (character === '\n' || character === '\r' || character === also)) this.#at += 1;
      else if (lines && character === '#') {
        const end = this.#text.indexOf('\n', this.#at);
        this.#at = end < 0 ? this.#text.length : end;
      } else return;
    }
  }
}

function newMark(keySpan: Span, span: Span): TomlMark {
  return { keySpan, span, entries: new Map(), items: [] };
}

function child(parent: TomlMark, part: KeyPart, span: Span): TomlMark {
  const known = parent.entries.get(part.name);
  if (known !== undefined) return known;
  const mark = newMark(part.span, span);
  parent.entries.set(part.name, mark);
  return mark;
}

/** The table that a path leads to; of a list of tables it is the last one so far. */
function descend(from: TomlMark, path: readonly KeyPart[], span: Span): TomlMark {
  let mark = from;
  for (const part of path) {
    mark = child(mark, part, span);
    mark = mark.items.at(-1) ?? mark;
  }
  return mark;
}

function keyName(written: string): string {
  if (!/^["']/.test(written)) return written;
  try {
    return Object.keys(parse(`${written}=0`))[0] ?? written;
  } catch {
    return written;
  }
}
