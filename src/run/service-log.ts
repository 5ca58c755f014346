import { createTail } from '../failures/tail.ts';
import { HeldFile } from './held-file.ts';
import { writing } from './run-folder.ts';
import type { TargetFolder } from './target-folder.ts';

type Listener = (stream: 'stdout' | 'stderr', chunk: Uint8Array) => void;

/** What a service says: kept in a file of the target's folder, its end also in memory. */
export interface ServiceLog {
  /** Relative to the root. */
  readonly name: string;
  push(stream: 'stdout' | 'stderr', chunk: Uint8Array): void;
  /** Hands over all that has been said so far, in pieces that may have lost their beginning, and all that comes. */
  listen(listener: Listener): () => void;
  /** The last lines. */
  lines(): readonly string[];
  close(): void;
}

/** Opens `services/NAME.log` in a target's folder. */
export function openServiceLog(folder: TargetFolder, name: string): ServiceLog {
  folder.folder('services');
  const path = folder.host(`services/${name}.log`);
  const file = writing(path, () => new HeldFile(path));
  const tail = createTail(20, 8192);
  const listeners = new Set<Listener>();
  let whole = true;
  return {
    name: folder.named(`services/${name}.log`),
    push(stream, chunk) {
      tail.push(stream, chunk);
      for (const listener of listeners) listener(stream, chunk);
      if (!whole) return;
      try {
        file.append(chunk);
      } catch {
        whole = false; // a full disk costs the log, not the service; the target's own log says so
      }
    },
    listen(listener) {
      listener('stdout', Buffer.from(file.text()));
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    lines: () => tail.lines(),
    close() {
      try {
        file.restore();
      } catch {
        // the folder is gone with what the commands removed
      }
      file.close();
    },
  };
}
