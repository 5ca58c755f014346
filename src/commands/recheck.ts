import { existsSync } from 'node:fs';
import { DoxError } from '../base/dox-error.ts';
import { ExitCode } from '../base/exit-code.ts';
import { inertJson } from '../base/inert-json.ts';
import type { Io } from '../base/io.ts';
import { createStyle, wantsColor } from '../base/style.ts';
import { version } from '../base/version.ts';
import type { Flags } from '../flags.ts';
import type { Advice } from '../recheck/advice.ts';
import { advise } from '../recheck/advise.ts';
import { diagnose, type JobOutcome } from '../recheck/diagnose.ts';
import { type Metadata, mergedMetadata } from '../recheck/query.ts';
import { systems, usualSystem } from '../recheck/suggestion.ts';
import { adviceJson } from '../report/advice-json.ts';
import { adviceText } from '../report/advice-text.ts';
import type { Summary } from '../report/summary.ts';
import { lastRun } from './last-run.ts';
import { loadProject } from './load-project.ts';
import { type LoadedSignatures, loadSignatures } from './load-signatures.ts';
import { logOutcome } from './log-outcome.ts';
import { runOutcomes } from './run-outcomes.ts';

/**
 * `dox recheck [FILE|URL|-]`: why each test of a log, or of the last run, failed, and what to type so that they run again.
 * Exit code 0 if a recheck is right, 1 if it is not or nothing failed, 3 if dox can read nothing in the log.
 */
export async function recheck(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  const [source, ...more] = words;
  if (more.length > 0) throw new DoxError('usage', `dox recheck reads one log, not ${words.length}`);
  const known = loadSignatures(io, flags);
  if (known === null) return ExitCode.usage;
  const seen = source === undefined ? await seenInRun(io, flags, known) : await seenInLog(io, flags, known, source);
  if (seen === null) return ExitCode.usage;
  const advice = adviceOn(seen, { io, flags, known });
  const isNothing = seen.isUnreadable && !advice.justified;
  const why = 'nothing to recheck: no output of a test runner that dox knows';
  show(io, flags, isNothing ? { ...advice, diagnoses: [], why } : advice);
  if (isNothing) return ExitCode.couldNotRun;
  return advice.justified ? ExitCode.ok : ExitCode.testsFailed;
}

/** All that was seen of what failed, and where. */
interface Seen {
  /** A log, or the name of a run. */
  readonly source: string;
  readonly outcomes: readonly JobOutcome[];
  /** By target; what holds for all is under ''. */
  readonly versions: ReadonlyMap<string, readonly string[]>;
  readonly notes: readonly string[];
  /** No runner spoke in it. */
  readonly isUnreadable: boolean;
}

function givenBy(flags: Flags, known: LoadedSignatures): Metadata {
  return mergedMetadata(flags.meta ?? new Map(), known.metadata);
}

async function seenInLog(io: Io, flags: Flags, known: LoadedSignatures, source: string): Promise<Seen> {
  const { signatures } = known;
  const { outcome, report } = await logOutcome({ io, flags, source, signatures, given: givenBy(flags, known) });
  const cut = report.runners.filter(({ complete, failures }) => !complete && failures.length > 0);
  return {
    source: source === '-' ? 'standard input' : source,
    outcomes: [outcome],
    versions: new Map(),
    notes: [
      ...report.runners.flatMap(({ warnings }) => warnings),
      ...cut.map(({ runner }) => `${runner} did not come to its end: more may have failed`),
    ],
    isUnreadable: report.runners.length === 0,
  };
}

async function seenInRun(io: Io, flags: Flags, known: LoadedSignatures): Promise<Seen | null> {
  const config = await loadProject(io, flags);
  if (config === null) return null;
  const summary = lastRun(config.root);
  const { signatures } = known;
  const outcomes = await runOutcomes({ io, flags, summary, signatures, given: givenBy(flags, known) });
  return {
    source: `run ${summary.run} of dox`,
    outcomes,
    versions: versionsOf(summary),
    notes: summary.targets.flatMap(({ label, retryNote }) => (retryNote === null ? [] : [`${label}: ${retryNote}`])),
    isUnreadable: false,
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

interface Asked {
  readonly io: Io;
  readonly flags: Flags;
  readonly known: LoadedSignatures;
}

function adviceOn({ source, outcomes, versions, notes, isUnreadable }: Seen, { io, flags, known }: Asked): Advice {
  const { signatures, expired, tracker } = known;
  const diagnoses = outcomes.flatMap((outcome) =>
    diagnose(outcome, { signatures, judge: () => null, seenBefore: () => null }),
  );
  const given = givenBy(flags, known);
  const run = given.get('run')?.[0] ?? io.env.GITHUB_RUN_ID ?? null;
  return advise({
    diagnoses,
    templates: templatesOf(flags, known),
    tracker,
    allowUnknown: flags.allowUnknown === true && !isUnreadable,
    job: given.get('build_name')?.[0] ?? null,
    run: run !== null && /^\d{1,20}$/.test(run) ? run : null,
    facts: { source, versions: versions.size > 0 ? versions : new Map([['', [`read by dox ${version}`]]]) },
    notes: [
      ...expired.map(
        ({ name, from, expires }) => `${from}: the signature "${name}" has expired on ${expires}, and does not count`,
      ),
      ...notes,
    ],
  });
}

function templatesOf({ system }: Flags, { templates }: LoadedSignatures): readonly string[] {
  if (system === undefined) return templates ?? systems[usualSystem] ?? [];
  const named = Object.hasOwn(systems, system) ? systems[system] : undefined;
  if (named !== undefined) return named;
  if (/^[\w-]+$/.test(system)) {
    const hint = `the systems are: ${Object.keys(systems).join(', ')}; or write what is to be typed: 'recheck bug {bug}'`;
    throw new DoxError('usage', `dox knows no system ${system}`, { hint });
  }
  return [system];
}

function show(io: Io, flags: Flags, advice: Advice): void {
  if (flags.json) {
    io.stdout.write(`${inertJson(JSON.stringify(adviceJson(advice), null, 2))}\n`);
    return;
  }
  const style = createStyle(wantsColor(flags.color ?? 'auto', io.env, io.stdout.isTTY === true));
  io.stdout.write(adviceText(advice, { style, cwd: io.cwd, exists: existsSync }));
}
