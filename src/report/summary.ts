import { combineExitCodes, ExitCode, signalExit } from '../base/exit-code.ts';
import type { Fingerprint } from '../plan/fingerprint.ts';
import type { Options } from '../plan/options.ts';
import type { EngineFacts, Event, ReadyImage, RunSignal, TargetResult } from '../run/event.ts';
import { addToTimeline, type Span } from './timeline.ts';

/** What a run came to: a fold over its events, and the only thing that exit codes and reports are made from. */
export interface Summary {
  readonly run: string;
  readonly project: string;
  readonly root: string;
  readonly version: string;
  /** Milliseconds since the epoch, as `ended`. */
  readonly started: number;
  readonly ended: number;
  readonly engine: EngineFacts | null;
  readonly selected: readonly string[];
  /** What the command line asked for; null before the run has begun. */
  readonly options: Options | null;
  readonly seed: number;
  /** What each target runs with, by its label; salted with `run`. */
  readonly fingerprints: Readonly<Record<string, Fingerprint>>;
  readonly images: readonly ReadyImage[];
  readonly targets: readonly TargetResult[];
  /** When each target's turn came, by its label. */
  readonly began: Readonly<Record<string, number>>;
  /** What ran when, in the order of its beginning. */
  readonly timeline: readonly Span[];
  readonly warnings: readonly string[];
  readonly signal: RunSignal | null;
  /** What went wrong with the run as a whole, or null. */
  readonly problem: string | null;
}

/** The summary of nothing yet. */
export const emptySummary: Summary = {
  run: '',
  project: '',
  root: '',
  version: '',
  started: 0,
  ended: 0,
  engine: null,
  selected: [],
  options: null,
  seed: 0,
  fingerprints: {},
  images: [],
  targets: [],
  began: {},
  timeline: [],
  warnings: [],
  signal: null,
  problem: null,
};

/** One step of the fold. */
export function addEvent(summary: Summary, event: Event): Summary {
  const timeline = addToTimeline(summary.timeline, event);
  return withEvent(timeline === summary.timeline ? summary : { ...summary, timeline }, event);
}

function withEvent(summary: Summary, event: Event): Summary {
  switch (event.kind) {
    case 'run-started': {
      const { run, project, root, version, targets: selected, options, seed, time } = event;
      const { fingerprints = {} } = event; // the record of an older dox has none
      const asked = { selected, options, seed, fingerprints };
      return { ...summary, run, project, root, version, ...asked, started: time, ended: time };
    }
    case 'engine-connected':
      return { ...summary, engine: event.engine };
    case 'image-ready':
      return { ...summary, images: [...summary.images, event.image] };
    case 'target-started':
      return { ...summary, began: { [event.target]: event.time, ...summary.began } };
    case 'target-ended':
      return { ...summary, targets: [...summary.targets, event.result] };
    case 'warning':
      return { ...summary, warnings: [...summary.warnings, event.message] };
    case 'run-ended':
      return { ...summary, ended: event.time, signal: event.signal, problem: event.problem };
    case 'image-started':
    case 'image-waiting':
    case 'image-progress':
    case 'image-line':
    case 'container-created':
    case 'container-started':
    case 'service-started':
    case 'service-ready':
    case 'target-retried':
    case 'interrupted':
      return summary;
  }
}

/** The whole fold. */
export function summarize(events: Iterable<Event>): Summary {
  let summary = emptySummary;
  for (const event of events) summary = addEvent(summary, event);
  return summary;
}

/**
 * The exit code of a run: each target's, the signal's, combined by their precedence. A run in which a selected
 * target has no result, or in which nothing was selected, is never a success.
 */
export function exitCodeOfRun(summary: Summary): number {
  const [only] = summary.targets;
  if (summary.signal === null && summary.targets.length === 1 && summary.selected.length === 1 && only?.direct) {
    if (only.exitCode !== null && only.exit <= 1) return only.exitCode;
  }
  const codes: ExitCode[] = summary.targets.map((target) => target.exit);
  if (summary.signal !== null) codes.push(signalExit[summary.signal]);
  if (summary.targets.length < summary.selected.length && summary.signal === null) codes.push(ExitCode.couldNotRun);
  return combineExitCodes(codes);
}
