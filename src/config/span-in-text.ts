import type { Span } from './diagnostic-log.ts';
import type { TextTree } from './yaml-tree.ts';

/**
 * Where in a file a stretch of a YAML text stands, by what is neither white space nor a backslash: folding and escapes change
 * nothing else. The whole text where that does not add up.
 */
export function spanInText({ span, text, block }: TextTree, part: Span, file: string): Span {
  const written = file.slice(0, span.end);
  let at = block
    ? written.indexOf('\n', span.start) + 1
    : span.start + (/["']/.test(written.charAt(span.start)) ? 1 : 0);
  let [start, end] = [-1, -1];
  for (let index = 0; index < text.length && index < part.end; index += 1) {
    if (isLost(text.charAt(index))) continue;
    while (at < written.length && isLost(written.charAt(at))) at += 1;
    if (written.charAt(at) !== text.charAt(index)) return span;
    at += 1;
    end = at;
    if (index >= part.start && start < 0) start = at - 1;
  }
  if (end < 0) return span;
  return start < 0 ? { start: end - 1, end } : { start, end };
}

function isLost(character: string): boolean {
  return /[\s\\]/.test(character);
}
