import { randomBytes } from 'node:crypto';
import type { Io } from '../base/io.ts';
import { ownerLabel } from '../base/owner.ts';
import { version } from '../base/version.ts';
import type { Config } from '../config/config.ts';
import type { Flags } from '../flags.ts';
import { fingerprint } from '../plan/fingerprint.ts';
import type { Options } from '../plan/options.ts';
import type { Plan } from '../plan/plan.ts';
import type { CiMarks } from '../report/ci-marks.ts';
import type { LiveReporter } from '../report/live.ts';
import { addEvent, emptySummary, type Summary } from '../report/summary.ts';
import type { Event, RunSignal } from '../run/event.ts';
import type { Person } from '../run/person.ts';
import { RunFolder, runName } from '../run/run-folder.ts';
import { shownStreams } from './ci-marks.ts';
import { liveReporter } from './live-reporter.ts';
import type { ReportFiles } from './report-files.ts';

interface RunRecordInput {
  readonly io: Io;
  readonly flags: Flags;
  readonly config: Config;
  readonly options: Options;
  readonly plan: Plan;
  readonly seed: number;
  /** Whose files the run's folder is to be, if dox runs as root for somebody. */
  readonly person: Person;
  readonly files: ReportFiles;
  /** What the CI system wants to read. */
  readonly marks: CiMarks | null;
}

/** A run as it is told: each event goes to the run's folder, to --events, to the person at the terminal and into the summary. */
export class RunRecord {
  readonly run: string;
  readonly owner: string;
  readonly folder: RunFolder;
  readonly live: LiveReporter;
  /** With the streams that a person reads. */
  readonly io: Io;
  #summary = emptySummary;
  readonly #files: ReportFiles;

  /** Begins the record. Throws where the run's folder cannot be written. */
  constructor({ io, flags, config, options, plan, seed, person, files, marks }: RunRecordInput) {
    const { root, project, targets } = plan;
    this.#files = files;
    this.run = runName(new Date(io.now()), randomBytes(3).toString('hex'));
    this.owner = ownerLabel(io.pid, io.hostname);
    const heir = io.user.uid === 0 && person.uid !== 0 ? person : null;
    this.folder = new RunFolder({ root, run: this.run, owner: this.owner, hostname: io.hostname, heir });
    const direct = isDirect(plan);
    this.io = shownStreams(io, { takeStdout: files.takeStdout, direct });
    this.live = liveReporter(this.io, flags, { bare: direct, marks });
    const labels = [...targets, ...plan.obstructed].map((target) => target.label);
    const { run } = this;
    const { file, notes } = config;
    const time = io.now();
    const fingerprints = Object.fromEntries(targets.map((target) => [target.label, fingerprint(target, run)]));
    const asked = { targets: labels, options, seed, fingerprints };
    this.emit({ kind: 'run-started', run, time, version, project, root, file, notes, ...asked });
  }

  get summary(): Summary {
    return this.#summary;
  }

  emit(event: Event): void {
    this.#summary = addEvent(this.#summary, event);
    this.folder.record(event);
    this.#files.event(event);
    this.live.event(event);
  }

  /** A warning that changes no verdict. */
  warn(message: string, hint: string | null = null): void {
    this.emit({ kind: 'warning', time: this.io.now(), message, hint });
  }

  /** A warning that comes when the record is closed. */
  tell(message: string, hint: string | null): void {
    this.live.event({ kind: 'warning', time: this.io.now(), message, hint });
  }

  /** The run is over, by a signal or a problem of the whole perhaps: nothing but the summary is left. */
  end(signal: RunSignal | null, problem: string | null): void {
    if (this.folder.problem !== null) this.warn(this.folder.problem);
    this.emit({ kind: 'run-ended', time: this.io.now(), signal, problem });
    this.folder.close();
  }
}

/** One container for one command: its output and exit code are dox's own. */
export function isDirect(plan: Plan): boolean {
  return plan.targets.length === 1 && plan.targets[0]?.direct === true;
}
