import { hasErrors } from '../base/diagnostic.ts';
import { DoxError } from '../base/dox-error.ts';
import { ExitCode } from '../base/exit-code.ts';
import type { Io } from '../base/io.ts';
import { replaceFile } from '../base/replace-file.ts';
import type { Lock } from '../config/lock.ts';
import { lockText } from '../config/lock-text.ts';
import type { Flags } from '../flags.ts';
import { lockChanges } from '../plan/lock-changes.ts';
import { gapLines, lockGaps } from '../plan/lock-gaps.ts';
import { lockUpdate } from '../plan/lock-update.ts';
import type { Plan } from '../plan/plan.ts';
import { selectOf } from '../plan/select.ts';
import { lockChangesText, lockSummaryText } from '../report/lock-changes-text.ts';
import { lockDrift } from '../run/lock-drift.ts';
import { makeLock } from '../run/make-lock.ts';
import { writing } from '../run/run-folder.ts';
import { imageWork } from './image-work.ts';
import { loadOldLock, type ProjectLock } from './load-lock.ts';
import { loadProject, printDiagnostics } from './load-project.ts';
import { refuseWords } from './refuse-words.ts';
import { wholePlan } from './whole-plan.ts';

const empty: Lock = { platforms: new Map() };

/** `dox lock`: writes down exactly what the project's runs use. --update renews it, --check only compares. */
export async function lock(io: Io, flags: Flags, words: readonly string[]): Promise<number> {
  if (!flags.update) refuseWords('lock', words);
  if (flags.update && flags.check) throw new DoxError('usage', '--update and --check exclude each other');
  const config = await loadProject(io, flags);
  if (config === null) return ExitCode.usage;
  const { plan, diagnostics } = wholePlan(io, flags, config);
  const { environment: environments = [] } = flags;
  const named = environments.length === 0 ? [] : selectOf(config, { environments, skip: null }).diagnostics;
  const mistakes = named.filter(({ severity }) => severity === 'error');
  printDiagnostics(io, flags, [...mistakes, ...diagnostics]);
  if (mistakes.length > 0) return ExitCode.usage;
  const old = await loadOldLock(io, flags, config);
  if (plan === null || old === null) return ExitCode.usage;
  if (flags.check) return check({ io, flags, plan, old });
  return write({ io, flags, plan, old }, flags.update ? words : null);
}

interface Locking {
  readonly io: Io;
  readonly flags: Flags;
  readonly plan: Plan;
  readonly old: ProjectLock;
}

/** Names of what is renewed; null renews nothing. */
async function write({ io, flags, plan, old }: Locking, names: readonly string[] | null): Promise<number> {
  const before = old.lock ?? empty;
  const nothing = { kept: before, preferred: before, renewed: new Set<string>(), diagnostics: [] };
  const { diagnostics, ...update } = names === null ? nothing : lockUpdate(names, plan, before);
  printDiagnostics(io, flags, diagnostics);
  if (hasErrors(diagnostics)) return ExitCode.usage;
  const { images } = plan;
  const now = await imageWork({ io, flags, plan }, (context) => makeLock({ images, ...update }, context));
  const text = lockText(now);
  if (old.lock !== null) io.stdout.write(lockChangesText(lockChanges(before, now)));
  if (text === old.text) {
    io.stdout.write(`${old.shown} is as it was\n`);
    return ExitCode.ok;
  }
  writing(old.file, () => replaceFile(old.file, text), 'dox.lock stands beside the configuration file');
  io.stdout.write(`wrote ${old.shown}: ${lockSummaryText(now)}\n`);
  return ExitCode.ok;
}

async function check({ io, flags, plan, old }: Locking): Promise<number> {
  const { lock: locked, shown } = old;
  if (locked === null) throw new DoxError('drift', `there is no ${shown}`, { hint: '`dox lock` writes it' });
  const { images } = plan;
  const { gaps, changes } = await imageWork({ io, flags, plan }, async (context) => ({
    gaps: lockGaps(images, locked, context.engine.info.platform),
    changes: await lockDrift(images, locked, context),
  }));
  if (gaps.length > 0) io.stdout.write(`not in ${shown} (\`dox lock\` adds it):\n`);
  for (const line of gapLines(gaps)) io.stdout.write(`  ${line}\n`);
  if (changes.length > 0) io.stdout.write(`locked → to be had now (\`dox lock --update\` takes it):\n`);
  io.stdout.write(lockChangesText(changes));
  if (gaps.length + changes.length > 0) return ExitCode.usage;
  io.stdout.write(`${shown} holds all, and nothing has drifted: ${lockSummaryText(locked)}\n`);
  return ExitCode.ok;
}
