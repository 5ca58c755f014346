import { Readable } from 'node:stream';
import type { Io } from '../../src/base/io.ts';
import { logOutcome } from '../../src/commands/log-outcome.ts';
import type { Diagnosis } from '../../src/recheck/advice.ts';
import { diagnose, type Knowledge } from '../../src/recheck/diagnose.ts';
import type { Metadata } from '../../src/recheck/query.ts';
import type { Signature } from '../../src/recheck/signature.ts';

/** What is known without a history. */
export function knowing(signatures: readonly Signature[]): Knowledge {
  return { signatures, judge: () => null, seenBefore: () => null };
}

/** What `dox recheck -` finds in a log. */
export async function recheckLog(
  bytes: Buffer | string,
  signatures: readonly Signature[],
  given: Metadata = new Map(),
): Promise<readonly Diagnosis[]> {
  const stdin = Readable.from([Buffer.from(bytes)]);
  const io = { stdin, cwd: '/' } as unknown as Io; // all that is used of it here
  const { outcome } = await logOutcome({ io, flags: {}, source: '-', signatures, given });
  return diagnose(outcome, knowing(signatures));
}

/** The numbers of the bugs that are named. */
export function bugsIn(diagnoses: readonly Diagnosis[]): readonly number[] {
  const bugs = diagnoses.flatMap(({ cause }) => (cause.kind === 'known bug' ? cause.bugs : []));
  return [...new Set(bugs.flatMap(({ bug }) => (bug.kind === 'link' ? [] : [bug.number])))];
}
