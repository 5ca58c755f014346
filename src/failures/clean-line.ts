import { copyWithoutEscapes } from '../base/escape-sequences.ts';
import { maxLineBytes, type RawLine } from './line-splitter.ts';

const bom = '\uFEFF';

/** C0 controls but the tab, DEL and C1 controls: nothing that a terminal would act on is left. */
const controls = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/g;
/** What `toString` calls in the end, and Node's types leave out: short texts take half the time without what it does before. */
interface Slicing {
  latin1Slice(start: number, end: number): string;
  utf8Slice(start: number, end: number): string;
}

const scratch = Buffer.allocUnsafeSlow(maxLineBytes);

/** The text of a line: UTF-8 with invalid bytes replaced, without escape sequences and controls. */
export function cleanLine(line: RawLine): string {
  const bare = bareLine(line);
  return decodeFrom(bare, bare.start);
}

/** A stretch of bytes without escape sequences. */
export type BareLine = Pick<RawLine, 'bytes' | 'start' | 'end' | 'plain'>;

/** A line without escape sequences, which is only good until the next one is asked for. */
export function bareLine(line: RawLine): BareLine {
  if (!line.escaped) return line;
  const { bytes, start, end, plain } = line;
  return { bytes: scratch, start: 0, end: copyWithoutEscapes(bytes, start, end, scratch), plain };
}

/** The text of a line from a place in it on. */
export function decodeFrom({ bytes, end, plain }: BareLine, begin: number): string {
  return plain ? (bytes as Buffer & Slicing).latin1Slice(begin, end) : decodeBare(bytes, begin, end);
}

/** The text of bytes without escape sequences. */
export function decodeBare(bytes: Buffer, start: number, end: number): string {
  const text = (bytes as Buffer & Slicing).utf8Slice(start, end).replace(controls, '');
  return text.startsWith(bom) ? text.slice(1) : text;
}
