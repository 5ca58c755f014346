/** More names than this from one pattern are a mistake, not a matrix. */
export const maximumExpansion = 1000;

/**
 * Expands braces in names, for dox.yml's keys and for `-e` alike: `py{27,311}-{unit,lint}` gives four names, in the
 * order in which they read. Alternatives may nest and may be empty; blanks around them are dropped. A brace without
 * partner, and a pair without a comma at its own level, stay as they are. Throws RangeError past `maximumExpansion`.
 */
export function expandBraces(pattern: string): string[] {
  const group = firstGroup(pattern);
  if (group === null) return [pattern];
  const head = pattern.slice(0, group.start);
  const tails = expandBraces(pattern.slice(group.end));
  const middles = group.isList
    ? group.alternatives.flatMap((alternative) => expandBraces(alternative.trim()))
    : expandBraces(group.alternatives[0] ?? '').map((inner) => `{${inner}}`);
  if (middles.length * tails.length > maximumExpansion) {
    throw new RangeError(`"${pattern}" stands for more than ${maximumExpansion} names`);
  }
  return middles.flatMap((middle) => tails.map((tail) => head + middle + tail));
}

/** Cuts a `-e` value at the commas that are not inside braces; blanks around the parts and empty parts are dropped. */
export function splitAtCommas(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '{' && partner(text, at) !== null) depth += 1;
    else if (text[at] === '}' && depth > 0) depth -= 1;
    else if (text[at] === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

interface Group {
  readonly start: number;
  /** After the closing brace. */
  readonly end: number;
  readonly alternatives: readonly string[];
  readonly isList: boolean;
}

function firstGroup(pattern: string): Group | null {
  for (let start = pattern.indexOf('{'); start >= 0; start = pattern.indexOf('{', start + 1)) {
    const close = partner(pattern, start);
    if (close === null) continue;
    const alternatives = atTopLevel(pattern.slice(start + 1, close));
    return { start, end: close + 1, alternatives, isList: alternatives.length > 1 };
  }
  return null;
}

function partner(text: string, open: number): number | null {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return null;
}

function atTopLevel(text: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}
