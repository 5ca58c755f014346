import { ordinary, type TargetPlan } from '../../src/plan/plan.ts';
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
    artifacts: [],
    cache: [],
    allowFailure: false,
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
export function runStarted(targets: readonly string[]): Event {
  const project = { project: 'p', root: '/p', file: '/p/dox.yml' };
  return { kind: 'run-started', run: 'r', time: 1, version: '1', ...project, targets, options: usualOptions, seed: 7 };
}
