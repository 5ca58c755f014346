import { closeSync, fstatSync, lstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs';

/**
 * A new file of dox's in the tree, held open: what commands in the container write to it can be read, and what it
 * has got can be put back, also where they have removed its name (`git clean -fdx` takes all of `.dox`).
 */
export class HeldFile {
  /** Absolute. */
  readonly path: string;
  #file: number;

  constructor(path: string) {
    this.path = path;
    this.#file = openSync(path, 'ax+');
  }

  append(bytes: Uint8Array): void {
    appendTo(this.#file, bytes);
  }

  text(): string {
    const chunks = [...this.#chunks()];
    return Buffer.concat(chunks).toString('utf8');
  }

  /** Whether nothing, or another file, bears its name. */
  get isGone(): boolean {
    const there = lstatSync(this.path, { throwIfNoEntry: false });
    const own = fstatSync(this.#file);
    return there?.ino !== own.ino || there.dev !== own.dev;
  }

  /** Where its name is gone, writes it anew. The folders above it must be there. */
  restore(): void {
    if (!this.isGone) return;
    rmSync(this.path, { recursive: true, force: true });
    const anew = openSync(this.path, 'ax+');
    for (const chunk of this.#chunks()) appendTo(anew, chunk);
    closeSync(this.#file);
    this.#file = anew;
  }

  close(): void {
    closeSync(this.#file);
  }

  *#chunks(): Generator<Uint8Array> {
    for (let at = 0; ; ) {
      const chunk = Buffer.alloc(65_536);
      const length = readSync(this.#file, chunk, 0, chunk.length, at);
      if (length === 0) return;
      yield chunk.subarray(0, length);
      at += length;
    }
  }
}

function appendTo(file: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(file, bytes, done);
}
