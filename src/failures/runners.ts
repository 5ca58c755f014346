import type { Runner } from './parser.ts';
import { pytest } from './pytest.ts';
import { unittest } from './unittest.ts';

/** All runners whose output dox understands. */
export const runners: readonly Runner[] = [unittest, pytest];
