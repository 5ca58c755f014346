const summary = '::notice title=🎭 Playwright Run Summary::';
const error = /^::error file=[^:]{0,1000}::/;
const maxLength = 200_000;

/** The lines that an annotation of playwright's GitHub reporter stands for (reporters/github.ts); null if it is another. */
export function readAnnotation(
  text: string,
): { readonly kind: 'summary' | 'error'; readonly lines: readonly string[] } | null {
  if (text.length > maxLength) return null;
  if (text.startsWith(summary)) return { kind: 'summary', lines: linesOf(text.slice(summary.length)) };
  const match = text.includes(' › ') ? error.exec(text) : null;
  return match === null ? null : { kind: 'error', lines: linesOf(text.slice(match[0].length)) };
}

function linesOf(message: string): readonly string[] {
  return message.split('%0A').map((line) => line.replaceAll('%0D', '').replaceAll('%25', '%'));
}
