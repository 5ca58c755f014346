import { type Failure, makeFailure } from '../failure.ts';
import { nodetestRerunId } from './nodetest-rerun-id.ts';
import type { TapDiagnosis } from './tap-diagnosis.ts';

/** A test point that is not ok, and what it is called below those that hold it. */
export interface TapFound {
  readonly path: readonly string[];
  readonly diagnosis: TapDiagnosis;
  readonly durationMs: number | null;
  /** It failed because of others, so far as is known. */
  readonly isParent: boolean;
  /** The file that holds it, where its path no longer says so. */
  readonly file?: string | null;
}

const batsTiming = /(?: in \d{1,9}ms)?(?: # timeout after \d{1,9}s)?$/;
const filePath = /\.(?:[cm]?[jt]sx?|t|pl|bats)$/;

/** Node 18 and others hold the tests of a file in a test that is called like it. */
export function fileOf([first]: readonly string[]): string | null {
  return first !== undefined && filePath.test(first) && !first.includes(' > ') ? first : null;
}

/** The failure of a point, in the words of the runner that printed it. */
export function describePoint({ path, diagnosis, durationMs, file: above }: TapFound, runner: string): Failure {
  const holder = above ?? fileOf(path);
  const names = fileOf(path) !== null && path.length > 1 && runner === 'nodetest' ? path.slice(1) : path;
  const file = diagnosis.file ?? holder;
  const whole = fileOf(path) !== null && path.length === 1;
  const excerpt = diagnosis.excerpt();
  const id = runner === 'bats' ? names.join(' > ').replace(batsTiming, '') : names.join(' > ');
  return makeFailure({
    id,
    runner,
    rerunId: runner === 'nodetest' ? nodetestRerunId(names, excerpt) : runner === 'tap' ? (holder ?? file) : id,
    message: diagnosis.message(),
    file,
    line: diagnosis.line,
    excerpt,
    outcome: whole ? 'error' : 'failed',
    ...(whole ? { unit: 'module' } : {}),
    durationMs: durationMs ?? diagnosis.durationMs,
  });
}

/** `Bail out!`, where no point says what failed. */
export function bailOut(reason: string, runner: string): Failure {
  const id = `Bail out!${reason === '' ? '' : ` ${reason}`}`;
  return makeFailure({
    id,
    runner,
    rerunId: null,
    message: reason === '' ? null : reason,
    outcome: 'error',
    unit: 'suite',
  });
}
