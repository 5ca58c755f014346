import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DoxError } from '../base/dox-error.ts';
import { ExitCode, exitCodeOf } from '../base/exit-code.ts';
import type { Io } from '../base/io.ts';
import { Label } from '../base/labels.ts';
import { ownerLabel } from '../base/owner.ts';
import { createStyle, wantsColor } from '../base/style.ts';
import { version } from '../base/version.ts';
import type { Config } from '../config/config.ts';
import type { Engine } from '../engine/engine.ts';
import type { Flags } from '../flags.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Options } from '../plan/options.ts';
import type { Plan } from '../plan/plan.ts';
import { LiveReporter } from '../report/live.ts';
import { resultJson } from '../report/result-json.ts';
import { addEvent, emptySummary, exitCodeOfRun, type Summary } from '../report/summary.ts';
import { summaryText } from '../report/summary-text.ts';
import type { Event } from '../run/event.ts';
import { Interruption } from '../run/interruption.ts';
import { parsePathMap } from '../run/path-map.ts';
import { parseUserMap } from '../run/person.ts';
import { RunFolder, runName, writing } from '../run/run-folder.ts';
import { runPlan } from '../run/run-plan.ts';
import { sweep } from '../run/sweep.ts';
import { ioTerminal, pipedInput } from './io-terminal.ts';
import { loadProject, printDiagnostics } from './load-project.ts';
import { toOptions, xdgFolder } from './to-options.ts';

/** `dox` and `dox run`: from the configuration to the exit code. */
export async function run(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  if (flags.json) {
    const hint = '--result-json FILE writes the results; -n --json and -l --json print the plan and the targets';
    throw new DoxError('usage', '--json does not go with a run', { hint });
  }
  return runWith(io, flags, toOptions(flags, words));
}

/** The same for options that are already known (`dox shell`). */
export async function runWith(io: Io, flags: Flags, options: Options): Promise<number> {
  const config = loadProject(io, flags);
  if (config === null) return ExitCode.usage;
  const { plan, diagnostics } = makePlan(config, options, io.env);
  printDiagnostics(io, flags, diagnostics);
  if (plan === null) return ExitCode.usage;
  return execute({ io, flags, config, plan });
}

interface Execution {
  readonly io: Io;
  readonly flags: Flags;
  readonly config: Config;
  readonly plan: Plan;
}

async function execute({ io, flags, config, plan }: Execution): Promise<number> {
  const person = flags.userMap === undefined ? io.user : parseUserMap(flags.userMap);
  const pathMap = flags.pathMap === undefined ? null : parsePathMap(flags.pathMap);
  const interruption = new Interruption();
  const deaf = io.onSignal((signal, typed) => interruption.raise(signal, typed));
  const owner = ownerLabel(io.pid, io.hostname);
  const { root, project } = plan;
  const heir = io.user.uid === 0 && person.uid !== 0 ? person : null;
  const run = runName(new Date(io.now()), randomBytes(3).toString('hex'));
  const folder = new RunFolder({ root, run, owner, hostname: io.hostname, heir });
  const live = liveReporter(io, flags, plan);
  let summary = emptySummary;
  const emit = (event: Event): void => {
    summary = addEvent(summary, event);
    folder.record(event);
    live.event(event);
  };
  emit({
    kind: 'run-started',
    run,
    time: io.now(),
    version,
    project,
    root,
    file: config.file,
    targets: plan.targets.map((target) => target.label),
  });
  let engine: Engine | undefined;
  let unwritten: DoxError | null = null;
  try {
    const { connect } = await import('../engine/connect.ts');
    const connected = await connect({
      env: io.env,
      home: io.user.home,
      uid: io.user.uid,
      signal: interruption.aborted,
      labels: { [Label.project]: project, [Label.run]: run, [Label.owner]: owner },
    });
    engine = connected;
    const { kind, version: engineVersion, rootless, host, platform } = connected.info;
    const facts = { kind, version: engineVersion, rootless, host, platform };
    emit({ kind: 'engine-connected', time: io.now(), engine: facts });
    // beside the first target's commands, not beside its start: the engine is busy then
    let swept: Promise<unknown> | undefined;
    await runPlan(plan, {
      engine: connected,
      root,
      project,
      owner,
      folder,
      person,
      caller: io.user,
      pathMap,
      keep: plan.keep,
      terminal: ioTerminal(io),
      input: pipedInput(io),
      interruption,
      emit: (event) => {
        emit(event);
        if (event.kind === 'container-started') swept ??= sweep(connected, io.hostname).catch(() => []);
      },
      output: (stream, chunk) => live.output(stream, chunk),
      now: io.now,
      cacheFolder: xdgFolder(io, 'cache'),
    });
    await (swept ?? sweep(connected, io.hostname).catch(() => []));
  } catch (error) {
    if (!(error instanceof DoxError) || interruption.signal === null) throw error;
  } finally {
    if (folder.problem !== null) emit({ kind: 'warning', time: io.now(), message: folder.problem, hint: null });
    emit({ kind: 'run-ended', time: io.now(), signal: interruption.signal });
    folder.close();
    await engine?.close();
    deaf();
    if (flags.resultJson !== undefined) unwritten = writeResult(resolve(io.cwd, flags.resultJson), summary);
  }
  const code = conclude(io, flags, plan, summary);
  if (unwritten === null) return code;
  live.event({ kind: 'warning', time: io.now(), message: unwritten.message, hint: unwritten.hint ?? null });
  return code === ExitCode.ok ? exitCodeOf(unwritten.code) : code;
}

function liveReporter(io: Io, flags: Flags, plan: Plan): LiveReporter {
  const style = (stream: 'stdout' | 'stderr'): ReturnType<typeof createStyle> =>
    createStyle(wantsColor(flags.color ?? 'auto', io.env, io[stream].isTTY === true));
  const isTerminal = io.stderr.isTTY === true && io.env.TERM !== 'dumb';
  return new LiveReporter({
    stdout: io.stdout,
    stderr: io.stderr,
    style: { stdout: style('stdout'), stderr: style('stderr') },
    columns: isTerminal ? io.stderr.columns : null,
    quiet: flags.quiet ?? false,
    debug: flags.debug ?? false,
    bare: isDirect(plan),
  });
}

/** One container for one command: its output and exit code are dox's own. */
function isDirect(plan: Plan): boolean {
  return plan.targets.length === 1 && plan.targets[0]?.direct === true;
}

/** Why it could not be written, or null: what the run came to is to be shown all the same. */
function writeResult(path: string, summary: Summary): DoxError | null {
  try {
    const hint = 'the folder for --result-json must be there, and you must be able to write into it';
    writing(path, () => writeFileSync(path, resultJson(summary)), hint);
    return null;
  } catch (error) {
    if (error instanceof DoxError) return error;
    throw error;
  }
}

/** The summary goes to stdout, after the output; of a direct command only what went wrong with it, to stderr. */
function conclude(io: Io, flags: Flags, plan: Plan, summary: Summary): number {
  const code = exitCodeOfRun(summary);
  const direct = isDirect(plan);
  const ran = summary.targets.every((target) => target.exitCode !== null && target.verdict !== 'could not run');
  if (direct && ran) return code;
  const out = direct ? io.stderr : io.stdout;
  const style = createStyle(wantsColor(flags.color ?? 'auto', io.env, out.isTTY === true));
  out.write(summaryText(summary, { style, exists: existsSync, now: io.now() }));
  return code;
}
