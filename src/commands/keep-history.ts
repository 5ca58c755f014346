import { resolve } from 'node:path';
import { DoxError } from '../base/dox-error.ts';
import type { Io } from '../base/io.ts';
import type { Config } from '../config/config.ts';
import type { Flags } from '../flags.ts';
import type { History } from '../history/history.ts';
import type { HistoryNotes } from '../report/failure-lines.ts';
import type { Summary } from '../report/summary.ts';
import type { Event } from '../run/event.ts';

interface KeeperInput {
  readonly io: Io;
  readonly flags: Flags;
  readonly config: Config;
  /** The tests that are run alone, by their target's label. */
  readonly asked: ReadonlyMap<string, readonly string[]>;
}

/** What is known when the run has been added to the history. */
interface Kept {
  readonly notes: HistoryNotes;
  /** Why it could not be added, or null. */
  readonly problem: DoxError | null;
}

/** The end of a run waits no longer than this for what is not known yet of the tree, in milliseconds. */
const patience = 1000;

/** Adds a run to the project's history. Its code is loaded beside the run, or when that is over. */
export class HistoryKeeper {
  readonly #input: KeeperInput;
  readonly #trees = new Map<string, Promise<string | null>>();

  constructor(input: KeeperInput) {
    this.#input = input;
  }

  /** When a target's container is there but does not run yet, git is asked what is about to be tested. */
  event(event: Event): void {
    if (event.kind !== 'container-created' || this.#trees.has(event.target)) return;
    this.#trees.set(event.target, this.#treeState());
  }

  async #treeState(): Promise<string | null> {
    const { io, flags, config } = this.#input;
    const { treeState } = await import('../run/tree-state.ts');
    const artifacts = [...new Set(config.targets.flatMap((target) => target.artifacts))];
    const written = [flags.junit, flags.tap, flags.html, flags.resultJson, flags.events, flags.history].flatMap(
      (each) => each ?? [],
    );
    return treeState({
      root: config.root,
      artifacts,
      written: written.map((path) => resolve(io.cwd, path)),
      env: io.env,
    });
  }

  /** All that is known by now; null where it cannot be read, which `keep` has told. */
  async read(): Promise<History | null> {
    const { io, flags, config } = this.#input;
    const { namedHistory, projectHistory, readHistoryFile } = await import('./history-file.ts');
    try {
      return readHistoryFile(namedHistory(io, flags) ?? projectHistory(io, config));
    } catch (error) {
      if (error instanceof DoxError) return null;
      throw error;
    }
  }

  /** The run is over. Says of the tests that failed what their history says, where that is worth a word. */
  async keep(summary: Summary): Promise<Kept> {
    const runs = await this.#runs(summary);
    if (runs.runs.length === 0) return { notes: new Map(), problem: null };
    const { io, flags, config } = this.#input;
    const { addToHistoryFile, namedHistory, projectHistory, readHistoryFile } = await import('./history-file.ts');
    const path = namedHistory(io, flags) ?? projectHistory(io, config);
    try {
      await addToHistoryFile(io, path, runs);
      const failed = runs.runs.some(({ listed }) => listed.some(({ outcome }) => outcome !== 'flaky'));
      const notes = failed ? await notesOn(readHistoryFile(path), runs) : new Map();
      return { notes, problem: null };
    } catch (error) {
      if (!(error instanceof DoxError)) throw error;
      const { code, message, hint } = error;
      const told = new DoxError(code, `this run is not in the history: ${message}`, {
        cause: error,
        ...(hint === undefined ? {} : { hint }),
      });
      return { notes: new Map(), problem: told };
    }
  }

  async #runs(summary: Summary): Promise<History> {
    const [{ historyRuns, namedTest }, { junitCases }, { packTests }] = await Promise.all([
      import('../report/history-runs.ts'),
      import('../run/junit-artifacts.ts'),
      import('../history/named-tests.ts'),
    ]);
    const late = new Promise<null>((resolve) => setTimeout(resolve, patience, null).unref());
    const trees = new Map<string, string | null>();
    for (const [target, state] of this.#trees) trees.set(target, await Promise.race([state, late]));
    const names: Record<string, readonly string[]> = {};
    const runs = historyRuns(summary, { trees, asked: this.#input.asked }).map(async (run) => {
      const paths = summary.targets.find(({ label }) => label === run.target)?.artifacts ?? [];
      const packed = packTests((await junitCases({ root: summary.root, paths, since: run.time })).map(namedTest));
      if (packed === null) return run;
      names[packed.tests.names] = packed.ids;
      return { ...run, passed: packed.tests };
    });
    return { runs: await Promise.all(runs), names };
  }
}

async function notesOn(history: History, { runs }: History): Promise<HistoryNotes> {
  const { judgeTest } = await import('../history/judge-test.ts');
  const notes = runs.map(({ target, tree, image, listed }) => {
    const judged = listed.map(({ id, message }) => {
      return [id, judgeTest(history, { id, target }, { tree, image }, message)] as const;
    });
    const flaky = judged.flatMap(([id, { verdict, sentence }]) =>
      verdict === 'flaky' ? [[id, sentence] as const] : [],
    );
    return [target, new Map(flaky)] as const;
  });
  return new Map(notes);
}
