import { formatSeconds } from '../../base/duration.ts';
import { shellQuote } from '../../base/shell-quote.ts';
import type { TargetResult } from '../../run/event.ts';
import { countsText } from '../counts-text.ts';
import { notReached, whyNotReached } from '../junit.ts';
import { isTolerated, type KnownTest, knownTests, type Tree } from '../known-tests.ts';
import { plainLine } from '../plain-text.ts';
import { exitCodeOfRun, type Summary } from '../summary.ts';
import { historyFigures } from './history-figures.ts';
import type { PageHistory, TestKey } from './page-history.ts';
import type { Fact, PageTarget, PageTest, PageVerdict, TestDetails, TestHistory } from './page-model.ts';
import type { LogSource, PageContent, PageSource } from './page-source.ts';
import { lines, pageTest, pageTries } from './page-test.ts';
import { rerunOfOne } from './rerun-of-one.ts';
import { timelineRows } from './timeline-rows.ts';

interface RunPageInput {
  readonly history: PageHistory;
  readonly exists: Tree['exists'];
  /** The bytes of a log, by its path relative to the root. */
  readonly open: (log: string) => AsyncIterable<Uint8Array>;
}

interface Known {
  readonly test: KnownTest;
  readonly target: TargetResult;
}

/** The page of a run. */
export function runPage(summary: Summary, { history, exists, open }: RunPageInput): PageSource {
  const tree = { root: summary.root, exists };
  const known = summary.targets.flatMap((target) => knownTests(target).map((test): Known => ({ test, target })));
  const names = new Set(known.map(({ test, target }) => keyOf({ id: test.id, target: target.label })));
  const places = new Map(summary.targets.map(({ label }, place) => [label, place]));
  const others = history.tests.filter((test) => places.has(test.target) && !names.has(keyOf(test)));
  const own = known.map(({ test, target }): PageTest => {
    const before = history.of({ id: test.id, target: target.label });
    return { ...pageTest(test, tree), target: places.get(target.label) ?? 0, history: historyFigures(before) };
  });
  const content: PageContent = {
    model: {
      kind: 'run',
      title: plainLine(summary.project) || 'dox',
      verdict: verdictOf(summary),
      sentence: sentenceOf(summary, known),
      facts: factsOf(summary),
      notes: [...(summary.problem === null ? [] : [summary.problem]), ...summary.warnings].map(plainLine),
      targets: [...summary.targets.map((target) => pageTarget(target, summary)), ...lostTargets(summary)],
      tests: [...own, ...others.map((test) => otherTest(test, places.get(test.target) ?? 0, history.of(test)))],
      timeline: timelineRows(summary),
      hasHistory: history.tests.length > 0,
    },
    details: (index) => detailsOf(known[index], others[index - known.length], { tree, history }),
  };
  return {
    content: () => content,
    logs: summary.targets.flatMap(logsOf).map(({ name, path }): LogSource => ({ name, open: () => open(path) })),
  };
}

function keyOf({ id, target }: TestKey): string {
  return JSON.stringify([target, id]);
}

interface Sources {
  readonly tree: Tree;
  readonly history: PageHistory;
}

/** Of a test of the run, or of one that only the history knows. */
function detailsOf(known: Known | undefined, other: TestKey | undefined, { tree, history }: Sources): TestDetails {
  if (known === undefined) return { tries: [], rerun: null, runs: other === undefined ? [] : history.of(other).runs };
  const { test, target } = known;
  const { runs } = history.of({ id: test.id, target: target.label });
  return { tries: pageTries(test, tree), rerun: test.outcome === 'flaky' ? null : rerunOfTest(test, target), runs };
}

function rerunOfTest({ tries }: KnownTest, { rerun, report }: TargetResult): TestDetails['rerun'] {
  const failure = tries[0]?.[0];
  if (rerun === null || failure === undefined) return null;
  if ('reason' in rerun) return { lines: [], reason: plainLine(rerun.reason) };
  const failures = report.runners.flatMap((runner) => runner.failures);
  return { lines: [doxLine(rerunOfOne(rerun.words, failures, failure) ?? rerun.words)], reason: null };
}

function doxLine(words: readonly string[]): string {
  return `dox ${words.map(shellQuote).join(' ')}`;
}

/** A test that only the history knows by name. */
function otherTest({ id }: TestKey, target: number, before: TestHistory): PageTest {
  const nothing = { runner: null, message: null, place: null, seconds: null };
  return { id: plainLine(id), target, outcome: before.now, ...nothing, history: historyFigures(before) };
}

function verdictOf(summary: Summary): PageVerdict {
  if (summary.signal !== null) return 'interrupted';
  if (summary.targets.some((target) => target.verdict === 'failed' && !isTolerated(target))) return 'failed';
  return exitCodeOfRun(summary) === 0 ? 'passed' : 'could not run';
}

function sentenceOf(summary: Summary, known: readonly Known[]): string {
  const { targets, selected, signal, started, ended } = summary;
  const of = (verdict: TargetResult['verdict']): number => targets.filter((each) => each.verdict === verdict).length;
  const lost = notReached(summary).length + of('skipped');
  const parts = [
    ...part(of('passed'), 'passed'),
    ...part(of('failed'), 'failed'),
    ...part(of('could not run'), 'could not run'),
    ...part(of('interrupted'), 'interrupted'),
    ...part(lost, 'did not run'),
  ];
  const failed = known.filter(({ test }) => test.outcome !== 'flaky').length;
  const flaky = known.length - failed;
  const tests = [...part(failed, `${failed === 1 ? 'test' : 'tests'} failed`), ...part(flaky, 'flaky')].join(', ');
  const what = selected.length === 0 ? 'No target was selected' : targetsText(selected.length, parts);
  const why = signal === null ? '' : ` ${signal} ended the run.`;
  return `${what}, in ${formatSeconds((ended - started) / 1000)}.${tests === '' ? '' : ` ${tests}.`}${why}`;
}

/** `4 targets passed`; where they differ `Of 4 targets 3 passed, 1 failed`. */
function targetsText(count: number, parts: readonly string[]): string {
  const all = plural(count, 'target');
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only.replace(/^\d+/, all) : `Of ${all} ${parts.join(', ')}`;
}

function part(count: number, word: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${word}`];
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function factsOf({ run, started, engine, version, seed, root }: Summary): readonly Fact[] {
  const began = started === 0 ? '' : new Date(started).toISOString().replace('T', ' ').slice(0, 19);
  return named({
    began: began === '' ? '' : `${began} UTC`,
    run,
    engine:
      engine === null ? 'none answered' : `${engine.kind} ${engine.version}${engine.rootless ? ', rootless' : ''}`,
    platform: engine?.platform ?? '',
    project: root,
    'hash seed': String(seed),
    dox: version,
  });
}

function named(values: Readonly<Record<string, string | number | null>>): readonly Fact[] {
  return Object.entries(values).flatMap(([name, value]) => {
    return value === null || value === '' ? [] : [{ name: plainLine(name), value: plainLine(String(value)) }];
  });
}

function pageTarget(target: TargetResult, summary: Summary): PageTarget {
  const { verdict, reason, retryNote, hint, detail, tail, rerun } = target;
  const doubts = verdict === 'passed' ? [] : target.report.runners.flatMap((runner) => runner.warnings);
  return {
    label: plainLine(target.label),
    verdict,
    allowed: isTolerated(target),
    counts: plainLine(countsText(target.report)),
    seconds: verdict === 'skipped' ? null : target.seconds,
    reason: reason === null ? null : plainLine(reason),
    hint: hint === null ? null : plainLine(hint),
    output: lines(detail === null ? tail : detail.split('\n')),
    notes: [...doubts, ...(retryNote === null ? [] : [retryNote])].map(plainLine),
    facts: targetFacts(target, summary),
    rerun:
      rerun === null
        ? null
        : 'reason' in rerun
          ? { lines: [], reason: plainLine(rerun.reason) }
          : { lines: [doxLine(rerun.words)], reason: null },
  };
}

function targetFacts({ image, exitCode, failedCommand, services, log, artifacts, kept }: TargetResult, run: Summary) {
  const ready = run.images.find(({ label }) => label === image);
  const system = Object.entries(ready?.system ?? {}).map(([name, version]) => `${name} ${version}`);
  return [
    ...named({
      image,
      'image id': ready?.id ?? null,
      base: ready?.base ?? null,
      'image was':
        ready === undefined ? null : (ready.renewed ?? (ready.reused ? 'there already' : 'made in this run')),
      packages: system.join(', '),
      'exit code': exitCode,
      'failed command':
        failedCommand === null ? null : `${failedCommand.number} of ${failedCommand.of}: ${failedCommand.text}`,
    }),
    ...services.flatMap(({ name, image: of, readySeconds, ended }) => {
      const ready = readySeconds === null ? 'never ready' : `ready after ${formatSeconds(readySeconds)}`;
      const gone = ended === null ? '' : `, ended with exit code ${ended}`;
      return named({ [`service ${name}`]: `${of}, ${ready}${gone}` });
    }),
    ...named({ log, artifacts: artifacts.join(', '), 'kept container': kept }),
  ];
}

function lostTargets(summary: Summary): readonly PageTarget[] {
  const reason = plainLine(whyNotReached(summary));
  const nothing = {
    allowed: false,
    counts: '',
    seconds: null,
    hint: null,
    output: [],
    notes: [],
    facts: [],
    rerun: null,
  };
  const verdict = summary.signal === null ? 'could not run' : 'interrupted';
  return notReached(summary).map((label) => ({ label: plainLine(label), verdict, reason, ...nothing }));
}

interface NamedLog {
  readonly name: string;
  readonly path: string;
}

/** The logs of a target: those of its tries, and of its services. */
function logsOf({ label, log, tries, services }: TargetResult): readonly NamedLog[] {
  const of = (name: string, path: string | null): readonly NamedLog[] => (path === null ? [] : [{ name, path }]);
  const name = plainLine(label);
  const own = tries.length === 0 ? of(name, log) : tries.flatMap((each, at) => of(`${name}, try ${at + 1}`, each.log));
  return [...own, ...services.flatMap((service) => of(`${name}: ${plainLine(service.name)}`, service.log))];
}
