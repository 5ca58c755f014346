/**
 * Sees each line of an output as it passes: a stretch of bytes without escape sequences, and in it where what follows the
 * prefixes of CI systems begins. The bytes are only good during the call.
 */
export type LineTap = (bytes: Buffer, place: LinePlace) => void;

/** Offsets: of the line, of what follows its prefixes, and of its end, which is not part of it. */
export interface LinePlace {
  readonly start: number;
  readonly begin: number;
  readonly end: number;
}
