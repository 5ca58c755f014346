import type { ListedBlock } from './listed-block.ts';
import { parseUnittestDescription } from './unittest-description.ts';

/** The lines that close a list: `Ran 3 tests in 0.001s`, `FAILED (failures=1)`. */
export interface ListedClosing {
  /** A rule stands before the first line. */
  readonly afterRule: boolean;
  /** How many blank lines are between the two. */
  readonly gap: number;
  /** Null where the first line is missing. */
  readonly tests: number | null;
  readonly verdict: 'OK' | 'FAILED' | 'PASSED';
  readonly details: ReadonlyMap<string, number>;
}

/** One run of a runner that lists failures as Python's unittest does. */
export interface ListedRun {
  readonly blocks: readonly ListedBlock[];
  /** Null if it was killed. */
  readonly closing: ListedClosing | null;
  /** `Tests running...` was there, as testtools begins. */
  readonly announced: boolean;
}

export type Owner = 'nose' | 'subunit2pyunit' | 'testr' | 'testtools';

/** How many failures the closing line counts. */
export function countOf({ details }: ListedClosing): number {
  const of = (name: string): number => details.get(name) ?? 0;
  return of('failures') + of('errors') + of('unexpected successes');
}

/** The blocks of the list itself: as many as are counted, the last ones. Others were printed by tests. */
export function ownBlocks({ blocks, closing }: ListedRun): readonly ListedBlock[] {
  return closing === null ? blocks : blocks.slice(Math.max(0, blocks.length - countOf(closing)));
}

/**
 * Which runner printed a run. The shapes differ in little: testr closes with an `id=`, testtools without a rule,
 * subunit2pyunit has each description twice, nose has words of its own or descriptions that unittest never has.
 * Null for unittest itself, and for what cannot be told.
 */
export function ownerOf(run: ListedRun): Owner | null {
  const { closing } = run;
  const own = ownBlocks(run);
  if (closing === null) return ownerOfKilled(run);
  if (closing.details.has('id')) return 'testr';
  if (closing.verdict === 'PASSED') return null;
  if (!closing.afterRule) return closing.gap === 0 && (run.announced || own.length > 0) ? 'testtools' : null;
  if (closing.gap !== 1) return null;
  if (own.some(isDoubled)) return 'subunit2pyunit';
  if ([...closing.details.keys()].some((name) => /^[A-Z]/.test(name))) return 'nose';
  return own.length > 0 && own.length === countOf(closing) && own.some(isForeign) ? 'nose' : null;
}

/** False if a block cannot be this runner's, by its header and by whether testtools said that it begins. */
export function mayOwn(owner: Owner, block: ListedBlock, announced: boolean): boolean {
  if (owner === 'subunit2pyunit') return isDoubled(block);
  if (owner === 'testtools') return announced;
  const isTagged = block.more[0]?.startsWith('tags: ') === true;
  return !isDoubled(block) && (owner === 'testr' || !(isTagged || announced));
}

function ownerOfKilled({ blocks, announced }: ListedRun): Owner | null {
  if (blocks.some(({ more }) => more[0]?.startsWith('tags: '))) return 'testr';
  if (blocks.some(isDoubled)) return 'subunit2pyunit';
  if (announced) return 'testtools';
  return blocks.some(({ description, more }) => more.length === 0 && dotted.test(description)) ? 'nose' : null;
}

const dotted = /^(?:Doctest: )?[A-Za-z_]\w{0,200}(?:\.\w{1,200}){1,40}$/;

function isDoubled({ description, more }: ListedBlock): boolean {
  return more[0] === description;
}

/** True for what unittest would not call a test. */
function isForeign({ description, more }: ListedBlock): boolean {
  return more.length === 0 && parseUnittestDescription(description) === null;
}
