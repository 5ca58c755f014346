import { once } from 'node:events';
import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DoxError } from '../base/dox-error.ts';
import type { Io } from '../base/io.ts';
import { replaceFile, replaceFileByParts } from '../base/replace-file.ts';
import type { Flags } from '../flags.ts';
import type { Event } from '../run/event.ts';
import { eventLine } from '../run/event-line.ts';
import { writing, writingLater } from '../run/run-folder.ts';

/** Where a report goes: a file by its absolute path, or standard output. */
interface Destination {
  readonly option: string;
  /** Null: standard output. */
  readonly path: string | null;
  /** Replaced as a whole by a new file; else written to as it is (a pipe, a device, a file in a folder of others). */
  readonly replaced: boolean;
}

export type ReportName = 'resultJson' | 'junit' | 'tap' | 'html';

const options: Readonly<Record<ReportName | 'events', string>> = {
  resultJson: '--result-json',
  junit: '--junit',
  tap: '--tap',
  html: '--html',
  events: '--events',
};

/** The files that a run was told to write, and its events as they come. */
export class ReportFiles {
  readonly #destinations: ReadonlyMap<string, Destination>;
  readonly #stdout: Io['stdout'];
  #events: number | null = null;
  #problem: DoxError | null = null;

  /** Throws `usage` where one of them cannot be written, while there is still nothing to report. */
  constructor(io: Io, flags: Flags) {
    const wanted = Object.entries(options).flatMap(([name, option]) => {
      const file = flags[name as keyof typeof options]; // the keys of `options`
      return file === undefined ? [] : [[name, destination(file, option, io.cwd)] as const];
    });
    refuseTwice(wanted.map(([, each]) => each));
    this.#destinations = new Map(wanted);
    this.#stdout = io.stdout;
    const path = this.#destinations.get('events')?.path ?? null;
    if (path !== null) this.#events = writing(path, () => openEvents(path), hintFor('--events'));
  }

  /** Whether standard output belongs to one of them. */
  get takeStdout(): boolean {
    return [...this.#destinations.values()].some(({ path }) => path === null);
  }

  wants(name: ReportName): boolean {
    return this.#destinations.has(name);
  }

  /** An event has happened. What cannot be written costs the file, not the run. */
  event(event: Event): void {
    const { path } = this.#destinations.get('events') ?? {};
    const line = eventLine(event);
    if (path === undefined || line === null || this.#problem !== null) return;
    if (path === null) {
      this.#stdout.write(line);
      return;
    }
    try {
      writing(path, () => writeAll(this.#events, Buffer.from(line)), hintFor('--events'));
    } catch (error) {
      if (!(error instanceof DoxError)) throw error;
      this.#problem = error;
    }
  }

  /** Writes one of the reports. Throws a DoxError where it cannot. */
  write(name: ReportName, text: string): void {
    const { path, replaced, option } = this.#destinations.get(name) ?? {};
    if (path === undefined || option === undefined) return;
    if (path === null) this.#stdout.write(text);
    else writing(path, () => (replaced ? replaceFile(path, text) : writeFileSync(path, text)), hintFor(option));
  }

  /** The same for one that comes in parts, which are never all in memory. */
  async writeParts(name: ReportName, parts: AsyncIterable<string>): Promise<void> {
    const { path, replaced, option } = this.#destinations.get(name) ?? {};
    if (path === undefined || option === undefined) return;
    if (path === null) {
      for await (const part of parts) if (!this.#stdout.write(part)) await once(this.#stdout, 'drain');
      return;
    }
    await writingLater(
      path,
      () => (replaced ? replaceFileByParts(path, parts) : writeFile(path, parts)),
      hintFor(option),
    );
  }

  /** No more events come. Throws a DoxError where they are not all in their file. */
  close(): void {
    const path = this.#destinations.get('events')?.path ?? null;
    if (path !== null && this.#events !== null) {
      const text = textOfRemoved(this.#events);
      closeSync(this.#events);
      this.#events = null;
      if (text !== null) writing(path, () => replaceFile(path, text), hintFor('--events'));
    }
    if (this.#problem !== null) throw this.#problem;
  }
}

function hintFor(option: string): string {
  return `the folder for ${option} must be there, and you must be able to write into it`;
}

function destination(file: string, option: string, cwd: string): Destination {
  if (file === '-') return { option, path: null, replaced: false };
  const given = resolve(cwd, file);
  return writing(
    given,
    () => {
      const found = statSync(given, { throwIfNoEntry: false });
      if (found?.isDirectory())
        throw new DoxError('usage', `cannot write ${given}: that is a folder`, { hint: hintFor(option) });
      const path = found?.isFile() ? realpathSync(given) : given;
      const special = found !== undefined && !found.isFile();
      const folder = dirname(path);
      if (!statSync(folder).isDirectory()) throw new DoxError('usage', `cannot write ${given}: ${folder} is no folder`);
      if (!special && mayWrite(folder)) return { option, path, replaced: option !== options.events };
      accessSync(found === undefined ? folder : path, constants.W_OK);
      return { option, path, replaced: false };
    },
    hintFor(option),
  );
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function refuseTwice(destinations: readonly Destination[]): void {
  for (const [index, { path, option }] of destinations.entries()) {
    const other = destinations.slice(0, index).find((each) => each.path === path);
    if (other === undefined) continue;
    const where = path ?? 'standard output';
    throw new DoxError('usage', `${other.option} and ${option} both write to ${where}`, { hint: 'name two files' });
  }
}

function writeAll(file: number | null, bytes: Uint8Array): void {
  if (file === null) return;
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

/** A pipe is only written to: to read from it as well would mean not to wait for its reader. */
function openEvents(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false });
  return openSync(path, found === undefined || found.isFile() ? 'w+' : 'w');
}

/** What is in a file that the commands have removed (`git clean -fdx`), so that it can be put back; else null. */
function textOfRemoved(file: number): string | null {
  const found = fstatSync(file);
  if (!found.isFile() || found.nlink > 0) return null;
  const bytes = Buffer.alloc(found.size);
  for (let done = 0; done < bytes.length; ) {
    const length = readSync(file, bytes, done, bytes.length - done, done);
    if (length === 0) break;
    done += length;
  }
  return bytes.toString('utf8');
}
