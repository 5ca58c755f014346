import { DoxError } from '../base/dox-error.ts';
import { formatSeconds } from '../base/duration.ts';
import { ExitCode, signalExit } from '../base/exit-code.ts';
import { shellQuoteAll } from '../base/shell-quote.ts';
import type { Command } from '../config/config.ts';
import type { FailureReport } from '../failures/failure.ts';
import { parseState, parseStep, type State, type Step, SupervisorExit } from '../plan/control-folder.ts';
import type { TargetPlan } from '../plan/plan.ts';
import type { RunSignal, TargetResult } from './event.ts';

/** All that was seen of a target when its container had ended. */
export interface Evidence {
  readonly target: TargetPlan;
  readonly image: string;
  readonly exitCode: number;
  readonly timedOut: boolean;
  /** The supervisor's notes, as text, and the token that proves that they are its own. */
  readonly state: string;
  readonly step: string;
  readonly token: string;
  /** It failed, and the tree's file system had no room left. */
  readonly diskIsFull: boolean;
  readonly report: FailureReport;
  /** The last lines of the output. */
  readonly tail: readonly string[];
  readonly signal: RunSignal | null;
  readonly seconds: TargetResult['seconds'];
  readonly log: string;
  readonly artifacts: readonly string[];
  readonly services: TargetResult['services'];
  readonly kept: string | null;
}

type Judgement = Pick<TargetResult, 'verdict' | 'reason' | 'hint' | 'exit' | 'retryMayHelp'>;

/**
 * The verdict on a target: a pure decision from what was seen. Throws a DoxError where its commands never began:
 * the tree is not seen, there is no such shell, a pipeline could hide a failure.
 */
export function judge(evidence: Evidence): TargetResult {
  const { target, image, exitCode, seconds, log, artifacts, services, kept } = evidence;
  const state = parseState(evidence.state);
  const step = parseStep(evidence.step);
  if (evidence.signal === null) refuseWhatNeverBegan(state, evidence);
  const judgement = withServices(verdict(state, step, evidence), services);
  const passed = judgement.verdict === 'passed';
  const report = passed ? withoutFailures(evidence.report) : evidence.report;
  const failures = report.runners.flatMap((runner) => runner.failures);
  const unexplained = judgement.verdict === 'failed' && failures.length === 0 && !target.direct && exitCode !== 0;
  return {
    label: target.label,
    target: target.target,
    image,
    ...judgement,
    exit: target.allowFailure && judgement.exit === ExitCode.testsFailed ? ExitCode.ok : judgement.exit,
    detail: null,
    exitCode,
    failedCommand: passed ? null : commandAt(target, step),
    seconds,
    allowFailure: target.allowFailure,
    direct: target.direct,
    report,
    tries: [],
    retryNote: null,
    rerun: null,
    tail: unexplained ? evidence.tail : [],
    log,
    artifacts,
    services,
    kept,
  };
}

function refuseWhatNeverBegan(state: State, { target, exitCode, token, diskIsFull }: Evidence): void {
  const { label } = target;
  if (state.token !== token && diskIsFull) {
    throw new DoxError('disk-full', `${label}: no space left where the project is`, { hint: freeSpace });
  }
  if (state.token !== token && exitCode === SupervisorExit.notWritable) {
    const hint = "the container's user must be let into the project's folder, and write into .dox/ in it";
    throw new DoxError('not-startable', `${label}: the container cannot write into the tree`, { hint });
  }
  if (state.token !== token && (exitCode === SupervisorExit.treeNotSeen || state.token !== null)) {
    const hint =
      'is the engine on another machine, or does it see the project under another path? ' +
      '--path-map local:remote (DOX_PATH_MAP) says which';
    throw new DoxError('tree-not-seen', `${label}: the container does not see the project's files`, { hint });
  }
  if (state.token === null && state.exit !== null) {
    const hint = 'look for what empties or overwrites files in .dox/ while the tests run';
    throw new DoxError('not-startable', `${label}: the notes on how it went were destroyed, so nobody knows`, { hint });
  }
  if (state.token !== token) {
    const hint = 'the image needs a working /bin/sh; look at the log';
    throw new DoxError('not-startable', `${label}: the container ended before its commands began (${exitCode})`, {
      hint,
    });
  }
  switch (state.refused?.kind) {
    case undefined:
      return;
    case 'no-shell': {
      const hint = 'take a shell that is in the image (`shell: sh`), or install it with `system` or `prep`';
      throw new DoxError('shell', `${label}: the image has no ${state.refused.shell}`, { hint });
    }
    case 'no-pipefail': {
      const command = target.commands[state.refused.command - 1];
      const what = command === undefined ? 'a command' : `\`${firstLine(textOf(command))}\``;
      const why = `has a pipe, and the shell of this image cannot tell if its first part fails`;
      const hint = 'take `shell: bash` (or an image with bash), or write to a file instead of piping';
      throw new DoxError('shell', `${label}: ${what} ${why}`, { hint });
    }
    case 'no-lifeline': {
      const message = `${label}: the engine did not open a second connection to the container within a minute`;
      throw new DoxError('not-startable', message, { retryMayHelp: true });
    }
    case 'not-isolated':
      throw new DoxError('not-startable', `${label}: the container has no process namespace of its own`);
  }
}

function verdict(state: State, step: Step, evidence: Evidence): Judgement {
  const { target, exitCode, signal, timedOut } = evidence;
  if (signal !== null) {
    return { verdict: 'interrupted', reason: null, hint: null, exit: signalExit[signal], retryMayHelp: false };
  }
  if (timedOut) {
    const reason = `timed out after ${formatSeconds(target.timeout ?? 0)}${during(target, step, 'in')}`;
    return failed(reason, 'its limit is `timeout` in the configuration, or --timeout');
  }
  if (exitCode === 0 && state.exit === 0 && !step.failed) return whatRan(step, evidence);
  if (state.oomKills > 0 && target.container.memory === null) {
    const reason = `the engine's machine ran out of memory${during(target, step)}`;
    const hint = 'give the machine more memory, or run less at once';
    return { verdict: 'could not run', reason, hint, exit: ExitCode.couldNotRun, retryMayHelp: true };
  }
  if (state.oomKills > 0)
    return failed(`out of memory: over its own limit${during(target, step)}`, '`memory` raises it');
  if (evidence.diskIsFull) {
    const reason = `no space left where the project is: ${howItEnded(exitCode)}${during(target, step)}`;
    return { verdict: 'could not run', reason, hint: freeSpace, exit: ExitCode.couldNotRun, retryMayHelp: false };
  }
  if (exitCode === 0 && step.failed) {
    return failed(
      `ended with exit code 0, but failed${during(target, step, 'in')}`,
      'a `trap` on EXIT hid the failure',
    );
  }
  if (exitCode === 0) return failed(`ended without an exit code${during(target, step)}`, null);
  return failed(`${howItEnded(exitCode)}${during(target, step)}`, hintFor(exitCode, target));
}

/** Names the services that did not live as long as the tests. */
function withServices(judgement: Judgement, services: Evidence['services']): Judgement {
  const dead = services.filter(({ ended }) => ended !== null);
  if (dead.length === 0 || judgement.verdict === 'interrupted') return judgement;
  const deaths = dead.map(({ name, ended }) => `service "${name}" ended during the tests (${howItEnded(ended ?? 0)})`);
  const reason = [judgement.reason, ...deaths].filter((each) => each !== null).join('; ');
  const hint = judgement.hint ?? `what it said: ${dead.map(({ log }) => log).join(', ')}`;
  return { ...judgement, reason, hint };
}

/** Exit code 0 is only a pass if something ran. */
function whatRan(step: Step, { target, report }: Evidence): Judgement {
  const counted = report.runners.filter((runner) => runner.counts !== null);
  const tests = counted.reduce((sum, { counts }) => sum + (counts?.ran ?? 0) + (counts?.skipped ?? 0), 0);
  const isEmpty = target.commands.length === 0 || (counted.length > 0 && tests === 0);
  // of several runners nobody knows which one ran the tests of which
  const isLastEmpty = counted.length === 1 && counted[0]?.lastTests === 0;
  if ((isEmpty || isLastEmpty) && !target.allowEmpty && !target.direct) {
    const names = [...new Set(report.runners.map((runner) => runner.runner))].join(', ');
    const where = isEmpty ? '' : ' in the last of its runs';
    return failed(
      `no tests ran${where}${names === '' ? '' : `, says ${names}`}`,
      '`allow_empty: true` if that is meant',
    );
  }
  const skipped = target.commands.length - step.command;
  const early = !step.finished && skipped > 0 && !target.direct;
  const reason = early ? `its command ${step.command} ended the script: ${skipped} more did not run` : null;
  return { verdict: 'passed', reason, hint: null, exit: ExitCode.ok, retryMayHelp: false };
}

const freeSpace = 'free some space there, then run again';

function failed(reason: string, hint: string | null): Judgement {
  return { verdict: 'failed', reason, hint, exit: ExitCode.testsFailed, retryMayHelp: false };
}

function howItEnded(exitCode: number): string {
  const names: Record<number, string> = {
    129: 'SIGHUP',
    130: 'SIGINT',
    131: 'SIGQUIT',
    132: 'SIGILL',
    134: 'SIGABRT',
    135: 'SIGBUS',
    136: 'SIGFPE',
    137: 'SIGKILL',
    139: 'SIGSEGV',
    141: 'SIGPIPE',
    143: 'SIGTERM',
  };
  const name = names[exitCode];
  return name === undefined ? `exit code ${exitCode}` : `exit code ${exitCode} (${name})`;
}

function hintFor(exitCode: number, target: TargetPlan): string | null {
  if (exitCode === 127 && target.commandsForm === 'tox')
    return 'a command was not found: is it among `deps`? Else list its package in bindep.txt, or name an image that has it';
  if (exitCode === 127) return 'a command was not found: install it with `system` or `prep`';
  if (exitCode === 126) return 'a command is not executable: `chmod +x` it, or name its interpreter';
  if (exitCode === 137 && target.container.memory === null) return 'something killed it; `dmesg` on the engine tells';
  return null;
}

function during(target: TargetPlan, step: Step, word: 'from' | 'in' = 'from'): string {
  const at = commandAt(target, step);
  if (at === null || target.direct) return '';
  const place = at.of > 1 ? ` (command ${at.number} of ${at.of})` : '';
  return ` ${word} \`${firstLine(at.text)}\`${place}`;
}

function commandAt(target: TargetPlan, step: Step): TargetResult['failedCommand'] {
  const command = target.commands[step.command - 1];
  if (command === undefined) return null;
  return { text: textOf(command), number: step.command, of: target.commands.length };
}

function textOf(command: Command): string {
  return command.kind === 'script' ? command.text : shellQuoteAll(command.argv);
}

function firstLine(text: string): string {
  const [line = '', ...more] = text.trim().split('\n');
  const cut = line.length > 100 ? `${line.slice(0, 100)}…` : line;
  return more.length > 0 && !cut.endsWith('…') ? `${cut} …` : cut;
}

/** A passing target that prints FAIL has no failed tests: its exit code decides. */
function withoutFailures(report: FailureReport): FailureReport {
  return { ...report, runners: report.runners.map((runner) => ({ ...runner, failures: [] })) };
}
