import { createHash } from 'node:crypto';
import type { History, HistoryRun, NamedTests } from './history.ts';

/** A test that a run names, whatever became of it. `listed`: it did not simply pass, and the run says more of it. */
export interface NamedTest {
  readonly id: string;
  readonly outcome: 'passed' | 'skipped' | 'listed';
  /** Milliseconds; null where nobody knows. Kept to about half a per cent. */
  readonly ms: number | null;
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** The first codes; all others are durations of tests that passed. */
const codes = { skipped: 0, listed: 1, passed: 2 };
const firstDuration = 3;
const levels = digits.length ** 2 - 1 - firstDuration;
/** A week: nobody's test takes longer. */
const scale = Math.log1p(7 * 86_400_000);

/** The most tests, and the longest id in characters, that are kept by name. */
const mostTests = 20_000;
export const longestId = 1000;

/**
 * Packs what became of many tests, so that many runs of the same tests take little room: their names are a list that is
 * kept once, and each run has two characters for each. Null where there are too many. Of two with one id the first is kept.
 */
export function packTests(
  tests: readonly NamedTest[],
): { readonly ids: readonly string[]; readonly tests: NamedTests } | null {
  const byId = new Map<string, NamedTest>();
  for (const test of tests) if (!byId.has(test.id)) byId.set(test.id, test);
  if (byId.size === 0 || byId.size > mostTests) return null;
  const sorted = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (sorted.some(({ id }) => id.length > longestId)) return null;
  const ids = sorted.map(({ id }) => id);
  return { ids, tests: { names: keyOfNames(ids), codes: sorted.map(encode).join('') } };
}

/** The key of a list of ids. */
export function keyOfNames(ids: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(ids)).digest('base64url').slice(0, 16);
}

/** Tells what runs that name their tests say of one of them; null where they do not name it. */
export function namedTest({ names }: Pick<History, 'names'>, id: string): (run: Named) => NamedTest | null {
  const places = new Map<string, number>();
  return ({ passed }) => {
    if (passed === null) return null;
    const place = places.get(passed.names) ?? indexIn(names[passed.names] ?? [], id);
    places.set(passed.names, place);
    return place < 0 ? null : decode(id, passed.codes, place);
  };
}

type Named = Pick<HistoryRun, 'passed'>;

/** Whether this is what became of so many tests. */
export function areCodes(text: string, tests: number): boolean {
  return text.length === 2 * tests && /^[\w-]*$/.test(text);
}

function encode({ outcome, ms }: NamedTest): string {
  const code = outcome !== 'passed' || ms === null ? codes[outcome] : firstDuration + level(ms);
  return `${digits[Math.floor(code / digits.length)]}${digits[code % digits.length]}`;
}

function decode(id: string, text: string, place: number): NamedTest {
  const digit = (at: number): number => digits.indexOf(text[at] ?? '');
  const code = digit(2 * place) * digits.length + digit(2 * place + 1);
  if (code === codes.skipped) return { id, outcome: 'skipped', ms: null };
  if (code === codes.listed) return { id, outcome: 'listed', ms: null };
  return { id, outcome: 'passed', ms: code < firstDuration ? null : duration(code) };
}

function level(ms: number): number {
  return Math.round((Math.min(Math.log1p(Math.max(0, ms)), scale) / scale) * levels);
}

function duration(code: number): number {
  return Math.round(Math.expm1(((code - firstDuration) / levels) * scale));
}

function indexIn(ids: readonly string[], id: string): number {
  let [low, high] = [0, ids.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? '') < id) low = middle + 1;
    else high = middle;
  }
  return ids[low] === id ? low : -1;
}
