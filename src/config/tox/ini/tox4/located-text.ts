import type { Line } from '../python-text.ts';

/** A text that was put together of pieces of a file, and where they are from. */
export class LocatedText {
  readonly text: string;
  /** Sorted: from `at` on, the text is from `offset` on. */
  readonly #marks: readonly Mark[];

  constructor(text: string, marks: readonly Mark[]) {
    this.text = text;
    this.#marks = marks;
  }

  /** Lines as one text, where a backslash at a line's end takes the line's end away. */
  static ofLines(lines: readonly Line[]): LocatedText {
    const marks: Mark[] = [];
    let text = '';
    for (const [index, line] of lines.entries()) {
      if (index > 0) text = text.endsWith('\\') ? text.slice(0, -1) : `${text}\n`;
      marks.push({ at: text.length, offset: line.offset });
      text += line.text;
    }
    return new LocatedText(text, marks);
  }

  /** Where in the file that position's piece is. */
  offsetOf(position: number): number {
    let low = 0;
    let high = this.#marks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#marks[middle]?.at ?? 0) <= position) low = middle;
      else high = middle - 1;
    }
    const mark = this.#marks[low];
    return mark === undefined ? 0 : mark.offset + (mark.isWhole ? 0 : position - mark.at);
  }
}

export interface Mark {
  readonly at: number;
  readonly offset: number;
  /** What comes here took the place of a `{…}`: all of it is from that place. */
  readonly isWhole?: boolean;
}
