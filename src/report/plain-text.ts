import { withoutEscapes } from '../base/escape-sequences.ts';
import { printable } from '../base/printable.ts';

/**
 * All that is not text: controls but the tab and the line end, C1 controls, halves of surrogate pairs, and what is no
 * character. What is left may stand in XML 1.0, in YAML and on a terminal.
 */
const noText = /[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Foreign text of several lines for a report: without escape sequences, and `\ufffd` for what is no text. */
export function plainText(text: string): string {
  return withoutEscapes(text).replace(/\r\n?/g, '\n').replace(noText, '\ufffd');
}

/** The same on one line: line ends and what changes the direction of writing are replaced too. */
export function plainLine(text: string): string {
  return printable(
    plainText(text)
      .trim()
      .replace(/\s*\n\s*/g, ' '),
  );
}

/** At most so many characters, with `…` where it was cut; never half of a surrogate pair. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
