import type { Trigger } from '../parser.ts';

const header = /^(?:\[\d\d:\d\d:\d\d\] )?(\S.{0,400}?) \.{2,} $/;
const verdict = /^(?:Dubious, test returned \d{1,9} |(?:Failed \d{1,9}\/|All )\d{1,9} subtests)/;
const file = /\.[A-Za-z]\w{0,9}$/;

/** What a parser must see that tells where prove begins a script, and where one ends that has problems. */
export const proveTriggers: readonly Trigger[] = [
  { has: ' ..', end: '..' },
  { start: 'Dubious, test returned ' },
  { start: 'Failed ', end: ' subtests' },
  { start: 'All ', end: ' subtests passed' },
];

/**
 * The name in `t/basic.t .. `, with which prove begins a script; null for any other line. The blank at its end tells it
 * from what programs print while they wait. Source: TAP/Formatter/Base.pm, _format_name.
 */
export function readProveScript(line: string): string | null {
  return line.length > 1000 || !line.endsWith('.. ') ? null : (header.exec(line)?.[1] ?? null);
}

/** Whether what a script with this name prints below it is surely prove's: the name is that of a file. */
export function isScriptFile(name: string): boolean {
  return file.test(name);
}

/** True for `Dubious, test returned 1 (wstat 256, 0x100)`, `Failed 1/2 subtests` and `All 2 subtests passed` behind a script's tests. */
export function isProveVerdict(line: string): boolean {
  return line.length < 200 && verdict.test(line);
}
