import { compilePattern } from './linear-pattern.ts';
import { fold, type LogLine } from './log-line.ts';
import { type ParsedPattern, parsePattern } from './parse-pattern.ts';
import { requiredLiterals } from './required-literals.ts';

/** A condition on one line of a log. */
export interface LineMatcher {
  /** In small letters and ASCII: a line that matches contains at least one of them. Null: any line may match. */
  readonly literals: readonly string[] | null;
  readonly matches: (line: LogLine) => boolean;
}

/** A matcher for texts that must all be in the line, as they are written but for the amount of white space. */
export function textMatcher(texts: readonly string[]): LineMatcher {
  const wanted = texts.map(fold);
  const [longest = ''] = wanted.map(longestWord).sort((a, b) => b.length - a.length);
  return {
    literals: longest === '' ? null : [longest],
    matches: ({ folded }) => wanted.every((text) => folded.includes(text)),
  };
}

type PatternMatcher = LineMatcher | Extract<ParsedPattern, { readonly ok: false }>;

/** A matcher for a regular expression (see `parsePattern`), which is tried on the line without its prefixes. */
export function patternMatcher(pattern: string): PatternMatcher {
  const parsed = parsePattern(pattern);
  if (!parsed.ok) return parsed;
  const matches = compilePattern(parsed.node);
  if (matches === null) return { ok: false, message: 'it is too large', at: 0 };
  if (matches('')) return { ok: false, message: 'it matches every line', at: 0 };
  return { literals: requiredLiterals(parsed.node), matches: ({ text }) => matches(text) };
}

/** The longest piece of a text without blanks that is ASCII, in small letters; empty if there is none. */
export function longestWord(text: string): string {
  return (text.toLowerCase().match(/[\x21-\x7e]+/g) ?? []).reduce(
    (long, each) => (each.length > long.length ? each : long),
    '',
  );
}
