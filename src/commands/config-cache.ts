import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { buildId } from '../base/build-id.ts';
import { keepJson, keptJson } from '../base/kept-json.ts';
import type { Config } from '../config/config.ts';
import type { ReadResult } from '../config/config-source.ts';
import type { DoxYml } from '../config/dox-yml.ts';
import type { PathKind } from '../config/project-path.ts';

type Source = Required<DoxYml>;

/** What was read from a file, and all that the reading depended on. */
interface Remembered {
  /** Of the program, the file's name and its bytes. */
  readonly key: string;
  /** Paths that the reader asked for, and what was there. */
  readonly asked: readonly (readonly [string, PathKind | null])[];
  /** Files that the reader read, and the hash of what was in them; null where there was none. */
  readonly read: readonly (readonly [string, string | null])[];
  readonly config: Config;
}

/**
 * Reads a configuration, or remembers it from the last time: to load what reads YAML takes longer than all else
 * between the command line and the engine. Only what had no diagnostics is remembered.
 */
export async function readRemembered(source: Source, cacheFolder: string): Promise<ReadResult> {
  if (buildId === null) return (await import('../config/dox-yml.ts')).readDoxYml(source);
  const { file, root, shown, text, exists, read } = source;
  const path = join(cacheFolder, 'configurations', `${sha256(file)}.json`);
  const key = sha256(buildId, root, shown, text);
  const known = keptJson<Remembered>(path);
  const hashOf = (name: string): string | null => {
    const bytes = read(name);
    return bytes === null ? null : sha256(bytes);
  };
  const isSame =
    known?.key === key &&
    known.asked.every(([name, kind]) => exists(name) === kind) &&
    known.read.every(([name, hash]) => hashOf(name) === hash);
  if (known !== null && isSame) return { config: known.config, diagnostics: [] };
  const asked = new Map<string, PathKind | null>();
  const asking = (name: string): PathKind | null => {
    const kind = exists(name);
    asked.set(name, kind);
    return kind;
  };
  const hashes = new Map<string, string | null>();
  const reading = (name: string): Uint8Array | null => {
    const bytes = read(name);
    hashes.set(name, bytes === null ? null : sha256(bytes));
    return bytes;
  };
  const { readDoxYml } = await import('../config/dox-yml.ts');
  const result = readDoxYml({ ...source, exists: asking, read: reading });
  if (result.config !== null && result.diagnostics.length === 0) {
    const anew: Remembered = { key, asked: [...asked], read: [...hashes], config: result.config };
    keepJson(path, anew);
  }
  return result;
}

function sha256(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}
