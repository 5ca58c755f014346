import { type OptionTable, readOperands } from '../operands.ts';

/** A title as a regular expression; where the runner prints a separator, the title has a blank or the separator itself. */
export function titlePattern(title: string, separator: string): string {
  return title
    .split(` ${separator} `)
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('\n', '\\n'))
    .join(`( ${separator})? `);
}

/** One pattern for all of them, anchored at both ends. */
export function anyOf(patterns: readonly string[]): string {
  const all = [...new Set(patterns)];
  return all.length === 1 ? `^${all[0]}$` : `^(${all.join('|')})$`;
}

/** Why a runner's own words do not let others select tests; null if they do. */
export function obstacle(own: readonly string[], selecting: RegExp, table: OptionTable): string | null {
  const selects = own.find((word) => selecting.test(word));
  if (selects !== undefined) return `its ${selects.split('=')[0]} selects tests already`;
  if (own.includes('--')) return 'nothing can be put behind its --';
  const read = readOperands(
    own.map((text) => ({ text, bare: true })),
    table,
  );
  if (!read.known) return `dox does not know whether ${read.option} takes a value`;
  const operand = read.operands[0];
  return operand === undefined ? null : `its ${operand.text} selects tests already`;
}
