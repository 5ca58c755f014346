import { shellQuote } from '../base/shell-quote.ts';
import type { Counts, Failure } from '../failures/failure.ts';
import type { ReadyImage, TargetResult } from '../run/event.ts';
import { isExplained, isTolerated, type KnownTest, knownTests, placeInTree, type Tree } from './known-tests.ts';
import { plainLine, shortened } from './plain-text.ts';
import type { Summary } from './summary.ts';
import { type Attributes, element, textElement } from './xml.ts';

interface JunitOptions {
  /** Of the machine that dox ran on. */
  readonly hostname: string;
  /** Tells whether a path of the host exists. */
  readonly exists: Tree['exists'];
}

/**
 * What --junit writes: a suite per target, in it a case for each test that is known by name, and one for the target
 * itself unless its tests say all that went wrong. The shape is that of junit-10.xsd of Jenkins' xunit plugin, which
 * knows Surefire's `flakyFailure` and `rerunFailure` and no attributes for a test's place: that begins the text.
 */
export function junit(summary: Summary, { hostname, exists }: JunitOptions): string {
  const suites = [
    ...summary.targets.map((target) => targetSuite(target, summary, { hostname, exists })),
    ...notReached(summary).map((label) => lostSuite(label, summary, hostname)),
  ];
  const total = totalOf(suites.flatMap(({ cases }) => cases));
  const { tests, failures, errors } = total;
  const time = seconds((summary.ended - summary.started) / 1000);
  const all = element(
    'testsuites',
    { name: summary.project, tests, failures, errors, time },
    suites.map(({ attributes, properties, cases }) =>
      element('testsuite', { ...attributes, ...totalOf(cases) }, [...properties, ...cases.map(({ xml }) => xml)]),
    ),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${all}\n`;
}

/** The targets that have no result. */
export function notReached({ selected, targets }: Summary): readonly string[] {
  return selected.filter((label) => targets.every((target) => target.label !== label));
}

/** Why they have none. */
export function whyNotReached({ problem, signal }: Summary): string {
  return `it did not run: ${problem ?? (signal === null ? 'the run ended before' : `${signal} ended the run`)}`;
}

type Outcome = 'passed' | 'failure' | 'error' | 'skipped';

interface Case {
  readonly outcome: Outcome;
  readonly xml: string;
}

interface Suite {
  readonly attributes: Attributes;
  readonly properties: readonly string[];
  readonly cases: readonly Case[];
}

function totalOf(cases: readonly Case[]) {
  const count = (wanted: Outcome): number => cases.filter(({ outcome }) => outcome === wanted).length;
  return { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
}

function targetSuite(target: TargetResult, summary: Summary, options: JunitOptions): Suite {
  const { image, start, command } = target.seconds;
  const began = summary.began[target.label];
  return {
    attributes: {
      name: target.label,
      time: seconds(image + start + command),
      timestamp: began === undefined ? null : `${new Date(began).toISOString().slice(0, 19)}Z`,
      hostname: options.hostname,
    },
    properties: [element('properties', {}, propertiesOf(target, summary))],
    cases: [...ownCase(target), ...knownTests(target).map((test) => testCase(test, target, summary, options))],
  };
}

function lostSuite(label: string, summary: Summary, hostname: string): Suite {
  const message = whyNotReached(summary);
  const xml = element('testcase', nameOf(label), [textElement('error', { type: 'not run', message }, message)]);
  return { attributes: { name: label, hostname }, properties: [], cases: [{ outcome: 'error', xml }] };
}

function nameOf(label: string): Attributes {
  return { classname: label, name: `target ${label}` };
}

/** The case of the target itself. */
function ownCase(target: TargetResult): readonly Case[] {
  if (isExplained(target)) return [];
  const { verdict, reason, seconds: spent } = target;
  const outcome = outcomeOf(target);
  const attributes = { ...nameOf(target.label), time: seconds(spent.image + spent.start + spent.command) };
  if (outcome === 'passed') return [{ outcome, xml: element('testcase', attributes) }];
  const message = `${isTolerated(target) ? 'allowed to fail: ' : ''}${reason ?? verdict}`;
  const lines = [message, ...(target.detail === null ? [] : [target.detail]), ...target.tail];
  if (target.retryNote !== null) lines.push(target.retryNote);
  if (target.hint !== null) lines.push(`hint: ${target.hint}`);
  const why = textElement(outcome, { type: verdict, message: plainLine(message) }, lines.join('\n'));
  return [{ outcome, xml: element('testcase', attributes, [why]) }];
}

function outcomeOf(target: TargetResult): Outcome {
  switch (target.verdict) {
    case 'passed':
      return 'passed';
    case 'failed':
      return isTolerated(target) ? 'skipped' : 'failure';
    case 'skipped':
      return 'skipped';
    case 'could not run':
    case 'interrupted':
      return 'error';
  }
}

function testCase(test: KnownTest, target: TargetResult, { root }: Summary, { exists }: JunitOptions): Case {
  const tree = { root, exists };
  const time = test.seconds === null ? null : seconds(test.seconds);
  const attributes = { classname: target.label, name: plainLine(test.id), time };
  const made = (outcome: Outcome, children: readonly string[]): Case => {
    return { outcome, xml: element('testcase', attributes, children) };
  };
  if (test.outcome === 'flaky')
    return made(
      'passed',
      test.tries.map((each) => earlierTry('flaky', each, tree)),
    );
  const [first, ...more] = test.tries;
  if (first === undefined) return made('passed', []);
  const [failure] = first;
  const outcome = isTolerated(target) ? 'skipped' : failure.outcome === 'error' ? 'error' : 'failure';
  const message = outcome === 'skipped' ? `allowed to fail: ${messageOf(failure)}` : messageOf(failure);
  const main = textElement(outcome, { type: typeOf(failure), message }, textOf(first, tree));
  return made(outcome, outcome === 'skipped' ? [main] : [main, ...more.map((each) => earlierTry('rerun', each, tree))]);
}

function earlierTry(kind: 'flaky' | 'rerun', failures: KnownTest['tries'][number], tree: Tree): string {
  const [failure] = failures;
  const name = `${kind}${failure.outcome === 'error' ? 'Error' : 'Failure'}`;
  const trace = textElement('stackTrace', {}, textOf(failures, tree));
  return element(name, { message: messageOf(failure), type: typeOf(failure) }, [trace]);
}

function messageOf({ message, outcome }: Failure): string {
  return message === null ? outcome : shortened(plainLine(message), 1000);
}

/** The class of the error, where the message begins with one; else what became of the test. */
function typeOf({ message, outcome }: Failure): string {
  return /^([A-Za-z_$][\w$.]*)(?::|$)/.exec(message ?? '')?.[1] ?? outcome;
}

function textOf(failures: readonly Failure[], tree: Tree): string {
  const blocks = failures.map((failure) => {
    const place = placeInTree(failure, tree);
    const lines = failure.excerpt.length > 0 ? failure.excerpt : [messageOf(failure)];
    return [...(place === null ? [] : [place]), ...lines].join('\n');
  });
  return blocks.join('\n\n');
}

function propertiesOf(target: TargetResult, summary: Summary): string[] {
  const image = summary.images.find(({ label }) => label === target.image);
  const { engine } = summary;
  const words = target.rerun !== null && 'words' in target.rerun ? target.rerun.words : null;
  const properties: Attributes = {
    dox: summary.version,
    run: summary.run,
    verdict: target.verdict,
    exitCode: target.exitCode,
    engine: engine === null ? null : `${engine.kind} ${engine.version}`,
    platform: engine?.platform ?? null,
    image: target.image,
    ...imageProperties(image),
    ...countProperties(target),
    rerun: words === null ? null : `dox ${words.map(shellQuote).join(' ')}`,
    log: target.log,
  };
  return Object.entries(properties).flatMap(([name, value]) => {
    return value === null ? [] : [element('property', { name, value: plainLine(String(value)) })];
  });
}

function imageProperties(image: ReadyImage | undefined): Attributes {
  if (image === undefined) return {};
  const system = Object.entries(image.system).map(([name, version]) => [`system.${name}`, version] as const);
  return {
    'image.reference': image.reference,
    'image.id': image.id,
    'image.base': image.base,
    ...Object.fromEntries(system),
  };
}

function countProperties(target: TargetResult): Attributes {
  const counts = target.report.runners.flatMap((runner) => (runner.counts === null ? [] : [runner.counts]));
  if (counts.length === 0) return {};
  const sum = (name: keyof Counts): number => counts.reduce((total, each) => total + each[name], 0);
  return {
    'tests.ran': sum('ran'),
    'tests.failed': sum('failed'),
    'tests.errors': sum('errors'),
    'tests.skipped': sum('skipped'),
    'tests.flaky': knownTests(target).filter(({ outcome }) => outcome === 'flaky').length,
  };
}

/** Three digits, as Surefire's schema has them. */
function seconds(value: number): string {
  return Math.max(0, value).toFixed(3);
}
