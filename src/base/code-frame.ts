import { printable } from './printable.ts';

/** The widest piece of a source line that a frame shows; a longer line is cut around the spot. */
const widest = 100;

/** A spot in a text: 1-based line and column, and how many characters to underline (on that line only). */
export interface Spot {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/**
 * The line of a spot and the one before it, numbered, with the spot underlined:
 *
 *       3 |   unit:
 *     > 4 |     command: pytest
 *         |     ^^^^^^^
 */
export function codeFrame(lines: readonly string[], spot: Spot): string {
  const gutter = String(spot.line).length;
  const text = lines[spot.line - 1] ?? '';
  const start = cutBefore(spot.column - 1, text.length);
  const shown = piece(text, start);
  const offset = spot.column - 1 - start + (start > 0 ? 1 : 0);
  const room = Math.max(1, shown.length - offset);
  const marks = '^'.repeat(Math.max(1, Math.min(spot.length, room)));
  const frame: string[] = [];
  if (spot.line > 1) frame.push(row(' ', String(spot.line - 1), gutter, piece(lines[spot.line - 2] ?? '', start)));
  frame.push(row('>', String(spot.line), gutter, shown));
  frame.push(row(' ', '', gutter, ' '.repeat(offset) + marks));
  return frame.join('\n');
}

function row(mark: string, number: string, gutter: number, text: string): string {
  return `${mark} ${number.padStart(gutter)} | ${text}`.trimEnd();
}

/** Where the shown piece of a line begins. */
function cutBefore(column: number, length: number): number {
  if (length <= widest || column < widest - 20) return 0;
  return Math.max(0, Math.min(column - 40, length - widest));
}

function piece(text: string, start: number): string {
  const end = start + widest;
  const shown = printable(text.slice(start, end));
  return `${start > 0 ? '…' : ''}${shown}${text.length > end ? '…' : ''}`;
}
