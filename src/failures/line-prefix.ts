/** What a CI system or a tool writes before each line of what it passes on. */
export interface LinePrefix {
  readonly name: string;
  /** How many bytes of the line are prefix; 0 if it has none. */
  readonly length: (line: Buffer, start: number, end: number) => number;
  /** Who wrote the line, as a prefix of this length at `start` says; absent where the family names nobody. */
  readonly label?: (line: Buffer, start: number, length: number) => string;
}

export const blank = 0x20;
const hash = 0x23;
const dot = 0x2e;
const slash = 0x2f;
export const opening = 0x5b;
const closing = 0x5d;
const bar = 0x7c;

/** Whether a line goes on with this: in a pattern `0` stands for a digit, anything else for itself. */
export function matches(pattern: string, line: Buffer, start: number, end: number): boolean {
  if (end - start < pattern.length) return false;
  for (let i = 0; i < pattern.length; i += 1) {
    const wanted = pattern.charCodeAt(i);
    const found = line[start + i] ?? 0;
    if (wanted === 0x30 ? found < 0x30 || found > 0x39 : found !== wanted) return false;
  }
  return true;
}

function fixed(name: string, pattern: string): LinePrefix {
  return { name, length: (line, start, end) => (matches(pattern, line, start, end) ? pattern.length : 0) };
}

const byteOrderMark = '\u00ef\u00bb\u00bf';

/** A program's name and a bar, as compose and foreman have it: `web_1  | `; the blank is missing where the line is empty. */
export const named: LinePrefix = {
  name: 'compose',
  length(line, start, end) {
    const name = nameLength(line, start, end);
    let at = start + name;
    while (at < end && at - start < maxName && line[at] === blank) at += 1;
    if (at === start + name || line[at] !== bar || at >= end || !hasLetter(line, start, start + name)) return 0;
    return at + 1 - start + (line[at + 1] === blank && at + 1 < end ? 1 : 0);
  },
  label: (line, start, length) => line.toString('latin1', start, start + nameLength(line, start, start + length)),
};

/** `[pod/x/c] ` of kubectl, `[0] ` of concurrently. */
export const bracketed: LinePrefix = {
  name: 'bracketed',
  length(line, start, end) {
    if (line[start] !== opening) return 0;
    const isPod = matches('pod/', line, start + 1, end);
    for (let at = start + 1; at < end && at - start < 2 * maxName; at += 1) {
      if (line[at] === closing) return at > start + 1 && line[at + 1] === blank && at + 1 < end ? at + 2 - start : 0;
      if (!(isPod ? isNameCode(line[at] ?? 0) || line[at] === slash : isDigit(line[at] ?? 0))) return 0;
    }
    return 0;
  },
  label: (line, start, length) => line.toString('latin1', start + 1, start + length - 2),
};

/** `#12 3.456 ` of BuildKit's plain progress; it builds several steps at once. */
const buildkit: LinePrefix = {
  name: 'buildkit',
  length(line, start, end) {
    if (line[start] !== hash) return 0;
    const step = digits(line, start + 1, end);
    const point = line[step] === blank ? digits(line, step + 1, end) : 0;
    if (step === start + 1 || point <= step + 1 || line[point] !== dot) return 0;
    const last = digits(line, point + 1, end);
    return line[last] === blank && last < end ? last + 1 - start : 0;
  },
  label: (line, start) => line.toString('latin1', start, digits(line, start + 1, start + maxName)),
};

/** `2024-01-01T00:00:00.000000Z 01O ` of GitLab's runner 17; a line that goes on has a `+` for the blank. */
const gitlab: LinePrefix = {
  name: 'gitlab',
  length(line, start, end) {
    return ['0000-00-00T00:00:00.000000Z 00O', '0000-00-00T00:00:00.000000Z 00E'].some((pattern) =>
      matches(pattern, line, start, end),
    )
      ? Math.min(32, end - start)
      : 0;
  },
};

/** Those with a time come first, since they are the surest. */
const families: readonly LinePrefix[] = [
  fixed('github', '0000-00-00T00:00:00.0000000Z '),
  gitlab,
  { name: 'zuul', length: zuulLength, label: zuulNode },
  fixed('jenkins', '[0000-00-00T00:00:00.000Z] '),
  fixed('iso', '0000-00-00T00:00:00.000Z '),
  fixed('kubernetes', '0000-00-00T00:00:00.000000000Z '),
  buildkit,
  bracketed,
  named,
];

/** Milliseconds in 2013, microseconds since Zuul 3. */
const zuulStamps = ['0000-00-00 00:00:00.000000 | ', '0000-00-00 00:00:00.000 | '] as const;

function zuulLength(line: Buffer, start: number, end: number): number {
  // An empty line may have lost its last blank.
  const stamp = zuulStamp(line, start, end);
  if (stamp === 0) return zuulStamps.find((each) => isOnly(each.trimEnd(), line, start, end))?.length ?? 0;
  return stamp + nodeLength(line, start + stamp, end);
}

function zuulStamp(line: Buffer, start: number, end: number): number {
  return zuulStamps.find((each) => matches(each, line, start, end))?.length ?? 0;
}

/** What several nodes print at once is told apart by their names. */
function zuulNode(line: Buffer, start: number, length: number): string {
  const stamp = zuulStamp(line, start, start + length);
  if (stamp === 0) return '';
  return line.toString('latin1', start + stamp, start + stamp + nameLength(line, start + stamp, start + length));
}

function isOnly(pattern: string, line: Buffer, start: number, end: number): boolean {
  return end - start === pattern.length && matches(pattern, line, start, end);
}

/** The length of `ubuntu-jammy | `, or 0; the blank is missing where the line is empty. */
function nodeLength(line: Buffer, start: number, end: number): number {
  const name = nameLength(line, start, end);
  if (name === 0) return 0;
  return [' | ', ' |'].find((each) => isOnly(each, line, start + name, Math.min(end, start + name + 3)))?.length ?? 0;
}

const maxName = 64;

function nameLength(line: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && at - start < maxName && isNameCode(line[at] ?? 0)) at += 1;
  return at - start;
}

function isNameCode(code: number): boolean {
  const letter = code | 0x20;
  return isDigit(code) || (letter >= 0x61 && letter <= 0x7a) || code === 0x2d || code === 0x2e || code === 0x5f;
}

/** Line numbers and a bar are code that someone quotes. */
function hasLetter(line: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (((line[at] ?? 0) | 0x20) >= 0x61) return true;
  return false;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function digits(line: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(line[at] ?? 0)) at += 1;
  return at;
}

/** The length of a UTF-8 byte order mark at the beginning of a line, or 0. */
export function markLength(line: Buffer, start: number, end: number): number {
  return matches(byteOrderMark, line, start, end) ? byteOrderMark.length : 0;
}

const mostNested = 3;

/**
 * The prefixes that lines have, outer ones first: a family is believed if most lines that are not empty begin with it
 * (compose's output in a log of GitHub has two). The lines are without escape sequences.
 */
export function prefixesOf(lines: readonly Buffer[]): readonly LinePrefix[] {
  const found: LinePrefix[] = [];
  let rests = lines;
  while (found.length < mostNested) {
    const full = rests.filter((line) => line.toString('latin1').trim() !== '');
    const family = families.find((each) => {
      return full.length > 0 && full.filter((line) => each.length(line, 0, line.length) > 0).length > full.length / 2;
    });
    if (family === undefined) break;
    found.push(family);
    rests = rests.map((line) => line.subarray(family.length(line, 0, line.length)));
  }
  return found;
}
