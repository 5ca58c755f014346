import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { hasErrors } from '../base/diagnostic.ts';
import type { Io } from '../base/io.ts';
import type { Config } from '../config/config.ts';
import { type Lock, lockFileName } from '../config/lock.ts';
import type { Flags } from '../flags.ts';
import { printDiagnostics } from './load-project.ts';

/** Beside the configuration file; of a guess, which is made from any files, at the top. */
function lockFile({ file, root, source }: Config): string {
  return join(source === 'guess' ? root : dirname(file), lockFileName);
}

/** The lock file of a project. */
export interface ProjectLock {
  /** Absolute path, beside the configuration file. */
  readonly file: string;
  /** How messages name it. */
  readonly shown: string;
  /** Its text, or null where there is no such file. */
  readonly text: string | null;
  /** Null where there is no such file. */
  readonly lock: Lock | null;
}

/** Reads the project's lock; null if it is damaged, which has then been printed. */
export async function loadLock(io: Io, flags: Flags, config: Config): Promise<ProjectLock | null> {
  const file = lockFile(config);
  const shown = relative(io.cwd, file);
  if (!existsSync(file)) return { file, shown, text: null, lock: null };
  const { readLock } = await import('../config/read-lock.ts'); // reading YAML is worth its time only where there is some
  const bytes = readFileSync(file);
  const { lock, diagnostics } = readLock(bytes, shown);
  printDiagnostics(io, flags, diagnostics);
  return hasErrors(diagnostics) ? null : { file, shown, text: bytes.toString('utf8'), lock };
}

/** The same for `dox lock`, which may go on from a merge conflict: all that one side has, and ours where both have it. */
export async function loadOldLock(io: Io, flags: Flags, config: Config): Promise<ProjectLock | null> {
  const file = lockFile(config);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const { conflictSides, readLock } = await import('../config/read-lock.ts');
  const sides = conflictSides(text);
  if (sides === null) return loadLock(io, flags, config);
  const shown = relative(io.cwd, file);
  const [ours, theirs] = sides.map((side) => readLock(side, shown).lock);
  if (!ours || !theirs) return loadLock(io, flags, config);
  return { file, shown, text, lock: merged(ours, theirs) };
}

function merged(ours: Lock, theirs: Lock): Lock {
  const names = new Set([...theirs.platforms.keys(), ...ours.platforms.keys()]);
  const platforms = [...names].map((name) => {
    const [our, their] = [ours.platforms.get(name), theirs.platforms.get(name)];
    const images = new Map([...(their?.images ?? []), ...(our?.images ?? [])]);
    const prepared = new Map([...(their?.prepared ?? []), ...(our?.prepared ?? [])]);
    return [name, { images, prepared }] as const;
  });
  return { platforms: new Map(platforms) };
}
