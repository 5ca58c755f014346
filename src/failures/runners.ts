import type { Runner } from './parser.ts';
import { pytest } from './runners/pytest.ts';
import { unittest } from './runners/unittest.ts';

/** All runners whose output dox understands. */
export const runners: readonly Runner[] = [unittest, pytest];
