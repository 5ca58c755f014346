import { randomBytes } from 'node:crypto';
import { DoxError } from '../base/dox-error.ts';
import type { Io } from '../base/io.ts';
import { Label } from '../base/labels.ts';
import { ownerLabel } from '../base/owner.ts';
import { xdgFolder } from '../base/xdg-folder.ts';
import type { Flags } from '../flags.ts';
import { buildVariables } from '../plan/build-variables.ts';
import type { Plan } from '../plan/plan.ts';
import type { ImageContext } from '../run/image-context.ts';
import { runName } from '../run/run-folder.ts';
import { liveReporter } from './live-reporter.ts';

interface Work {
  readonly io: Io;
  readonly flags: Flags;
  readonly plan: Plan;
}

/** Connects to the engine for work on a plan's images outside of a run; what goes on is shown on standard error. */
export async function imageWork<T>(
  { io, flags, plan }: Work,
  work: (context: Omit<ImageContext, 'locked'>) => Promise<T>,
): Promise<T> {
  const { connect } = await import('../engine/connect.ts');
  const controller = new AbortController();
  const deaf = io.onSignal(() => controller.abort());
  const { signal } = controller;
  const { root, project, pull, cacheRegistry, push } = plan;
  const run = runName(new Date(io.now()), randomBytes(3).toString('hex'));
  const owner = ownerLabel(io.pid, io.hostname);
  const live = liveReporter(io, flags, { bare: false, marks: null });
  const labels = { [Label.project]: project, [Label.run]: run, [Label.owner]: owner };
  const engine = await connect({ env: io.env, home: io.user.home, uid: io.user.uid, signal, labels });
  try {
    const emit = live.event.bind(live);
    const folders = { cacheFolder: xdgFolder(io, 'cache'), stateFolder: xdgFolder(io, 'state') };
    const { now } = io;
    const plain = { root, project, pull, cacheRegistry, push };
    const variables = { buildVariables: buildVariables(io.env) };
    return await work({ engine, ...plain, run, owner, ...folders, ...variables, signal, emit, now });
  } catch (error) {
    throw signal.aborted ? new DoxError('interrupted', 'interrupted', { cause: error }) : error;
  } finally {
    deaf();
    await engine.close();
  }
}
