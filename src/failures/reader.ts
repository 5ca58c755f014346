import { AnnouncedLabels } from './announced-labels.ts';
import type { FailureReport } from './failure.ts';
import type { LineTap } from './line-tap.ts';
import type { Runner, Stream } from './parser.ts';
import { ParserSets } from './parser-sets.ts';
import { runners as allRunners } from './runners.ts';
import { type Listeners, StreamReader } from './stream-reader.ts';
import { Triggers } from './triggers.ts';

/** Reads the output of a run as it comes, in chunks of any size, and says at the end what failed. */
export interface FailureReader {
  push(stream: Stream, chunk: Uint8Array): void;
  /** Call it once, after the last push. */
  end(): FailureReport;
}

/** By the runners that they are of: to make them takes longer than to read most outputs. */
const known = new WeakMap<readonly Runner[], Triggers>();

/**
 * A reader in which each of the runners' parsers sees the whole output, or all of it that has one label; both streams are
 * cut into lines apart.
 */
export function createFailureReader(
  runners: readonly Runner[] = allRunners,
  tap: LineTap | null = null,
): FailureReader {
  const sets = new ParserSets(runners);
  const announced = new AnnouncedLabels();
  const { parsers } = sets.unlabelled;
  const triggers = known.get(runners) ?? new Triggers([...parsers, announced]);
  known.set(runners, triggers);
  const listeners: Listeners = { sets, announced, triggers, announcer: parsers.length, tap };
  const streams = { stdout: new StreamReader('stdout', listeners), stderr: new StreamReader('stderr', listeners) };
  return {
    push(stream, chunk) {
      sets.bytes(chunk, stream);
      streams[stream].push(chunk);
    },
    end() {
      streams.stdout.end();
      streams.stderr.end();
      return sets.end();
    },
  };
}
