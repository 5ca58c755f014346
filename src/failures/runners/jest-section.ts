import { type Failure, makeFailure } from '../failure.ts';
import { JestBlock } from './jest-block.ts';
import type { JestHeader } from './jest-header.ts';
import { readPlace } from './js-place.ts';

/** jest's heading for an error that belongs to no single test. */
const wholeFile = 'Test suite failed to run';
const mark = /^ *[✕×] (?=\S)/;
const duration = /^ \((\d{1,9}(?:\.\d{1,9})?) (ms|s)\)$/;
const maxDurations = 10_000;
const maxLine = 1000;

/** What jest says of one test file that failed. */
export class JestSection {
  readonly header: JestHeader;
  readonly #blocks: JestBlock[] = [];
  #path: string;
  /** By the title of the test alone, in milliseconds; null where several tests have it. */
  readonly #durations = new Map<string, number | null>();

  constructor(header: JestHeader) {
    this.header = header;
    this.#path = header.path;
  }

  get path(): string {
    return this.#path;
  }

  get blocks(): readonly JestBlock[] {
    return this.#blocks.filter(({ isTitled }) => isTitled);
  }

  /** How many of its errors are those of tests. */
  get testErrors(): number {
    return this.blocks.filter(({ title }) => title !== wholeFile).length;
  }

  open(title: string): JestBlock {
    const block = new JestBlock(title, () => this.#path);
    this.#blocks.push(block);
    return block;
  }

  /** A line of the section: where the path has blanks, only a stack says what of the heading is a project's name. */
  look(text: string): void {
    const { text: whole } = this.header;
    if (whole === this.#path || !text.startsWith('      at ')) return;
    const file = readPlace(text)?.file ?? '';
    if (file.length > this.#path.length && ` ${whole}`.endsWith(` ${file}`)) this.#path = file;
  }

  /** `✕ title (3 ms)`, printed with --verbose. */
  addVerdict(text: string): void {
    if (text.length > maxLine || this.#durations.size >= maxDurations) return;
    const line = text.trimEnd();
    const start = mark.exec(line)?.[0].length ?? 0;
    const end = line.lastIndexOf(' (');
    const match = start > 0 && end > start ? duration.exec(line.slice(end)) : null;
    if (match === null) return;
    const title = line.slice(start, end);
    const milliseconds = Math.round(Number(match[1]) * (match[2] === 's' ? 1000 : 1));
    this.#durations.set(title, this.#durations.has(title) ? null : milliseconds);
  }

  failures(): readonly Failure[] {
    return this.blocks.map((block) => this.#failure(block));
  }

  #failure(block: JestBlock): Failure {
    const known = {
      runner: 'jest',
      message: block.message,
      file: this.#path,
      line: block.line,
      excerpt: block.excerpt(),
    };
    if (block.title === wholeFile) return makeFailure({ ...known, id: this.#path, outcome: 'error', unit: 'module' });
    return makeFailure({ ...known, id: `${this.#path}::${block.title}`, durationMs: this.#durationOf(block.title) });
  }

  #durationOf(title: string): number | null {
    const own = title.slice(title.lastIndexOf(' › ') + 1).replace(/^› /, '');
    return this.#durations.get(own) ?? null;
  }
}
