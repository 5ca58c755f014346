import { scanShell } from './shell-lexer.ts';

/**
 * Cuts a block of shell text into its complete commands at the top level, each one or more whole lines: what stands
 * in quotes, a here-document, `if … fi`, a loop, a function or after `&&` stays together. Blank lines and lines with
 * nothing but a comment between commands are dropped; apart from that the pieces, joined with newlines, are the
 * block without its last newline. From where it is not certain (a missing quote, a construct that shells read
 * differently) the rest is one piece. A block without any command gives no piece.
 */
export function splitCommands(block: string): readonly string[] {
  return scanShell(block).pieces.map(({ start, end }) => block.slice(start, end).replace(/(?<!\\)\n+$/, ''));
}

/**
 * Whether a command has a pipeline whose first parts could fail unseen: an unquoted `|` or `|&`. One inside `$(…)`
 * counts only where its exit code becomes the command's, as in `x=$(a | b)`.
 */
export function hasPipeline(command: string): boolean {
  return scanShell(command).hasPipeline;
}

/**
 * Whether a command surely ends where its text does, so that it can stand in a script before other lines. What is
 * in doubt must be given to the shell on its own; so must `[[`, since bash 5.2 can end a script with exit code 0
 * where it finds a mistake in one (`true; [[ ]]`), but `eval` fails.
 */
export function isSelfContained(command: string): boolean {
  const { certain, hasHeredoc, hasConditional } = scanShell(command);
  return certain && !hasHeredoc && !hasConditional;
}
