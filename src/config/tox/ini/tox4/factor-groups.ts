import { bounded, bracePieces, combinations, splitOutsideBraces } from '../brace-groups.ts';
import { strip } from '../python-text.ts';
import { Refusal } from '../refusal.ts';

/** Open ranges of Python's minor versions begin and end here in tox 4.58. */
const firstMinor = 10;
const lastMinor = 14;

const longestRange = 10_000;

/** `a-!b`: all the factors must be there, those with `isNegated` must not. */
export type FactorGroup = readonly Factor[];

export interface Factor {
  readonly name: string;
  readonly isNegated: boolean;
}

const validFactor = /^(?:!?[\p{L}\p{N}_.*?]+)?$/u;

/** tox 4's reading of `{py,!pi}-{a,b},c` or `3.{10-13}`; null where the text is no such expression. */
export function readFactorGroups(text: string): readonly FactorGroup[] | null {
  const names: string[] = [];
  for (const item of splitOutsideBraces(expandRanges(text))) {
    const parts = bracePieces(strip(item)).map((piece) => piece.split(',').map(strip));
    bounded(names, combinations(parts));
  }
  const groups = names.map((name) => name.split('-'));
  if (!groups.every((group) => group.every((factor) => validFactor.test(factor)))) return null;
  return groups.map((group) => group.map(readFactor));
}

/** The name that a group is: without its negations. */
export function nameOf(group: FactorGroup): string {
  return group.map((factor) => factor.name).join('-');
}

/** The names in a list. Throws a Refusal where a line is no list of names. */
export function readEnvNames(text: string): readonly string[] {
  const names = new Set<string>();
  for (const line of text.split('\n')) {
    const groups = readFactorGroups(line);
    if (groups === null) throw new Refusal(`"${strip(line)}" is no list of environments`, { whole: true });
    for (const group of groups) names.add(nameOf(group));
  }
  return [...names];
}

function readFactor(text: string): Factor {
  return text.startsWith('!') ? { name: text.slice(1), isNegated: true } : { name: text, isNegated: false };
}

const range = /(?<!\d)(?:(\d+)-(\d+)|(\d+)-|(?<=[{,])-(\d+))([,}])/g;

function expandRanges(text: string): string {
  return text.replace(range, (_, from?: string, to?: string, open?: string, upTo?: string, end = '') => {
    const start = Number(from ?? open ?? firstMinor);
    const stop = Number(to ?? upTo ?? lastMinor);
    if (Math.abs(stop - start) > longestRange) throw new Refusal('a range of more than 10000 names', { whole: false });
    const isDown = from !== undefined && start >= stop;
    const numbers: number[] = [];
    for (let number = start; isDown ? number >= stop : number <= stop; number += isDown ? -1 : 1) numbers.push(number);
    return numbers.join(',') + end;
  });
}
