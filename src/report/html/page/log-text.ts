import type { PageLog } from '../page-model.ts';
import { type Look, lookAfter, plainLook } from './ansi.ts';
import { unpacked } from './packed.ts';

/** A line of a log, and the look with which it begins. */
export interface LogLine {
  readonly text: string;
  readonly look: Look;
}

type Lines = readonly LogLine[];

/** So many chunks stay unpacked. */
const keptChunks = 24;

/** The lines of a log, unpacked chunk by chunk as they are wanted. */
export class LogText {
  readonly log: PageLog;
  readonly lines: number;
  readonly #ready = new Map<number, Lines>();
  readonly #waiting = new Map<number, Promise<void>>();

  constructor(log: PageLog) {
    this.log = log;
    this.lines = log.chunks.reduce((sum, chunk) => sum + chunk.lines, 0);
  }

  /** The line, if it is unpacked; null where it comes later; undefined where it was left out of the page. */
  line(number: number): LogLine | null | undefined {
    const index = this.#chunkOf(number);
    const chunk = this.log.chunks[index];
    if (chunk === undefined || chunk.element === null) return undefined;
    const ready = this.#ready.get(index);
    return ready === undefined ? null : (ready[number - chunk.first] ?? { text: '', look: plainLook });
  }

  /** Unpacks what is needed to show these lines. */
  async load(first: number, end: number): Promise<void> {
    const wanted = [];
    for (let index = this.#chunkOf(first); index <= this.#chunkOf(Math.max(first, end - 1)); index += 1)
      wanted.push(this.#load(index));
    await Promise.all(wanted);
  }

  /** Whether all of these lines can be shown at once. */
  has(first: number, end: number): boolean {
    for (let index = this.#chunkOf(first); index <= this.#chunkOf(Math.max(first, end - 1)); index += 1) {
      if (!this.#ready.has(index) && this.log.chunks[index]?.element !== null) return false;
    }
    return true;
  }

  #load(index: number): Promise<void> {
    const { element } = this.log.chunks[index] ?? {};
    if (this.#ready.has(index) || element === null || element === undefined) return Promise.resolve();
    const known = this.#waiting.get(index);
    if (known !== undefined) return known;
    // a page that was damaged on its way lacks these lines, and shows the others
    const damaged = (): string => '';
    const loading = unpacked(element)
      .catch(damaged)
      .then((text) => {
        this.#waiting.delete(index);
        this.#ready.set(index, linesOf(text));
        const [oldest] = this.#ready.keys();
        if (this.#ready.size > keptChunks && oldest !== undefined) this.#ready.delete(oldest);
      });
    this.#waiting.set(index, loading);
    return loading;
  }

  #chunkOf(line: number): number {
    const { chunks } = this.log;
    let low = 0;
    let high = chunks.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((chunks[middle]?.first ?? 0) <= line) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** A colour that no line ends goes on in the next; each chunk begins plain. */
function linesOf(chunk: string): Lines {
  let look = plainLook;
  return chunk.split('\n').map((text) => {
    const line = { text, look };
    if (text.includes('\x1b')) look = lookAfter(text, look);
    return line;
  });
}
