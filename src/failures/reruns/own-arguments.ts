import { type OptionTable, readOperands } from '../operands.ts';

/** What a program understands of its command line, as far as it says which tests run. */
export interface OwnArguments extends OptionTable {
  /** Options that select tests, without their values. */
  readonly selecting: ReadonlySet<string>;
}

/** Why tests cannot be named behind these words: they select some already, or nobody knows what they mean; or null. */
export function refuseOwn(program: string, own: readonly string[], known: OwnArguments): string | null {
  if (own.includes('--')) return `the arguments of ${program} end with \`--\``;
  const selecting = own.find((word) => known.selecting.has(word.split('=', 1)[0] ?? ''));
  if (selecting !== undefined) return `${program} selects tests by ${selecting} already`;
  const words = readOperands(
    own.map((text) => ({ text, bare: true })),
    known,
  );
  if (!words.known) return `dox does not know whether ${words.option} takes a value`;
  const operand = words.operands[0];
  return operand === undefined ? null : `${program} is told what to run already: ${operand.text}`;
}
