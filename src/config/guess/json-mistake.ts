/**
 * Where a text stops being JSON, as an offset, and why; null if it is JSON. The engine tells the place of some mistakes only:
 * it is the end of the shortest beginning of the text that is refused for more than that it ends.
 */
export function jsonMistake(text: string): { readonly offset: number; readonly reason: string } | null {
  const reason = refusal(text);
  if (reason === null) return null;
  let good = 0;
  let bad = text.length;
  if (isOpenEnd(reason, text.length)) return { offset: text.length, reason: 'it ends too early' };
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const why = refusal(text.slice(0, middle));
    if (why === null || isOpenEnd(why, middle)) good = middle;
    else bad = middle;
  }
  return { offset: good, reason: reasonOf(text, good) };
}

function refusal(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Whether more text could make it JSON. */
function isOpenEnd(reason: string, length: number): boolean {
  const at = / at position (\d+)/.exec(reason)?.[1];
  return at === undefined ? reason.startsWith('Unexpected end') : Number(at) >= length;
}

function reasonOf(text: string, offset: number): string {
  const character = text[offset] ?? '';
  const before = text.slice(0, offset).trimEnd().at(-1);
  if (before === ',' && /[\]}]/.test(character)) return `a comma before "${character}"`;
  return character < ' ' ? 'a line ends within a text' : `unexpected ${JSON.stringify(character)}`;
}
