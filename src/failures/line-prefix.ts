/** What a CI system or a tool writes before each line of what it passes on. */
export interface LinePrefix {
  readonly name: string;
  /** How many characters of the line are prefix; 0 if it has none. The text has one character per byte. */
  readonly length: (text: string, start: number, end: number) => number;
  /** Who wrote the line, as a prefix of this length at `start` says; absent where the family names nobody. */
  readonly label?: (text: string, start: number, length: number) => string;
}

/** In a pattern `0` stands for a digit, anything else for itself. */
function matches(pattern: string, text: string, start: number, end: number): boolean {
  if (end - start < pattern.length) return false;
  for (let i = 0; i < pattern.length; i += 1) {
    const wanted = pattern.charCodeAt(i);
    const found = text.charCodeAt(start + i);
    if (wanted === 0x30 ? found < 0x30 || found > 0x39 : found !== wanted) return false;
  }
  return true;
}

function fixed(name: string, pattern: string): LinePrefix {
  return { name, length: (text, start, end) => (matches(pattern, text, start, end) ? pattern.length : 0) };
}

const byteOrderMark = '\u00ef\u00bb\u00bf';

/** A program's name and a bar, as compose and foreman have it: `web_1  | `; the blank is missing where the line is empty. */
export const named: LinePrefix = {
  name: 'compose',
  length(text, start, end) {
    const name = nameLength(text, start, end);
    let at = start + name;
    while (at < end && at - start < maxName && text.charCodeAt(at) === 0x20) at += 1;
    if (at === start + name || text[at] !== '|' || at >= end || !hasLetter(text, start, start + name)) return 0;
    return at + 1 - start + (text[at + 1] === ' ' && at + 1 < end ? 1 : 0);
  },
  label: (text, start, length) => text.slice(start, start + nameLength(text, start, start + length)),
};

/** `[pod/x/c] ` of kubectl, `[0] ` of concurrently. */
export const bracketed: LinePrefix = {
  name: 'bracketed',
  length(text, start, end) {
    if (text[start] !== '[') return 0;
    const isPod = text.startsWith('pod/', start + 1);
    for (let at = start + 1; at < end && at - start < 2 * maxName; at += 1) {
      if (text[at] === ']') return at > start + 1 && text[at + 1] === ' ' && at + 1 < end ? at + 2 - start : 0;
      if (!(isPod ? isNameCode(text.charCodeAt(at)) || text[at] === '/' : isDigit(text.charCodeAt(at)))) return 0;
    }
    return 0;
  },
  label: (text, start, length) => text.slice(start + 1, start + length - 2),
};

/** `#12 3.456 ` of BuildKit's plain progress; it builds several steps at once. */
const buildkit: LinePrefix = {
  name: 'buildkit',
  length(text, start, end) {
    if (text[start] !== '#') return 0;
    const step = digits(text, start + 1, end);
    const point = text[step] === ' ' ? digits(text, step + 1, end) : 0;
    if (step === start + 1 || point <= step + 1 || text[point] !== '.') return 0;
    const last = digits(text, point + 1, end);
    return text[last] === ' ' && last < end ? last + 1 - start : 0;
  },
  label: (text, start) => text.slice(start, digits(text, start + 1, start + maxName)),
};

/** `2024-01-01T00:00:00.000000Z 01O ` of GitLab's runner 17; a line that goes on has a `+` for the blank. */
const gitlab: LinePrefix = {
  name: 'gitlab',
  length(text, start, end) {
    return ['0000-00-00T00:00:00.000000Z 00O', '0000-00-00T00:00:00.000000Z 00E'].some((pattern) =>
      matches(pattern, text, start, end),
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

function zuulLength(text: string, start: number, end: number): number {
  // An empty line may have lost its last blank.
  const stamp = zuulStamp(text, start, end);
  if (stamp === 0) return zuulStamps.find((each) => isOnly(each.trimEnd(), text, start, end))?.length ?? 0;
  return stamp + nodeLength(text, start + stamp, end);
}

function zuulStamp(text: string, start: number, end: number): number {
  return zuulStamps.find((each) => matches(each, text, start, end))?.length ?? 0;
}

/** What several nodes print at once is told apart by their names. */
function zuulNode(text: string, start: number, length: number): string {
  const stamp = zuulStamp(text, start, start + length);
  if (stamp === 0) return '';
  return text.slice(start + stamp, start + stamp + nameLength(text, start + stamp, start + length));
}

function isOnly(pattern: string, text: string, start: number, end: number): boolean {
  return end - start === pattern.length && matches(pattern, text, start, end);
}

/** The length of `ubuntu-jammy | `, or 0; the blank is missing where the line is empty. */
function nodeLength(text: string, start: number, end: number): number {
  const name = nameLength(text, start, end);
  if (name === 0) return 0;
  return [' | ', ' |'].find((bar) => isOnly(bar, text, start + name, Math.min(end, start + name + 3)))?.length ?? 0;
}

const maxName = 64;

function nameLength(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && at - start < maxName && isNameCode(text.charCodeAt(at))) at += 1;
  return at - start;
}

function isNameCode(code: number): boolean {
  const letter = code | 0x20;
  return isDigit(code) || (letter >= 0x61 && letter <= 0x7a) || code === 0x2d || code === 0x2e || code === 0x5f;
}

/** Line numbers and a bar are code that someone quotes. */
function hasLetter(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if ((text.charCodeAt(at) | 0x20) >= 0x61) return true;
  return false;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function digits(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

/** The length of a UTF-8 byte order mark at the beginning of a line, or 0. */
export function markLength(text: string, start: number, end: number): number {
  return matches(byteOrderMark, text, start, end) ? byteOrderMark.length : 0;
}

const mostNested = 3;

/**
 * The prefixes that lines have, outer ones first: a family is believed if most lines that are not empty begin with it
 * (compose's output in a log of GitHub has two). The lines have one character per byte, without escape sequences.
 */
export function prefixesOf(lines: readonly string[]): readonly LinePrefix[] {
  const found: LinePrefix[] = [];
  let rests = lines;
  while (found.length < mostNested) {
    const full = rests.filter((line) => line.trim() !== '');
    const family = families.find((each) => {
      return full.length > 0 && full.filter((line) => each.length(line, 0, line.length) > 0).length > full.length / 2;
    });
    if (family === undefined) break;
    found.push(family);
    rests = rests.map((line) => line.slice(family.length(line, 0, line.length)));
  }
  return found;
}
