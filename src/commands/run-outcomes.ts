import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ExitCode } from '../base/exit-code.ts';
import type { Io } from '../base/io.ts';
import { createLogReader } from '../failures/log-reader.ts';
import type { Flags } from '../flags.ts';
import { type JobOutcome, untested } from '../recheck/diagnose.ts';
import { JobScan } from '../recheck/job-scan.ts';
import { type Metadata, mergedMetadata } from '../recheck/query.ts';
import type { Signature } from '../recheck/signature.ts';
import { isTolerated } from '../report/known-tests.ts';
import type { Summary } from '../report/summary.ts';
import type { TargetResult } from '../run/event.ts';
import { gapsIn } from './log-outcome.ts';
import { logLimits, openPlainLog } from './open-log.ts';

interface RunInput {
  readonly io: Io;
  readonly flags: Flags;
  readonly summary: Summary;
  readonly signatures: readonly Signature[];
  readonly given: Metadata;
  /** The targets whose containers have no network, by name. */
  readonly offline: ReadonlySet<string>;
}

/** What is to be explained of a run. */
export interface RunOutcomes {
  /** Of each target that did not pass and may not fail. */
  readonly outcomes: readonly JobOutcome[];
  /** Why more may have failed, as sentences. */
  readonly gaps: readonly string[];
  /** Somebody ended the run, so that what did not come to its end has not failed. */
  readonly interrupted: boolean;
}

/** What became of the targets of a run that did not pass and may not fail; their logs are read for signatures. */
export async function runOutcomes({ summary, ...input }: RunInput): Promise<RunOutcomes> {
  const outcomes: JobOutcome[] = [];
  const gaps: string[] = [];
  let interrupted = summary.signal !== null;
  for (const result of summary.targets) {
    if (result.verdict === 'passed' || result.verdict === 'skipped' || isTolerated(result)) continue;
    if (result.verdict === 'interrupted') interrupted = true;
    else gaps.push(...gapsIn(result.report).map((gap) => `${result.label}: ${gap}`));
    outcomes.push(await targetOutcome(result, summary.root, input));
  }
  const missing = summary.selected.filter((label) => !summary.targets.some((each) => each.label === label));
  if (missing.length > 0 && !interrupted) {
    const what = summary.problem ?? 'the run did not come to its end';
    outcomes.push({ ...untested(null), broken: `${what}: ${missing.join(', ')} did not run` });
  }
  return { outcomes, gaps, interrupted };
}

async function targetOutcome(
  result: TargetResult,
  root: string,
  { flags, signatures, given, offline }: Omit<RunInput, 'summary'>,
): Promise<JobOutcome> {
  const { label, report, log, reason, detail } = result;
  const scan = new JobScan(signatures);
  const path = log === null ? null : join(root, log);
  if (path !== null && existsSync(path)) {
    const reader = createLogReader({ tap: scan.tap });
    for await (const chunk of openPlainLog(path, logLimits(flags))) reader.push(chunk);
    reader.end();
  }
  const known = mergedMetadata(given, new Map([['build_name', [label]]]));
  const { end: _, ...scanned } = scan.end({
    given: known,
    source: new Map(),
    isCut: report.runners.some(({ complete }) => !complete),
  });
  return {
    ...untested(label),
    failures: report.runners.flatMap(({ failures }) => failures),
    flaky: report.runners.flatMap(({ flaky }) => flaky),
    broken: result.verdict === 'interrupted' ? null : (reason ?? result.verdict),
    couldNotRun: isOfTheWorld(result) ? (reason ?? result.verdict) : null,
    detail: detail?.split('\n') ?? result.tail,
    ...scanned,
    hasNetwork: !offline.has(result.target),
  };
}

/**
 * Whether a target could not run for a reason that a retry may do away with. A failed build may be the change's own fault:
 * there dox has looked itself whether it was the network.
 */
function isOfTheWorld({ verdict, exit, detail, retryMayHelp }: TargetResult): boolean {
  return verdict === 'could not run' && exit === ExitCode.couldNotRun && (retryMayHelp || detail === null);
}
