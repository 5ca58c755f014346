import { createHash } from 'node:crypto';
import type { JunitOutcome } from '../failures/junit-xml.ts';
import type { HistoryRun, ListedTest } from '../history/history.ts';
import { longestId, type NamedTest } from '../history/named-tests.ts';
import type { TargetResult } from '../run/event.ts';
import { knownTests } from './known-tests.ts';
import type { Summary } from './summary.ts';

/** What a run's record says beside its summary. */
interface Beside {
  /** The state of the tree when a target's commands began, by the target's label. */
  readonly trees: ReadonlyMap<string, string | null>;
  /** Which tests were asked for alone, by the target's label; the others were asked for all, but for arguments. */
  readonly asked: ReadonlyMap<string, readonly string[]>;
}

/** So many tests of a target are listed; where there are more, what is not listed may have failed. */
const mostListed = 500;
/** Of a message. */
const longestMessage = 200;

/** What is to be remembered of a run, a record for each target whose tests passed or failed. */
export function historyRuns(summary: Summary, { trees, asked }: Beside): readonly HistoryRun[] {
  return summary.targets.flatMap((target) => {
    const { label, verdict, direct, seconds, report } = target;
    if (direct || (verdict !== 'passed' && verdict !== 'failed')) return [];
    const tests = knownTests(target).filter(({ id }) => id.length <= longestId);
    const counted = report.runners.flatMap(({ counts }) => counts ?? []);
    const sum = (pick: (counts: (typeof counted)[number]) => number): number =>
      counted.reduce((total, counts) => total + pick(counts), 0);
    return {
      run: summary.run,
      target: label,
      time: summary.began[label] ?? summary.started,
      tree: trees.get(label) ?? null,
      image: imageKey(target, summary),
      asked: asked.get(label) ?? ((summary.options?.args.length ?? 0) > 0 ? 'some' : 'all'),
      verdict,
      whole: isWhole(target) && tests.length === knownTests(target).length && tests.length <= mostListed,
      seconds: seconds.command,
      counts:
        counted.length === 0
          ? null
          : {
              ran: sum(({ ran }) => ran),
              failed: sum(({ failed, errors }) => failed + errors),
              skipped: sum(({ skipped }) => skipped),
            },
      listed: tests.slice(0, mostListed).map(listedTest),
      passed: null,
    };
  });
}

/** What becomes of a test case of JUnit XML in a record. */
export function namedTest({ id, outcome, durationMs }: JunitOutcome): NamedTest {
  return { id, outcome: outcome === 'failed' || outcome === 'flaky' ? 'listed' : outcome, ms: durationMs };
}

function listedTest({ id, outcome, tries, seconds }: ReturnType<typeof knownTests>[number]): ListedTest {
  const message = tries[0]?.[0].message?.slice(0, longestMessage) ?? null;
  return { id, outcome, ms: seconds === null ? null : Math.round(seconds * 1000), message, attempts: tries.length };
}

/** Whether a target's commands and runners came to their end, and what failed is named. */
function isWhole({ verdict, reason, exitCode, report }: TargetResult): boolean {
  if (exitCode === null || exitCode >= 128 || report.runners.length === 0) return false;
  if (!report.runners.every(({ complete, warnings }) => complete && warnings.length === 0)) return false;
  // what passes without its last commands, or though tests failed, tells nothing of the others
  const failed = report.runners.some(({ counts }) => counts !== null && counts.failed + counts.errors > 0);
  return verdict === 'failed' || (reason === null && !failed);
}

/**
 * What tells images from others: what they are made of (the base's digest, the key of what is put on top) and the versions
 * of what was installed. Not their ids, which are new with each build. Null where an image is not known.
 */
function imageKey({ image, services }: TargetResult, { images, engine }: Summary): string | null {
  const labels = [...new Set([image, ...services.map((service) => service.image)])];
  const found = labels.map((label) => images.find((each) => each.label === label));
  const parts = found.map((each) => {
    if (each === undefined) return null;
    const made = each.reference.startsWith('dox/') ? each.reference : null;
    return [each.base, made, Object.entries(each.system).sort(([a], [b]) => (a < b ? -1 : 1))];
  });
  if (parts.includes(null)) return null;
  return createHash('sha256')
    .update(JSON.stringify([engine?.platform ?? null, ...parts]))
    .digest('hex')
    .slice(0, 16);
}
