import { ExitCode } from '../base/exit-code.ts';
import type { Io } from '../base/io.ts';
import { createStyle, wantsColor } from '../base/style.ts';
import { xdgFolder } from '../base/xdg-folder.ts';
import type { Lock } from '../config/lock.ts';
import type { Flags } from '../flags.ts';
import { lockedParts } from '../plan/locked.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { ImagePlan, Plan } from '../plan/plan.ts';
import { notesText } from '../report/notes-text.ts';
import { planText } from '../report/plan-text.ts';
import type { ResolvedImage } from '../run/resolve-image.ts';
import { loadLock } from './load-lock.ts';
import { loadProject, printDiagnostics } from './load-project.ts';
import { toOptions } from './to-options.ts';

/** `dox plan` and `dox -n`: all that a run would do. Only --resolve asks the engine, and it changes nothing there. */
export async function plan(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  const config = await loadProject(io, flags);
  if (config === null) return ExitCode.usage;
  const { plan: made, diagnostics } = makePlan(config, toOptions(flags, words), io.env);
  printDiagnostics(io, flags, diagnostics);
  if (made === null) return ExitCode.usage;
  const locked = flags.resolve ? await loadLock(io, flags, config) : null;
  if (flags.resolve && locked === null) return ExitCode.usage;
  const resolved = flags.resolve ? await resolve(io, made, locked?.lock ?? null) : null;
  if (flags.json) {
    const { notes } = config;
    const plain = { ...made, notes, ...(resolved === null ? {} : { resolved }) };
    const text = JSON.stringify(plain, (key, value) => (key === 'place' ? undefined : value), 2);
    io.stdout.write(`${text}\n`);
    return ExitCode.ok;
  }
  const style = createStyle(wantsColor(flags.color ?? 'auto', io.env, io.stdout.isTTY === true));
  io.stdout.write(notesText(config.notes, style) + planText(made, resolved, style));
  return ExitCode.ok;
}

async function resolve(io: Io, made: Plan, lock: Lock | null): Promise<readonly ResolvedImage[]> {
  const { connect } = await import('../engine/connect.ts');
  const { resolveImage } = await import('../run/resolve-image.ts');
  const controller = new AbortController();
  const deaf = io.onSignal(() => controller.abort());
  const engine = await connect({ env: io.env, home: io.user.home, uid: io.user.uid, signal: controller.signal });
  try {
    const resolved: ResolvedImage[] = [];
    for (const image of made.images) {
      const { root, project } = made;
      const locked = (each: ImagePlan) => lockedParts(each, lock, engine.info.platform);
      const folders = { cacheFolder: xdgFolder(io, 'cache'), stateFolder: xdgFolder(io, 'state') };
      resolved.push(await resolveImage(image, { engine, root, project, ...folders, locked, now: io.now }));
    }
    return resolved;
  } finally {
    deaf();
    await engine.close();
  }
}
