import type { Word } from './shell-words.ts';

/** Which options of a program take the next word as their value, and which take none. Long ones with their dashes. */
export interface OptionTable {
  readonly valued: ReadonlySet<string>;
  readonly flags: ReadonlySet<string>;
}

/** The words that are no options, and those that are, with their values; or the option that nobody knows. */
export type Operands =
  | { readonly known: true; readonly operands: readonly Word[]; readonly options: readonly Word[] }
  | { readonly known: false; readonly option: string };

/** A table from two lists of options, separated by blanks. */
export function optionTable(valued: string, flags: string): OptionTable {
  return { valued: new Set(valued.split(/\s+/)), flags: new Set(flags.split(/\s+/)) };
}

/**
 * Tells the operands of a command line from its options. An unknown option only matters if a word follows that
 * could be its value.
 */
export function readOperands(words: readonly Word[], table: OptionTable): Operands {
  const operands: Word[] = [];
  const options: Word[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) break;
    const next = words[at + 1];
    switch (roleOf(word.text, table)) {
      case 'operand':
        operands.push(word);
        break;
      case 'flag':
        options.push(word);
        break;
      case 'valued':
        options.push(word);
        if (next === undefined || next.text.startsWith('-')) break;
        options.push(next);
        at += 1;
        break;
      case 'unknown':
        if (next !== undefined && !next.text.startsWith('-')) return { known: false, option: word.text };
        options.push(word);
        break;
    }
  }
  return { known: true, operands, options };
}

function roleOf(text: string, { valued, flags }: OptionTable): 'operand' | 'flag' | 'valued' | 'unknown' {
  if (!text.startsWith('-') || text === '-') return 'operand';
  if (valued.has(text)) return 'valued';
  if (flags.has(text) || text.includes('=')) return 'flag';
  if (text.startsWith('--')) return 'unknown';
  return roleOfShort(text, { valued, flags });
}

/** `-vx`, `-n4`, `-qn 4`: the first letter that takes a value ends the word, or takes the next one. */
function roleOfShort(text: string, { valued, flags }: OptionTable): 'flag' | 'valued' | 'unknown' {
  for (let at = 1; at < text.length; at += 1) {
    const option = `-${text[at]}`;
    if (valued.has(option)) return at === text.length - 1 ? 'valued' : 'flag';
    if (!flags.has(option)) return 'unknown';
  }
  return 'flag';
}
