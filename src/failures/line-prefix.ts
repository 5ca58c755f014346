/** What a CI system writes before each line. A family is believed for a stream that begins with it. */
export interface LinePrefix {
  readonly name: string;
  /** How many bytes of the line are prefix; 0 if it has none. */
  readonly length: (bytes: Buffer, start: number, end: number) => number;
}

/** In a pattern `0` stands for a digit, anything else for itself. */
function matches(pattern: string, bytes: Buffer, start: number, end: number): boolean {
  if (end - start < pattern.length) return false;
  for (let i = 0; i < pattern.length; i += 1) {
    const wanted = pattern.charCodeAt(i);
    const found = bytes[start + i] ?? 0;
    if (wanted === 0x30 ? found < 0x30 || found > 0x39 : found !== wanted) return false;
  }
  return true;
}

function fixed(name: string, pattern: string): LinePrefix {
  return { name, length: (bytes, start, end) => (matches(pattern, bytes, start, end) ? pattern.length : 0) };
}

const byteOrderMark = '\u00ef\u00bb\u00bf';

/** GitHub Actions, then Zuul's job-output.txt, whose lines name a node that may be left out, then Jenkins. */
const families: readonly LinePrefix[] = [
  fixed('github', '0000-00-00T00:00:00.0000000Z '),
  { name: 'zuul', length: zuulLength },
  fixed('jenkins', '[0000-00-00T00:00:00.000Z] '),
];

/** Milliseconds in 2013, microseconds since Zuul 3. */
const zuulStamps = ['0000-00-00 00:00:00.000000 | ', '0000-00-00 00:00:00.000 | '] as const;

function zuulLength(bytes: Buffer, start: number, end: number): number {
  // An empty line may have lost its last blank.
  const stamp = zuulStamps.find((each) => matches(each, bytes, start, end));
  if (stamp === undefined) return zuulStamps.find((each) => isOnly(each.trimEnd(), bytes, start, end))?.length ?? 0;
  return stamp.length + nodeLength(bytes, start + stamp.length, end);
}

function isOnly(pattern: string, bytes: Buffer, start: number, end: number): boolean {
  return end - start === pattern.length && matches(pattern, bytes, start, end);
}

/** The length of `ubuntu-jammy | `, or 0. */
function nodeLength(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && at - start < 64 && isNodeByte(bytes[at] ?? 0)) at += 1;
  return at > start && matches(' | ', bytes, at, end) ? at - start + 3 : 0;
}

function isNodeByte(byte: number): boolean {
  return byte === 0x2d || byte === 0x2e || byte === 0x5f || /[0-9A-Za-z]/.test(String.fromCharCode(byte));
}

/** The length of a UTF-8 byte order mark at the beginning of a line, or 0. */
export function markLength(bytes: Buffer, start: number, end: number): number {
  return matches(byteOrderMark, bytes, start, end) ? byteOrderMark.length : 0;
}

/** The family that the first line of a stream belongs to, or null. */
export function prefixOf(bytes: Buffer, start: number, end: number): LinePrefix | null {
  return families.find((family) => family.length(bytes, start, end) > 0) ?? null;
}
