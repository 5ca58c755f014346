import { inertJson } from '../base/inert-json.ts';
import { shellQuote } from '../base/shell-quote.ts';
import type { Failure } from '../failures/failure.ts';
import type { TargetResult } from '../run/event.ts';
import { notReached, whyNotReached } from './junit.ts';
import { isTolerated, type KnownTest, knownTests, placeInTree, type Tree } from './known-tests.ts';
import { plainLine, plainText } from './plain-text.ts';
import type { Summary } from './summary.ts';

/**
 * What --tap writes, in the Test Anything Protocol 14: a test point per target, below each a subtest with the tests
 * that are known by name, and what is known of them as YAML. A failure that is allowed is a `TODO`.
 */
export function tap(summary: Summary, { exists }: Pick<Tree, 'exists'>): string {
  const tree = { root: summary.root, exists };
  const lost = notReached(summary);
  const lines = ['TAP version 14', `1..${summary.targets.length + lost.length}`];
  let number = 0;
  for (const target of summary.targets) {
    number += 1;
    lines.push(...targetLines(target, number, tree));
  }
  if (lost.length === 0) return ended(lines);
  const reason = whyNotReached(summary);
  if (summary.signal !== null) return ended([...lines, `Bail out! ${description(summary.signal)}`]);
  for (const label of lost) {
    number += 1;
    lines.push(`not ok ${number} - ${description(label)}`, ...yaml({ message: reason }, '  '));
  }
  return ended(lines);
}

function ended(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

function targetLines(target: TargetResult, number: number, tree: Tree): string[] {
  const tests = knownTests(target);
  const name = description(target.label);
  const skip = target.verdict === 'skipped';
  const ok = target.verdict === 'passed' || skip;
  const directive = skip
    ? ` # SKIP ${description(target.reason ?? '')}`
    : isTolerated(target)
      ? ' # TODO it may fail'
      : '';
  const lines = tests.length === 0 ? [] : subtest(name, tests, tree);
  lines.push(`${ok ? 'ok' : 'not ok'} ${number} - ${name}${directive.trimEnd()}`);
  return skip ? lines : [...lines, ...yaml(factsOf(target), '  ')];
}

function subtest(name: string, tests: readonly KnownTest[], tree: Tree): string[] {
  const points = tests.flatMap((test, index) => {
    const status = test.outcome === 'flaky' ? 'ok' : 'not ok';
    const facts: Facts = {
      runner: test.runner,
      outcome: test.outcome,
      seconds: test.seconds,
      ...triesOf(test, tree),
    };
    return [`    ${status} ${index + 1} - ${description(test.id)}`, ...yaml(facts, '      ')];
  });
  return [`# Subtest: ${name}`, `    1..${tests.length}`, ...points];
}

function triesOf({ tries, outcome }: KnownTest, tree: Tree): Facts {
  const all = tries.map((failures) => failures.map((failure) => factsOfFailure(failure, tree)));
  const [first = []] = all;
  if (outcome !== 'flaky' && all.length === 1 && first.length === 1) return first[0] ?? {};
  return { attempts: all.flat() };
}

function factsOfFailure(failure: Failure, tree: Tree): Readonly<Record<string, Fact>> {
  const { outcome, attempt, message, excerpt } = failure;
  return { outcome, attempt, message, at: placeInTree(failure, tree), excerpt: excerpt.join('\n') };
}

function factsOf(target: TargetResult): Facts {
  const { verdict, reason, retryNote, hint, exitCode, image, seconds, rerun, tail, log, detail } = target;
  return {
    verdict,
    message: reason,
    retry_note: retryNote,
    hint,
    exit_code: exitCode,
    image,
    seconds: Number((seconds.image + seconds.start + seconds.command).toFixed(3)),
    rerun: rerun !== null && 'words' in rerun ? `dox ${rerun.words.map(shellQuote).join(' ')}` : null,
    output: detail ?? tail.join('\n'),
    log,
  };
}

/** A description or a reason: one line, in which nothing begins a directive. */
function description(text: string): string {
  return plainLine(text).replace(/[\\#]/g, '\\$&');
}

type Fact = string | number | null;

interface Facts {
  readonly [name: string]: Fact | readonly Readonly<Record<string, Fact>>[];
}

/**
 * A YAML block; what is null or empty is left out. A text is one JSON string, which every reader of YAML takes, also
 * those that know only a part of it.
 */
function yaml(facts: Facts, indent: string): string[] {
  const lines = Object.entries(facts).flatMap(([name, value]) => {
    if (!Array.isArray(value)) return pair(name, value as Fact); // a readonly array is not narrowed away
    return [
      `${name}:`,
      ...value.flatMap((each: Readonly<Record<string, Fact>>) =>
        Object.entries(each)
          .flatMap(([key, fact]) => pair(key, fact))
          .map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`),
      ),
    ];
  });
  return ['---', ...lines, '...'].map((line) => `${indent}${line}`);
}

function pair(name: string, value: Fact): string[] {
  return value === null || value === '' ? [] : [`${name}: ${typeof value === 'string' ? quoted(value) : value}`];
}

/** What changes the direction of writing is written as an escape too. */
function quoted(text: string): string {
  return inertJson(JSON.stringify(plainText(text))).replace(
    /[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
