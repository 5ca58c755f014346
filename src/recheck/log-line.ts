import { decodeBare } from '../failures/clean-line.ts';
import type { LinePlace } from '../failures/line-tap.ts';

/** Signatures look at so many characters of a line, so that a line costs a bounded time. */
const mostCharacters = 8192;

/** A line of a log as signatures see it; what is made of it is made once for all of them. */
export class LogLine {
  /** Without the prefixes of CI systems. */
  readonly text: string;
  /** With them. */
  readonly #whole: string;
  #folded: string | null = null;
  #lower: string | null = null;

  constructor(text: string, whole = text) {
    this.text = text.slice(0, mostCharacters);
    this.#whole = whole.slice(0, mostCharacters);
  }

  /** A line without escape sequences: from `start` on with its prefixes, from `begin` on without. */
  static fromBytes(bytes: Buffer, { start, begin, end }: LinePlace): LogLine {
    const whole = decodeBare(bytes, start, end);
    return new LogLine(begin === start ? whole : decodeBare(bytes, begin, end), whole);
  }

  /** With its prefixes, every stretch of white space as one blank. */
  get folded(): string {
    this.#folded ??= fold(this.#whole);
    return this.#folded;
  }

  /** The same in small letters. */
  get lower(): string {
    this.#lower ??= this.folded.toLowerCase();
    return this.#lower;
  }
}

/** Makes one blank of every stretch of white space, and none at the ends. */
export function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
