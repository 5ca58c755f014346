import type { Io } from '../base/io.ts';
import type { FailureReport } from '../failures/failure.ts';
import { createLogReader } from '../failures/log-reader.ts';
import type { Flags } from '../flags.ts';
import type { JobOutcome } from '../recheck/diagnose.ts';
import { JobScan } from '../recheck/job-scan.ts';
import { metadataOfSource } from '../recheck/metadata.ts';
import type { Metadata } from '../recheck/query.ts';
import type { Signature } from '../recheck/signature.ts';
import { logLimits, openLog } from './open-log.ts';
import { TextCheck } from './text-check.ts';

interface LogInput {
  readonly io: Io;
  readonly flags: Flags;
  readonly source: string;
  readonly signatures: readonly Signature[];
  /** What is known of the log apart from it. */
  readonly given: Metadata;
}

/** What a log says of the job that wrote it. */
export interface LogOutcome {
  readonly outcome: JobOutcome;
  readonly report: FailureReport;
  /** Why dox can read nothing in it: no runner spoke, and the CI system does not say that all went well. Else null. */
  readonly unreadable: string | null;
}

/** Reads a log (see `openLog`) for failures, signatures and signs of trouble, in one pass. */
export async function logOutcome({ io, flags, source, signatures, given }: LogInput): Promise<LogOutcome> {
  const scan = new JobScan(signatures);
  const reader = createLogReader({ tap: scan.tap });
  const check = new TextCheck();
  let size = 0;
  for await (const chunk of openLog(source, io, logLimits(flags))) {
    check.push(chunk);
    size += chunk.length;
    reader.push(chunk);
  }
  const report = reader.end();
  const isCut = report.runners.some(({ complete }) => !complete);
  const { end, ...scanned } = scan.end({ given, source: metadataOfSource(source), isCut });
  const failures = report.runners.flatMap((runner) => runner.failures);
  const outcome: JobOutcome = {
    job: scanned.metadata.get('build_name')?.[0] ?? null,
    failures,
    flaky: report.runners.flatMap((runner) => runner.flaky),
    broken: brokenJob(report, end),
    couldNotRun: null,
    detail: [],
    hasNetwork: true,
    ...scanned,
  };
  const isSilent = report.runners.length === 0 && end !== 'succeeded';
  return { outcome, report, unreadable: isSilent ? whyUnreadable(size, check.isText) : null };
}

function whyUnreadable(size: number, isText: boolean): string {
  if (size === 0) return 'the log is empty';
  return isText ? 'no output of a test runner that dox knows' : 'this is no text in UTF-8';
}

/** Why more may have failed than runners named, as sentences; of one that named nothing and was cut, `broken` tells. */
export function gapsIn({ runners }: FailureReport): readonly string[] {
  const named = runners.some(({ failures }) => failures.length > 0);
  return runners.flatMap(({ runner, complete, warnings }) => [
    ...warnings,
    ...(complete || !named ? [] : [`${runner} did not come to its end: more may have failed`]),
  ]);
}

/** Why a job failed although no test did, or null where nothing says that it failed. */
function brokenJob({ runners }: FailureReport, end: ReturnType<JobScan['end']>['end']): string | null {
  if (end === 'succeeded') return null;
  if (runners.length === 0 && end === null) return null;
  if (runners.length === 0) return 'no test runner that dox knows has spoken';
  const cut = runners.find(({ complete }) => !complete);
  return cut === undefined ? null : `${cut.runner} did not come to its end`;
}
