import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { DoxError } from '../base/dox-error.ts';
import { ExitCode } from '../base/exit-code.ts';
import { inertJson } from '../base/inert-json.ts';
import type { Io } from '../base/io.ts';
import { createStyle, wantsColor } from '../base/style.ts';
import { version } from '../base/version.ts';
import type { Config } from '../config/config.ts';
import { findConfigFile } from '../config/find-config.ts';
import type { Flags } from '../flags.ts';
import type { History } from '../history/history.ts';
import { judgeTest } from '../history/judge-test.ts';
import type { Advice } from '../recheck/advice.ts';
import { advise } from '../recheck/advise.ts';
import { type ChosenSystem, chosenSystem, whereOthersKeepBugs } from '../recheck/chosen-system.ts';
import { ciSystem } from '../recheck/ci-system.ts';
import { diagnose, type JobOutcome, type Knowledge } from '../recheck/diagnose.ts';
import { type Metadata, mergedMetadata } from '../recheck/query.ts';
import { seenBefore } from '../recheck/seen-before.ts';
import { unsureNotes } from '../recheck/unsure-notes.ts';
import { adviceJson } from '../report/advice-json.ts';
import { adviceText } from '../report/advice-text.ts';
import type { Summary } from '../report/summary.ts';
import { askTracker, trackerFor } from './ask-tracker.ts';
import { namedHistory, projectHistory, readHistoryFile } from './history-file.ts';
import { lastRun } from './last-run.ts';
import { loadProject, projectIfAny } from './load-project.ts';
import { type LoadedSignatures, loadSignatures } from './load-signatures.ts';
import { gapsIn, logOutcome } from './log-outcome.ts';
import { postComment, postPlace, refuseCommands } from './post-comment.ts';
import { runOutcomes } from './run-outcomes.ts';

/**
 * `dox recheck [FILE|URL|-]`: why each test of a log, or of the last run, failed, and what to type so that they run again.
 * Exit code 0 if a recheck is right, 1 if it is not or nothing failed, 3 if dox can read nothing in the log.
 */
export async function recheck(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  const [source, ...more] = words;
  if (more.length > 0) throw new DoxError('usage', `dox recheck reads one log, not ${words.length}`);
  const place = flags.post === undefined ? null : postPlace(flags.post, io);
  const loaded = loadSignatures(io, flags);
  const project = await projectHere(io, flags, source === undefined);
  if (loaded === null || project === 'mistakes') return ExitCode.usage;
  const known = { ...loaded, tracker: trackerFor(flags, loaded.tracker, io) };
  const system = chosenSystem({ named: flags.system, own: loaded.templates, usual: ciSystem(io.env).system });
  if (place !== null) refuseCommands(system);
  const asked = { io, flags, known, system, ...historyOf(io, flags, project) };
  const isRun = source === undefined && project !== null;
  const seen = isRun ? await seenInRun(asked, project) : await seenInLog(asked, source ?? '-');
  const advice = await adviceOn(seen, asked);
  const isNothing = seen.unreadable !== null && !advice.justified;
  const why = `nothing to recheck: ${seen.unreadable}`;
  show(io, flags, isNothing ? { ...advice, diagnoses: [], why, typeIfKnown: null } : advice);
  if (place !== null) await postComment(advice, place, io);
  if (isNothing) return ExitCode.couldNotRun;
  return advice.justified ? ExitCode.ok : ExitCode.testsFailed;
}

/** All that was seen of what failed, and where. */
interface Seen {
  /** The last run of dox here, whose trees and images the history knows. */
  readonly isRun: boolean;
  /** A log, or the name of a run. */
  readonly source: string;
  readonly outcomes: readonly JobOutcome[];
  /** Why more may have failed, as sentences. */
  readonly gaps: readonly string[];
  /** Somebody ended the run. */
  readonly interrupted: boolean;
  /** By target; what holds for all is under ''. */
  readonly versions: ReadonlyMap<string, readonly string[]>;
  readonly notes: readonly string[];
  /** Why dox can read nothing in it, or null. */
  readonly unreadable: string | null;
}

interface Asked {
  readonly io: Io;
  readonly flags: Flags;
  readonly known: LoadedSignatures;
  readonly system: ChosenSystem;
  readonly history: History | null;
  /** Why the history could not be read, or nothing. */
  readonly unread: readonly string[];
}

/** The project that is worked in. A log can be read without one, and of one only the history is wanted then. */
async function projectHere(io: Io, flags: Flags, isNeeded: boolean): Promise<Config | 'mistakes' | null> {
  if (!isNeeded && namedHistory(io, flags) !== null) return null;
  const start = resolve(io.cwd, flags.directory ?? '.');
  if (!isNeeded && flags.file === undefined && findConfigFile(start) === null) return projectIfAny(io, flags);
  const hint = 'give a log: a file, an http(s) address, or - for a pipe; or go where `dox` has run your tests';
  return (await loadProject(io, flags, { elseHint: hint })) ?? 'mistakes';
}

/** A history that cannot be read costs what it would tell, not the answer. */
function historyOf(io: Io, flags: Flags, project: Config | null): Pick<Asked, 'history' | 'unread'> {
  const path = namedHistory(io, flags) ?? (project === null ? null : projectHistory(io, project));
  if (path === null) return { history: null, unread: [] };
  try {
    return { history: readHistoryFile(path), unread: [] };
  } catch (error) {
    if (!(error instanceof DoxError)) throw error;
    return { history: null, unread: [`the history was not asked: ${error.message}`] };
  }
}

function givenBy({ flags, known }: Asked): Metadata {
  return mergedMetadata(flags.meta ?? new Map(), known.metadata);
}

async function seenInLog(asked: Asked, source: string): Promise<Seen> {
  const { io, flags, known } = asked;
  const { signatures } = known;
  const { outcome, report, unreadable } = await logOutcome({ io, flags, source, signatures, given: givenBy(asked) });
  return {
    isRun: false,
    source: source === '-' ? 'standard input' : source,
    outcomes: [outcome],
    versions: new Map(),
    gaps: gapsIn(report),
    interrupted: false,
    notes: [],
    unreadable,
  };
}

async function seenInRun(asked: Asked, { root, targets }: Config): Promise<Seen> {
  const { io, flags, known } = asked;
  const summary = lastRun(root);
  const offline = new Set(targets.flatMap(({ name, network }) => (network === 'none' ? [name] : [])));
  const { signatures } = known;
  const found = await runOutcomes({ io, flags, summary, signatures, given: givenBy(asked), offline });
  return {
    isRun: true,
    source: `run ${summary.run} of dox`,
    ...found,
    versions: versionsOf(summary),
    notes: summary.targets.flatMap(({ label, retryNote }) => (retryNote === null ? [] : [`${label}: ${retryNote}`])),
    unreadable: null,
  };
}

function versionsOf({ version: ran, engine, images, targets }: Summary): Seen['versions'] {
  const all = [`dox ${ran}`, ...(engine === null ? [] : [`${engine.kind} ${engine.version}, ${engine.platform}`])];
  const own = targets.map(({ label, image }) => {
    const made = images.find((each) => each.label === image);
    const packages = Object.entries(made?.system ?? {}).map(([name, installed]) => `${name} ${installed}`);
    return [label, made === undefined ? [] : [`image ${made.label} (${made.base})`, ...packages]] as const;
  });
  return new Map([['', all], ...own]);
}

/**
 * What the history says of a test. Of a log nobody knows on which tree it was written, so that the history cannot say of
 * its failures that they are new.
 */
function judgeBy(history: History | null, isRun: boolean): Knowledge['judge'] {
  if (history === null) return () => null;
  return ({ id, message }, job) => {
    const judgement = judgeTest(history, { id, target: isRun ? job : null }, null, message);
    return judgement.verdict === 'new' && !isRun ? { ...judgement, verdict: 'unknown' } : judgement;
  };
}

async function adviceOn(seen: Seen, asked: Asked): Promise<Advice> {
  const { isRun, source, outcomes, gaps, interrupted, versions, notes, unreadable } = seen;
  const { io, flags, known, system, history, unread } = asked;
  const { signatures, expired, tracker } = known;
  const knowledge: Knowledge = {
    signatures,
    judge: judgeBy(history, isRun),
    seenBefore: (signature, metadata) => (history === null ? null : seenBefore(signature, history, metadata)),
  };
  const told = outcomes.flatMap((outcome) => diagnose(outcome, knowledge));
  const { diagnoses, notes: untold } = await askTracker(told, flags.offline ? null : tracker, io);
  const given = givenBy(asked);
  const run = given.get('run')?.[0] ?? (isRun ? io.env.GITHUB_RUN_ID : runNamedBy(outcomes)) ?? null;
  return advise({
    diagnoses,
    templates: system.templates,
    tracker,
    searchIn: tracker ?? whereOthersKeepBugs(system, outcomes),
    allowUnknown: flags.allowUnknown === true && unreadable === null,
    gaps,
    interrupted,
    job: given.get('build_name')?.[0] ?? (isRun ? ciSystem(io.env).job : null),
    run: run !== null && /^\d{1,20}$/.test(run) ? run : null,
    facts: { source, versions: versions.size > 0 ? versions : new Map([['', [`read by dox ${version}`]]]) },
    notes: [
      ...expired.map(
        ({ name, from, expires }) => `${from}: the signature "${name}" has expired on ${expires}, and does not count`,
      ),
      ...unread,
      ...gaps,
      ...notes,
      ...untold,
      ...(told.some(({ cause }) => cause.kind === 'unknown') ? unsureNotes(outcomes) : []),
    ],
  });
}

/** The run of GitHub Actions that wrote a log, by its address: this process may be in another one. */
function runNamedBy(outcomes: readonly JobOutcome[]): string | undefined {
  return outcomes.map(({ metadata }) => metadata.get('run')?.[0]).find((run) => run !== undefined);
}

function show(io: Io, flags: Flags, advice: Advice): void {
  if (flags.json) {
    io.stdout.write(`${inertJson(JSON.stringify(adviceJson(advice), null, 2))}\n`);
    return;
  }
  const style = createStyle(wantsColor(flags.color ?? 'auto', io.env, io.stdout.isTTY === true));
  io.stdout.write(adviceText(advice, { style, cwd: io.cwd, exists: existsSync }));
}
