import { shellQuote } from '../../../base/shell-quote.ts';

/**
 * What dox does not know while it reads stands in texts as characters of Unicode's private use, which cannot be taken
 * for something to replace, and leaves them as the names in braces that `ToxEnv` has.
 */
export const root = '/\uE000';
export const python = '\uE001';
export const sitePackages = '\uE002';
export const pyDotVer = '\uE003';
export const pyImpl = '\uE004';
export const pyFreeThreaded = '\uE005';
export const pyDebug = '\uE006';

const names: readonly (readonly [sentinel: string, name: string])[] = [
  [sitePackages, '{envsitepackagesdir}'],
  [pyDotVer, '{py_dot_ver}'],
  [pyImpl, '{py_impl}'],
  [pyFreeThreaded, '{py_free_threaded}'],
  [pyDebug, '{py_debug}'],
  [python, '{python}'],
  [root, '{toxinidir}'],
];

/** Around the default of `{posargs:default}` that is kept: in a text, and where a list of words belongs. */
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
  const shown = isAlone ? `${asWords}${alone(word.slice(1, -1))}${close}` : word;
  return shown.replace(/[\uE010\uE011]([^\uE010-\uE012]*)\uE012/g, (_, fallback: string) =>
    fallback === '' ? '{posargs}' : `{posargs:${braced(fallback)}}`,
  );
}

function alone(fallback: string): string {
  return fallback === '' ? '' : shellQuote(fallback);
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

/** The names in braces for what a text knows only by its sentinel, and for the two folders. */
export function withNames(text: string, envDir: string | null, workDir: string | null): string {
  let named = text;
  if (envDir?.startsWith('/') && envDir !== root) named = named.replaceAll(envDir, '{envdir}');
  if (workDir?.startsWith('/') && workDir !== root) named = named.replaceAll(workDir, '{toxworkdir}');
  for (const [sentinel, name] of names) named = named.replaceAll(sentinel, name);
  return named;
}
