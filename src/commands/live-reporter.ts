import type { Io } from '../base/io.ts';
import { createStyle, wantsColor } from '../base/style.ts';
import type { Flags } from '../flags.ts';
import type { CiMarks } from '../report/ci-marks.ts';
import { LiveReporter } from '../report/live.ts';

interface LiveInput {
  /** A direct command. */
  readonly bare: boolean;
  /** What a CI system wants to read in between. */
  readonly marks: CiMarks | null;
}

/** The reporter for what this process may write to. */
export function liveReporter(io: Io, flags: Flags, { bare, marks }: LiveInput): LiveReporter {
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
    bare,
    marks,
  });
}
