/**
 * Sees each line of an output as it passes: a stretch of a text that has one character per byte, without escape sequences,
 * and in it where what follows the prefixes of CI systems begins. The text is only good during the call.
 */
export type LineTap = (text: string, place: LinePlace) => void;

/** Offsets: of the line, of what follows its prefixes, and of its end, which is not part of it. */
export interface LinePlace {
  readonly start: number;
  readonly begin: number;
  readonly end: number;
}
