import { shellQuote } from '../../base/shell-quote.ts';
import type { Failure, FailureReport, RunnerReport } from '../../failures/failure.ts';
import { rerunCommands } from '../../failures/rerun-commands.ts';
import { countsText } from '../counts-text.ts';
import { type KnownTest, knownTests, type Tree } from '../known-tests.ts';
import { plainLine } from '../plain-text.ts';
import { tellingRunners } from '../telling-runners.ts';
import type { PageRerun, PageTarget, PageTest, PageVerdict } from './page-model.ts';
import type { PageContent } from './page-source.ts';
import { pageTest, pageTries } from './page-test.ts';

interface LogPageInput {
  /** Where the log is from, as it was named. */
  readonly source: string;
  readonly tree: Tree;
}

/** The page of a log from anywhere, but for the log itself: a target for each runner that spoke in it. */
export function logPage(report: FailureReport, { source, tree }: LogPageInput): PageContent {
  const runners = tellingRunners(report.runners);
  const known = runners.flatMap((runner, target) =>
    knownTests({ report: { runners: [runner] }, tries: [] }).map((test) => ({ test, target })),
  );
  const tests = known.map(({ test, target }): PageTest => {
    return { ...pageTest(test, tree), target, history: null };
  });
  return {
    model: {
      kind: 'log',
      title: plainLine(titleOf(source)),
      verdict: verdictOf(runners),
      sentence: sentenceOf(
        runners,
        known.map(({ test }) => test),
      ),
      facts: source === '-' ? [] : [{ name: 'log', value: plainLine(source) }],
      notes: [],
      targets: runners.map(pageTarget),
      tests,
      timeline: null,
      hasHistory: false,
    },
    details(index) {
      const test = known[index]?.test;
      if (test === undefined) return { tries: [], rerun: null, runs: [] };
      const [failure] = test.tries[0] ?? [];
      const rerun = test.outcome === 'flaky' || failure === undefined ? null : rerunOf([failure]);
      return { tries: pageTries(test, tree), rerun, runs: [] };
    },
  };
}

/** A file's name without its folders; an address as it is. */
function titleOf(source: string): string {
  if (source === '-') return 'a log';
  return source.includes('://') ? source : (source.split('/').at(-1) ?? source);
}

function verdictOf(runners: readonly RunnerReport[]): PageVerdict {
  if (runners.length === 0) return 'unknown';
  return runners.some(({ failures, complete }) => failures.length > 0 || !complete) ? 'failed' : 'passed';
}

function sentenceOf(runners: readonly RunnerReport[], tests: readonly KnownTest[]): string {
  if (runners.length === 0) return 'No test runner that dox knows spoke in this log.';
  const failed = tests.filter(({ outcome }) => outcome !== 'flaky').length;
  const cut = runners.filter(({ complete }) => !complete).map(({ runner }) => runner);
  const names = [...new Set(runners.map(({ runner }) => runner))].join(', ');
  const end = cut.length === 0 ? '' : ` ${cut.join(', ')} did not come to its end.`;
  const flaky = tests.length === failed ? '' : `, ${tests.length - failed} flaky`;
  return plainLine(
    `${names}: ${failed === 0 ? 'nothing' : `${failed} ${failed === 1 ? 'test' : 'tests'}`} failed${flaky}.${end}`,
  );
}

function pageTarget(report: RunnerReport): PageTarget {
  const { runner, failures, complete, warnings } = report;
  return {
    label: plainLine(runner),
    verdict: failures.length > 0 || !complete ? 'failed' : 'passed',
    allowed: false,
    counts: plainLine(countsText({ runners: [report] })),
    seconds: null,
    reason: complete ? null : 'it did not come to its end',
    hint: null,
    output: [],
    notes: warnings.map(plainLine),
    facts: [],
    rerun: failures.length === 0 ? null : rerunOf(failures),
  };
}

function rerunOf(failures: readonly Failure[]): PageRerun {
  const commands = rerunCommands(failures);
  if (typeof commands === 'string') return { lines: [], reason: plainLine(commands) };
  return { lines: commands.map((argv) => argv.map(shellQuote).join(' ')), reason: null };
}
