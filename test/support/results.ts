import { type Failure, makeFailure, type RunnerReport } from '../../src/failures/failure.ts';
import { ordinary, type TargetPlan } from '../../src/plan/plan.ts';
import { emptySummary, type Summary } from '../../src/report/summary.ts';
import type { Event, TargetResult } from '../../src/run/event.ts';
import { usualOptions } from './options.ts';

/** A passed target, changed as the test says. */
export function targetResult(changes: Partial<TargetResult> = {}): TargetResult {
  return {
    label: 'unit',
    target: 'unit',
    image: 'debian:bookworm-slim',
    verdict: 'passed',
    reason: null,
    hint: null,
    detail: null,
    exitCode: 0,
    exit: 0,
    retryMayHelp: false,
    failedCommand: null,
    seconds: { image: 0.02, start: 0.31, command: 2.5 },
    allowFailure: false,
    direct: false,
    report: { runners: [] },
    tries: [],
    retryNote: null,
    rerun: null,
    tail: [],
    log: '.dox/runs/r/unit/log',
    artifacts: [],
    services: [],
    kept: null,
    ...changes,
  };
}

/** A target with one list command, changed as the test says. */
export function targetPlan(changes: Partial<TargetPlan> = {}): TargetPlan {
  const commands = [{ kind: 'script', text: 'python3 -m unittest' }] as const;
  return {
    label: 'unit',
    target: 'unit',
    chosenBy: ['-e', 'unit'],
    folder: 'unit',
    image: 'i',
    commands,
    configured: commands,
    commandsForm: 'list',
    shell: null,
    env: {},
    timeout: null,
    grace: 10,
    artifacts: [],
    cache: [],
    allowFailure: false,
    needs: [],
    allowEmpty: false,
    direct: false,
    container: {
      user: null,
      network: 'bridge',
      ...ordinary,
      tmpfs: {},
      volumes: [],
      entrypoint: null,
    },
    services: [],
    ...changes,
  };
}

/** The beginning of a run of these targets. */
export function runStarted(targets: readonly string[]): Extract<Event, { readonly kind: 'run-started' }> {
  const project = { project: 'p', root: '/p', file: '/p/dox.yml' };
  return {
    kind: 'run-started',
    run: 'r',
    time: 1,
    version: '1',
    ...project,
    notes: [],
    targets,
    options: usualOptions,
    seed: 7,
    fingerprints: {},
  };
}

/** A test that failed, changed as the test says. */
export function failedTest(changes: Partial<Failure> = {}): Failure {
  return makeFailure({
    id: 'tests.test_a.T.test_bad',
    runner: 'unittest',
    message: 'AssertionError: 3 != 2',
    file: 'tests/test_a.py',
    line: 7,
    excerpt: ['FAIL: test_bad', 'AssertionError: 3 != 2'],
    ...changes,
  });
}

/** What a runner said of tests that failed and of tests that passed when they were tried again. */
export function runnerReport(failures: readonly Failure[], flaky: readonly Failure[] = []): RunnerReport {
  const counts = { ran: 9, failed: failures.length, errors: 0, skipped: 1 };
  return { runner: 'unittest', failures, flaky, counts, lastTests: 10, complete: true, warnings: [] };
}

/** A target in which these tests failed. */
export function failedTarget(failures: readonly Failure[], changes: Partial<TargetResult> = {}): TargetResult {
  return targetResult({
    verdict: 'failed',
    reason: 'exit code 1 from `python3 -m unittest`',
    exitCode: 1,
    exit: 1,
    report: { runners: [runnerReport(failures)] },
    ...changes,
  });
}

/** A run with these targets. */
export function summaryOf(targets: readonly TargetResult[], changes: Partial<Summary> = {}): Summary {
  return {
    ...emptySummary,
    run: '20261122-101500-3fa9',
    project: 'demo',
    root: '/home/me/demo',
    version: '0.1.0',
    started: Date.UTC(2026, 10, 22, 10, 15),
    ended: Date.UTC(2026, 10, 22, 10, 15, 4),
    selected: targets.map(({ label }) => label),
    began: Object.fromEntries(targets.map(({ label }) => [label, Date.UTC(2026, 10, 22, 10, 15, 1)])),
    targets,
    ...changes,
  };
}
