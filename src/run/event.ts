import type { Signal } from '../base/io.ts';
import type { FailureReport } from '../failures/failure.ts';
import type { Fingerprint } from '../plan/fingerprint.ts';
import type { Options } from '../plan/options.ts';

/**
 * Everything that happens in a run, in order. Plain data, one JSON object a line in the run's `events.ndjson`;
 * reports are made from these alone. (Output itself flows beside the events, to the target's log.)
 */
export type Event =
  /** A run begins: the selected targets are known, nothing is done yet. */
  | {
      readonly kind: 'run-started';
      readonly run: string;
      /** Milliseconds since the epoch, as in every `time`. */
      readonly time: number;
      readonly version: string;
      readonly project: string;
      readonly root: string;
      readonly file: string;
      readonly targets: readonly string[];
      /** What was asked for, so that `dox rerun` can ask for the same. */
      readonly options: Options;
      /** How the configuration was understood, as in Config. */
      readonly notes: readonly string[];
      /** Python's hash seed in all targets that set none of their own. */
      readonly seed: number;
      /** What each target runs with, by its label, so that `dox rerun` can tell whether it is the same; salted with `run`. */
      readonly fingerprints: Readonly<Record<string, Fingerprint>>;
    }
  /** The engine answers. */
  | { readonly kind: 'engine-connected'; readonly time: number; readonly engine: EngineFacts }
  /** Work on an image begins; there is none of these for an image that is there already. */
  | {
      readonly kind: 'image-started';
      readonly time: number;
      readonly image: string;
      readonly action: ImageAction;
      /** Why the image that is there will not do, or null. */
      readonly why: string | null;
    }
  /** Another dox is making the image just now; this one waits for it and then looks again. */
  | { readonly kind: 'image-waiting'; readonly time: number; readonly image: string; readonly action: ImageAction }
  /** Bytes of a pull so far. */
  | {
      readonly kind: 'image-progress';
      readonly time: number;
      readonly image: string;
      readonly done: number;
      readonly total: number;
    }
  /** A line of a build's output. */
  | { readonly kind: 'image-line'; readonly time: number; readonly image: string; readonly line: string }
  /** An image can be used. */
  | { readonly kind: 'image-ready'; readonly time: number; readonly image: ReadyImage }
  /** A target's turn: its image is looked for. */
  | {
      readonly kind: 'target-started';
      readonly time: number;
      readonly target: string;
      readonly image: string;
      /** Relative to the root. */
      readonly log: string;
    }
  /** The container exists but has not started. */
  | { readonly kind: 'container-created'; readonly time: number; readonly target: string; readonly container: string }
  /** The engine has started it. */
  | { readonly kind: 'container-started'; readonly time: number; readonly target: string }
  /** A service of a target runs, but is not ready yet. */
  | { readonly kind: 'service-started'; readonly time: number; readonly target: string; readonly service: string }
  /** It is ready, and its `init` commands have succeeded. */
  | { readonly kind: 'service-ready'; readonly time: number; readonly target: string; readonly service: string }
  /** The tests of a target that failed are run once more, by themselves. */
  | {
      readonly kind: 'target-retried';
      readonly time: number;
      readonly target: string;
      /** Which try begins, from 2, and how many there may be. */
      readonly number: number;
      readonly of: number;
      /** How many tests failed in the try before. */
      readonly tests: number;
    }
  /** A target is over, one way or another. */
  | { readonly kind: 'target-ended'; readonly time: number; readonly result: TargetResult }
  /** Something that the user should know but that changes no verdict. */
  | { readonly kind: 'warning'; readonly time: number; readonly message: string; readonly hint: string | null }
  /** A signal in a target's turn: the first time its processes get it too, the second time they are killed. */
  | {
      readonly kind: 'interrupted';
      readonly time: number;
      readonly signal: RunSignal;
      /** 1, 2. */
      readonly times: number;
      readonly target: string;
      /** Whether the target has a container by now. */
      readonly running: boolean;
    }
  /** The run is over; `signal` or `problem` says what ended it early. */
  | {
      readonly kind: 'run-ended';
      readonly time: number;
      readonly signal: RunSignal | null;
      /** What went wrong with the run as a whole, such as an engine that does not answer, or null. */
      readonly problem: string | null;
    };

export type RunSignal = Signal;

export type ImageAction = 'pull' | 'build' | 'prepare';

export interface EngineFacts {
  readonly kind: 'docker' | 'podman';
  readonly version: string;
  readonly rootless: boolean;
  readonly host: string;
  readonly platform: string;
}

export interface ReadyImage {
  /** Its id in the plan: what it is made of, as the configuration says it. */
  readonly plan: string;
  /** As in the plan. */
  readonly label: string;
  /** What runs: the prepared image's name, or the base's. */
  readonly reference: string;
  readonly id: string;
  /** The base's `name@sha256:…`, or its id where it has no digest. */
  readonly base: string;
  /** When it was made, in milliseconds since the epoch; null where the engine does not say. */
  readonly created: number | null;
  /** True if nothing had to be pulled or built. */
  readonly reused: boolean;
  /** Why the one that was there was pulled or built anew, though nobody asked for that, or null. */
  readonly renewed: string | null;
  /** The declared system packages, a curated image's own among them, and the versions that are in the image, as dpkg there says. */
  readonly system: Readonly<Record<string, string>>;
}

/** passed · failed (its tests or commands) · could not run (the world or the config) · skipped · interrupted. */
export type Verdict = 'passed' | 'failed' | 'could not run' | 'skipped' | 'interrupted';

export interface TargetResult {
  readonly label: string;
  readonly target: string;
  readonly image: string;
  readonly verdict: Verdict;
  /** One sentence: why it is not simply passed. */
  readonly reason: string | null;
  /** What to do about it. */
  readonly hint: string | null;
  /** Output that explains it where the target has none of its own: the tail of a failed build. */
  readonly detail: string | null;
  /** The command's own exit code, or null where none was seen. */
  readonly exitCode: number | null;
  /** The exit code that this target asks of dox. */
  readonly exit: 0 | 1 | 2 | 3 | 70 | 129 | 130 | 143;
  readonly retryMayHelp: boolean;
  /** The command that failed, as written, and its place among how many. */
  readonly failedCommand: { readonly text: string; readonly number: number; readonly of: number } | null;
  readonly seconds: { readonly image: number; readonly start: number; readonly command: number };
  readonly allowFailure: boolean;
  readonly direct: boolean;
  readonly report: FailureReport;
  /** Each try, where there was more than one; `report` has what they come to. */
  readonly tries: readonly Try[];
  /** Why failed tests were not tried again, or what kept the last try from its end; null where all is as asked. */
  readonly retryNote: string | null;
  /** The words after `dox` that run only the failed tests again, or why there are none. */
  readonly rerun: { readonly words: readonly string[] } | { readonly reason: string } | null;
  /** The last lines of the output, kept only where it failed and nobody understood why. */
  readonly tail: readonly string[];
  /** Relative to the root. */
  readonly log: string | null;
  readonly artifacts: readonly string[];
  /** In the order of the plan; empty where none was started. */
  readonly services: readonly ServiceResult[];
  /** The container, if it was kept. */
  readonly kept: string | null;
}

/** One of several tries of a target: the first is of all its tests, each other one of those that had failed. */
export type Try = Pick<TargetResult, 'verdict' | 'reason' | 'report' | 'log' | 'seconds'>;

/** What became of a service. */
export interface ServiceResult {
  readonly name: string;
  /** The image's label. */
  readonly image: string;
  /** Relative to the root. */
  readonly log: string;
  /** From its start until it was ready, its `init` commands included; null if it never was. */
  readonly readySeconds: number | null;
  /** Its exit code, if it ended before the target did; else null. */
  readonly ended: number | null;
}
