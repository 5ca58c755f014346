import { codeFrame } from '../base/code-frame.ts';
import type { Diagnostic, Place } from '../base/diagnostic.ts';

/** A stretch of a text: offsets of UTF-16 units, the end not included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** More mistakes than these are only counted. */
const mostShown = 100;

/** Collects all that is wrong with one text, with places and frames; what is said twice is kept once. */
export class DiagnosticLog {
  readonly text: string;
  readonly #file: string;
  readonly #lineStarts: readonly number[];
  readonly #found = new Map<string, Diagnostic>();
  #lines: readonly string[] | null = null;
  #more = 0;

  /** `file` is the name that the diagnostics show. */
  constructor(file: string, text: string) {
    this.#file = file;
    this.text = text;
    this.#lineStarts = lineStarts(text);
  }

  place(offset: number): Place {
    const line = lastAtMost(this.#lineStarts, offset);
    return { file: this.#file, line: line + 1, column: offset - (this.#lineStarts[line] ?? 0) + 1 };
  }

  /** True once there are so many mistakes that further ones are only counted. */
  get isFull(): boolean {
    return this.#found.size >= mostShown;
  }

  error(span: Span, message: string, hint?: string): void {
    this.#add('error', span, message, hint);
  }

  /** Something that does not forbid going on. */
  warning(span: Span, message: string, hint?: string): void {
    this.#add('warning', span, message, hint);
  }

  #add(severity: Diagnostic['severity'], span: Span, message: string, hint?: string): void {
    if (this.isFull) {
      this.#more += 1;
      return;
    }
    const place = this.place(span.start);
    const frame = this.#frame(place, span);
    const diagnostic: Diagnostic = {
      severity,
      message,
      place,
      frame,
      ...(hint === undefined ? {} : { hint }),
    };
    const key = `${place.line}:${place.column}:${message}`;
    if (!this.#found.has(key)) this.#found.set(key, diagnostic);
  }

  /** In the order of the file. */
  diagnostics(): readonly Diagnostic[] {
    const sorted = [...this.#found.values()].sort(
      (a, b) => order(a.place?.line, b.place?.line) || order(a.place?.column, b.place?.column),
    );
    if (this.#more === 0) return sorted;
    return [...sorted, { severity: 'error', message: `${this.#more} more mistakes are not shown` }];
  }

  #frame(place: Place, span: Span): string {
    this.#lines ??= this.text.split(/\r?\n/);
    const { line, column } = place;
    const rest = (this.#lines[line - 1] ?? '').length - (column - 1);
    return codeFrame(this.#lines, { line, column, length: Math.min(span.end - span.start, rest) });
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Index of the last of the sorted numbers that is not above `value`. */
function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function order(a = 0, b = 0): number {
  return a - b;
}
