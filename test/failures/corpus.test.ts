import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLogReader } from '../../src/failures/log-reader.ts';

const folder = join(process.env.DOX_CORPORA ?? join(import.meta.dirname, '../../../shared/corpora'), 'logs');

/** Answers of the corpus that are wrong, each with the proof; these logs are not counted. */
const mistakes: ReadonlyMap<string, string> = new Map([
  [
    'jest-12',
    'two runs of jest; the second counts `1 failed` and prints `FAIL ./test-global.test.js`, which is not in `ids`',
  ],
]);

/** The fields of expected.json that say how a log is to be scored; the corpus's README tells what they mean. */
interface Expected {
  readonly framework: string;
  readonly failed: readonly string[];
  readonly ids: readonly string[];
  readonly passing?: boolean;
  /** Among `failed`; the others are parents, which may be named or not. */
  readonly leaf?: readonly string[];
  /** Either answer is right. */
  readonly ambiguous?: readonly string[];
  readonly flaky?: readonly string[];
  /** A unit that could not be built or loaded may be named where no test failed. */
  readonly build_failed?: boolean;
  readonly env_failed?: readonly string[];
  readonly uncertain?: boolean;
}

interface Log {
  readonly name: string;
  readonly expected: Expected;
}

interface Score {
  right: number;
  wanted: number;
  given: number;
}

function logs(): readonly Log[] {
  const names = readdirSync(folder).filter((file) => file.endsWith('.log'));
  return names.map((file) => {
    const name = file.slice(0, -'.log'.length);
    return { name, expected: JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8')) };
  });
}

function report(name: string) {
  const reader = createLogReader();
  reader.push(readFileSync(join(folder, `${name}.log`)));
  return reader.end();
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Parents of what failed, what cannot be told from the log, and environments: neither wanted nor wrong. */
function optional({ ids, failed, leaf, ambiguous, env_failed }: Expected): (id: string) => boolean {
  const parents =
    leaf === undefined || failed.length !== ids.length ? [] : ids.filter((_, at) => !leaf.includes(failed[at] ?? ''));
  const either = new Set([...parents, ...(ambiguous ?? []), ...(env_failed ?? [])]);
  return (id) => either.has(id) || (ambiguous ?? []).some((name) => id.endsWith(`.${name}`) || id.endsWith(` ${name}`));
}

function score({ name, expected }: Log): Score & { readonly misses: readonly string[] } {
  const { runners } = report(name);
  const skipped = optional(expected);
  const failures = runners.flatMap((each) => each.failures);
  const counted = failures.filter(({ id, unit }) => {
    return expected.ids.includes(id) || !(skipped(id) || (expected.build_failed === true && unit !== undefined));
  });
  const given = new Set(counted.map(({ id }) => id).filter((id) => !skipped(id)));
  const wanted = new Set(expected.ids.filter((id) => !skipped(id)));
  const wrong = [...given].filter((id) => !wanted.has(id)).map((id) => `${name}: wrong ${JSON.stringify(id)}`);
  const missed = [...wanted].filter((id) => !given.has(id)).map((id) => `${name}: missed ${JSON.stringify(id)}`);
  const right = given.size - wrong.length;
  return { right, wanted: wanted.size, given: given.size, misses: [...wrong, ...missed] };
}

if (!existsSync(folder)) say(`corpus.test.ts: there is no ${folder}; set DOX_CORPORA to the folder that holds logs/`);

describe.skipIf(!existsSync(folder))(`the real logs of ${folder}`, () => {
  const all = existsSync(folder) ? logs() : [];
  const frameworks = [...new Set(all.map(({ expected }) => expected.framework))].sort();
  const figures: { precision: number; recall: number }[] = [];

  it.each(frameworks)('of %s are read', (framework) => {
    const sum = { right: 0, wanted: 0, given: 0 };
    const misses: string[] = [];
    const own = all.filter(({ expected }) => expected.framework === framework);
    for (const log of own) {
      const { right, wanted, given, misses: more } = score(log);
      const reason = mistakes.get(log.name) ?? (log.expected.uncertain === true ? 'its author is not sure' : null);
      misses.push(...more.map((miss) => (reason === null ? miss : `${miss} (not counted: ${reason})`)));
      if (reason !== null) continue;
      sum.right += right;
      sum.wanted += wanted;
      sum.given += given;
    }
    const precision = sum.given === 0 ? (sum.wanted === 0 ? 1 : 0) : sum.right / sum.given;
    const recall = sum.wanted === 0 ? 1 : sum.right / sum.wanted;
    figures.push({ precision, recall });
    say(
      `${framework}: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} (${sum.right} of ${sum.wanted} ids in ${own.length} logs)`,
    );
    for (const miss of misses) say(`  ${miss}`);
  });

  it('give the failing ids, as a mean over the runners', () => {
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const [precision, recall] = [mean(figures.map((each) => each.precision)), mean(figures.map((each) => each.recall))];
    say(
      `corpus logs: ${all.length} logs of ${frameworks.length} runners, mean precision ${precision.toFixed(4)}, mean recall ${recall.toFixed(4)}`,
    );
    expect(figures).toHaveLength(frameworks.length);
    expect(precision).toBeGreaterThanOrEqual(0.99);
    expect(recall).toBeGreaterThanOrEqual(0.99);
  });

  it.each(all.filter(({ expected }) => expected.passing === true).map(({ name }) => name))('%s passes', (name) => {
    expect(report(name).runners.flatMap(({ failures }) => failures.map(({ id }) => id))).toEqual([]);
  });

  it('name no flaky test as failed', () => {
    for (const { name, expected } of all.filter(({ expected: { flaky } }) => flaky !== undefined)) {
      const ids = report(name).runners.flatMap(({ failures }) => failures.map(({ id }) => id));
      expect(
        ids.filter((id) => expected.flaky?.includes(id)),
        name,
      ).toEqual([]);
    }
  });
});
