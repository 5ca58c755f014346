import type { Runner } from '../parser.ts';
import { perStream } from '../per-stream.ts';
import { TapPart, tapTriggers } from './tap-part.ts';

/**
 * TAP 12 to 14 of whoever prints it (tape, node-tap, Test::More, vitest, AVA), but for those that have a parser of their
 * own: bats, mocha and node:test.
 */
export const tap: Runner = perStream('tap', { triggers: tapTriggers, part: (tally) => new TapPart(tally, 'tap') });
