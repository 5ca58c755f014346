import { shellQuote } from '../../../base/shell-quote.ts';

/**
 * Around the default of a `{posargs:default}` that is kept while a command is worked out, in characters of Unicode's
 * private use, which nobody takes for something to replace: in a text, and where a list of words belongs.
 */
const inText = '\uE010';
const asWords = '\uE011';
const close = '\uE012';

/** `{posargs:default}` of a text, kept. */
export function keptPosargs(fallback: string): string {
  return `${inText}${withoutKept(fallback)}${close}`;
}

/** A place for arguments among the words of a command, kept, with what stands there without any. */
export function keptWords(fallback: readonly string[]): string {
  return `${asWords}${fallback.map((word) => shellQuote(withoutKept(word))).join(' ')}${close}`;
}

/** Whether this is nothing but a kept place without a default. */
export function isBareKept(text: string): boolean {
  return text === `${inText}${close}` || text === `${asWords}${close}`;
}

function withoutKept(text: string): string {
  return text.replaceAll(inText, '').replaceAll(asWords, '').replaceAll(close, '');
}

/** The word as plan/posargs.ts wants it: `{posargs}`, or `{posargs:default}`. */
export function posargsPlaceholders(word: string): string {
  if (!word.includes(close)) return word;
  // Alone, a default is split into words, which a text's default is not.
  const isAlone = word.startsWith(inText) && word.indexOf(close) === word.length - 1;
  const fallback = word.slice(1, -1);
  const shown = isAlone && fallback !== '' ? `${asWords}${shellQuote(fallback)}${close}` : word;
  return shown.replace(/[\uE010\uE011]([^\uE010-\uE012]*)\uE012/g, (_, text: string) =>
    text === '' ? '{posargs}' : `{posargs:${braced(text)}}`,
  );
}

/** Braces without partners would end the default, so they are escaped. */
function braced(fallback: string): string {
  let depth = 0;
  let balanced = true;
  for (const character of fallback) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    balanced &&= depth >= 0;
  }
  return balanced && depth === 0 && !/\\[{}]/.test(fallback) ? fallback : fallback.replace(/[{}]/g, '\\$&');
}
