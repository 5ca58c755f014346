import type { Counts } from '../failure.ts';
import type { Block, Flavour } from './unittest-block.ts';

/** What one run of the runner said between its first line and its verdict. */
export interface Run {
  readonly blocks: readonly Block[];
  readonly counts: Counts;
  readonly warnings: readonly string[];
}

/** The numbers in brackets after `FAILED` or `OK`. */
export interface Details {
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
  readonly unexpected: number;
}

const detailNames: ReadonlySet<string> = new Set([
  'failures',
  'errors',
  'skipped',
  'expected failures',
  'unexpected successes',
]);

/** `failures=1, skipped=2`; null if there is a word of another runner in it (nose's `SKIP=1`, testr's `id=0`). */
export function readDetails(text: string): Details | null {
  const values = new Map<string, number>();
  for (const part of text === '' ? [] : text.split(', ', 20)) {
    const [name = '', value = ''] = part.split('=', 2);
    if (!detailNames.has(name) || !/^\d{1,9}$/.test(value)) return null;
    values.set(name, Number(value));
  }
  return {
    failures: values.get('failures') ?? 0,
    errors: values.get('errors') ?? 0,
    skipped: values.get('skipped') ?? 0,
    unexpected: values.get('unexpected successes') ?? 0,
  };
}

/** All that was seen of a run when its verdict came. */
interface Ended {
  readonly failed: boolean;
  readonly told: Details;
  readonly blocks: readonly Block[];
  /** By what -v prints. */
  readonly live: readonly Block[];
  readonly tests: number;
}

/**
 * The runner's list stands at the end and is as long as its verdict says: of each kind only the last blocks are
 * its own, others were printed by tests. `OK` has no list (to 3.3 even with unexpected successes). Names of
 * unexpected successes are in the list since 3.11; before, only -v prints them.
 */
export function settle({ failed, told, blocks, live, tests }: Ended): Run {
  const expected = failed ? told : { failures: 0, errors: 0, unexpected: 0 };
  const last = (flavour: Flavour, from: readonly Block[], count: number): readonly Block[] => {
    const all = from.filter((block) => block.flavour === flavour);
    return all.slice(Math.max(0, all.length - count));
  };
  const broken = [...last('ERROR', blocks, expected.errors), ...last('FAIL', blocks, expected.failures)];
  const inList = last('UNEXPECTED SUCCESS', blocks, expected.unexpected);
  const unexpected = inList.length > 0 ? inList : last('UNEXPECTED SUCCESS', live, expected.unexpected);
  const warnings: string[] = [];
  const wanted = expected.errors + expected.failures;
  if (broken.length < wanted) warnings.push(`unittest counts ${wanted} that failed, but its list has ${broken.length}`);
  if (unexpected.length < expected.unexpected) {
    warnings.push(`unittest counts ${expected.unexpected} unexpected successes, but names ${unexpected.length}`);
  }
  return {
    blocks: [...broken, ...unexpected],
    counts: {
      ran: Math.max(0, tests - told.skipped),
      failed: expected.failures + expected.unexpected,
      errors: expected.errors,
      skipped: told.skipped,
    },
    warnings,
  };
}
