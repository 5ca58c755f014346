import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { DoxError } from '../base/dox-error.ts';
import { ExitCode, exitCodeOf } from '../base/exit-code.ts';
import type { Io } from '../base/io.ts';
import { Label } from '../base/labels.ts';
import { createStyle, wantsColor } from '../base/style.ts';
import { xdgFolder } from '../base/xdg-folder.ts';
import type { Config } from '../config/config.ts';
import type { Engine } from '../engine/engine.ts';
import type { Flags } from '../flags.ts';
import { buildVariables } from '../plan/build-variables.ts';
import { lockedParts } from '../plan/locked.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { Options } from '../plan/options.ts';
import type { Plan } from '../plan/plan.ts';
import type { HistoryNotes } from '../report/failure-lines.ts';
import { exitCodeOfRun } from '../report/summary.ts';
import { summaryText } from '../report/summary-text.ts';
import type { ReadyImage } from '../run/event.ts';
import { Interruption } from '../run/interruption.ts';
import { parsePathMap } from '../run/path-map.ts';
import { parseUserMap } from '../run/person.ts';
import { type RunContext, runPlan } from '../run/run-plan.ts';
import { sweep } from '../run/sweep.ts';
import { ciMarks } from './ci-marks.ts';
import { findSignatures } from './find-signatures.ts';
import { heldToLock } from './held-to-lock.ts';
import { ioTerminal, pipedInput } from './io-terminal.ts';
import { HistoryKeeper } from './keep-history.ts';
import { failedOnly, lastRun, optionsOf, refuseChanged } from './last-run.ts';
import { loadLock, type ProjectLock } from './load-lock.ts';
import { loadProject, namesAskedFor, printDiagnostics } from './load-project.ts';
import { refuseWords } from './refuse-words.ts';
import { ReportFiles } from './report-files.ts';
import { isDirect, RunRecord } from './run-record.ts';
import { toOptions } from './to-options.ts';
import { writeHtml, writeReports, writeStepSummary } from './write-reports.ts';

/** `dox` and `dox run`: from the configuration to the exit code. */
export async function run(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  if (flags.json) {
    const hint = '--result-json FILE writes the results; -n --json and -l --json print the plan and the targets';
    throw new DoxError('usage', '--json does not go with a run', { hint });
  }
  if (!flags.failed) return runWith(io, flags, toOptions(flags, words));
  refuseWords('--failed', words);
  return runWith(io, flags, toOptions(flags, words), 'failed');
}

/** Whether all is run, or only what failed last: on images as they are made now, or as in that run, on its images. */
type Extent = 'all' | 'failed' | 'as before';

/** The same for options that are already known (`dox shell`, `dox rerun`). */
export async function runWith(io: Io, flags: Flags, asked: Options, extent: Extent = 'all'): Promise<number> {
  const found = await loadProject(io, flags, { direct: asked.direct !== null });
  if (found === null) return ExitCode.usage;
  const last = extent === 'all' ? null : lastRun(found.root);
  const options = last === null ? asked : optionsOf(last, asked);
  const ran = last?.targets.map(({ target }) => target) ?? [];
  const names = [...namesAskedFor(options.environments), ...ran];
  const config = last === null ? found : await withNames(found, names, { io, flags });
  if (config === null) return ExitCode.usage;
  const { plan, diagnostics } = makePlan(config, options, io.env);
  printDiagnostics(io, flags, diagnostics);
  const locked = await loadLock(io, flags, config);
  if (plan === null || locked === null) return ExitCode.usage;
  const chosen = last === null ? { plan, notes: [], asked: new Map() } : failedOnly(plan, last);
  if (extent === 'as before' && last !== null) refuseChanged(chosen.plan, last);
  const seed = last?.seed ?? randomInt(hashSeeds);
  const images = extent === 'as before' ? (last?.images ?? []) : null;
  return execute({ io, flags, config, options, locked, seed, images, ...chosen });
}

/** The last run may have had names that mean something only where they are asked for, as environments of tox do. */
async function withNames(
  found: Config,
  asked: readonly string[],
  { io, flags }: { readonly io: Io; readonly flags: Flags },
): Promise<Config | null> {
  const known = new Set([...found.targets, ...(found.groups ?? [])].map(({ name }) => name));
  const others = asked.filter((name) => !known.has(name));
  if (others.length === 0 || found.source === 'dox.yml') return found;
  return loadProject(io, { ...flags, environment: [...(flags.environment ?? []), ...others] });
}

/** PYTHONHASHSEED is a number below this (Python's documentation, "Command line and environment"). */
const hashSeeds = 2 ** 32;

interface Execution {
  readonly io: Io;
  readonly flags: Flags;
  readonly config: Config;
  readonly options: Options;
  readonly plan: Plan;
  readonly locked: ProjectLock;
  /** Warnings that come with the plan. */
  readonly notes: readonly string[];
  /** The tests that are run alone, by their target's label. */
  readonly asked: ReadonlyMap<string, readonly string[]>;
  readonly seed: number;
  /** The images that are to be used and no others; null: whatever the plan gives. */
  readonly images: readonly ReadyImage[] | null;
}

async function execute(execution: Execution): Promise<number> {
  const { io, flags, config, options, plan, locked, notes, asked, seed, images } = execution;
  const person = flags.userMap === undefined ? io.user : parseUserMap(flags.userMap);
  const pathMap = flags.pathMap === undefined ? null : parsePathMap(flags.pathMap);
  const files = new ReportFiles(io, flags);
  if (files.takeStdout && isDirect(plan)) {
    throw new DoxError('usage', 'a report on standard output does not go with -c', { hint: 'write it to a file' });
  }
  const marks = await ciMarks(io, isDirect(plan));
  const interruption = new Interruption();
  const deaf = io.onSignal((signal, typed) => interruption.raise(signal, typed));
  const record = new RunRecord({ io, flags, config, options, plan, person, seed, files, marks });
  const history = options.direct === null ? new HistoryKeeper({ io, flags, config, asked }) : null;
  let engine: Engine | undefined;
  let broken: { readonly error: unknown } | null = null;
  try {
    for (const note of notes) record.warn(note);
    engine = await connectEngine({ io, plan, record, interruption });
    const notice = heldToLock({ io, flags, config, plan, locked, enginePlatform: engine.info.platform });
    if (notice !== null) record.warn(notice.message, notice.hint);
    const { lock } = locked;
    await runTargets({ io, plan, record, history, interruption, engine, person, pathMap, lock, seed, images });
  } catch (error) {
    if (!(error instanceof DoxError) || interruption.signal === null) broken = { error };
  }
  record.end(interruption.signal, broken === null ? null : problemOf(broken.error));
  const unwritten = [...(await writeReports(files, record.summary, io))];
  const unasked = isDirect(plan) ? [] : await writeStepSummary(io, record.summary);
  const { notes: known = new Map(), problem = null } = (await history?.keep(record.summary)) ?? {};
  unwritten.push(...(await writeHtml(files, record.summary, async () => (await history?.read()) ?? null)));
  await engine?.close();
  deaf();
  const code = broken === null ? conclude(flags, plan, record, known) : ExitCode.bug;
  for (const { message, hint = null } of [...unwritten, ...unasked, ...(problem === null ? [] : [problem])])
    record.tell(message, hint);
  if (broken !== null) throw broken.error;
  record.live.end();
  return code === ExitCode.ok && unwritten[0] !== undefined ? exitCodeOf(unwritten[0].code) : code;
}

function problemOf(error: unknown): string {
  return error instanceof DoxError ? error.message : `a bug in dox: ${String(error)}`;
}

interface Begun {
  readonly io: Io;
  readonly plan: Plan;
  readonly record: RunRecord;
  readonly interruption: Interruption;
}

async function connectEngine({ io, plan, record, interruption }: Begun): Promise<Engine> {
  const { connect } = await import('../engine/connect.ts');
  const engine = await connect({
    env: io.env,
    home: io.user.home,
    uid: io.user.uid,
    signal: interruption.aborted,
    labels: { [Label.project]: plan.project, [Label.run]: record.run, [Label.owner]: record.owner },
  });
  const { kind, version, rootless, host, platform } = engine.info;
  record.emit({ kind: 'engine-connected', time: io.now(), engine: { kind, version, rootless, host, platform } });
  return engine;
}

type Connected = Begun &
  Pick<RunContext, 'engine' | 'person' | 'pathMap' | 'seed'> &
  Pick<Execution, 'images'> & { readonly history: HistoryKeeper | null } & Pick<ProjectLock, 'lock'>;

/** Runs them all, and tidies up after others beside the first target's commands, not its start: the engine is busy then. */
async function runTargets(begun: Connected): Promise<void> {
  const { io, plan, record, history, interruption, engine, person, pathMap, lock, seed, images } = begun;
  let tidied: Promise<unknown> | undefined;
  const tidy = (): Promise<unknown> => {
    record.folder.dropOld();
    return sweep(engine, io.hostname).catch(() => []);
  };
  await runPlan(plan, {
    engine,
    root: plan.root,
    project: plan.project,
    owner: record.owner,
    folder: record.folder,
    person,
    caller: io.user,
    pathMap,
    seed,
    pinned: images,
    keep: plan.keep,
    terminal: await ioTerminal(io),
    input: pipedInput(io),
    interruption,
    emit: (event) => {
      record.emit(event);
      history?.event(event);
      if (event.kind === 'container-started') tidied ??= tidy();
    },
    output: (stream, chunk) => record.live.output(stream, chunk),
    now: io.now,
    cacheFolder: xdgFolder(io, 'cache'),
    stateFolder: xdgFolder(io, 'state'),
    buildVariables: buildVariables(io.env),
    locked: (image) => lockedParts(image, lock, engine.info.platform),
  });
  await (tidied ?? tidy());
}

/** The summary goes to stdout, after the output; of a direct command only what went wrong with it, to stderr. */
function conclude(flags: Flags, plan: Plan, { io, summary }: RunRecord, notes: HistoryNotes): number {
  const code = exitCodeOfRun(summary);
  const direct = isDirect(plan);
  const ran = summary.targets.every((target) => target.exitCode !== null && target.verdict !== 'could not run');
  if (direct && ran) return code;
  const out = direct ? io.stderr : io.stdout;
  const style = createStyle(wantsColor(flags.color ?? 'auto', io.env, out.isTTY === true));
  out.write(summaryText(summary, { style, exists: existsSync, now: io.now(), notes }));
  const failed = summary.targets.some(({ verdict }) => verdict === 'failed' || verdict === 'could not run');
  if (failed && !direct && findSignatures(plan.root) !== null) out.write('  is it a known bug? `dox recheck` says\n');
  return code;
}
