import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { Line, Runner } from '../parser.ts';
import { perStream, type StreamPart } from '../per-stream.ts';
import type { Tally } from '../tally.ts';
import { ExunitBlock } from './exunit-block.ts';
import { isFinished, readClosing } from './exunit-closing.ts';

const kinds = ['test', 'doctest', 'property', 'feature'];
/** With so many failures every line is looked at: only these numbers have triggers. */
const manyFailures = 99;
const headers = Array.from({ length: manyFailures }, (_, index) =>
  kinds.map((kind) => `${index + 1}) ${kind} `),
).flat();

/**
 * ExUnit 1.6 to 1.20, with and without `--trace`. Sources: Elixir, lib/ex_unit/lib/ex_unit/formatter.ex and
 * cli_formatter.ex. Its failures are printed while the tests run, and there is no list at the end.
 */
export const exunit: Runner = perStream('exunit', {
  triggers: [
    ...headers.map((start) => ({ start })),
    ...kinds.map((kind) => ({ start: `* ${kind} `, end: ']' })),
    { end: ' tests have been invalidated' },
    { end: 'failure on setup_all callback, tests invalidated' },
    { start: 'Running ExUnit with seed: ' },
    { start: 'Finished in ' },
    { start: 'Result: ' },
    ...[' failure', ' failures', ' invalid', ' skipped', ' excluded'].map((end) => ({ end })),
    { start: '--max-failures reached, ' },
    { start: 'Aborting test suite, ' },
    { start: '== Compilation error in file ', end: ' ==' },
  ],
  part: (tally) => new ExunitStream(tally),
});

const trace = /^ {2}\* (.{1,1000}) \((\d{1,9}(?:\.\d{1,3})?)ms\) \[L#\d{1,9}\]$/;
const compilation = /^== Compilation error in file (.{1,400}) ==$/;
const maxFailures = 10_000;

class ExunitStream implements StreamPart {
  readonly #tally: Tally;
  #blocks: ExunitBlock[] = [];
  #block: ExunitBlock | null = null;
  /** A test that `--trace` has just told of. */
  #traced: { readonly title: string; readonly durationMs: number } | null = null;
  #compilation: { readonly file: string; message: string | null } | null = null;
  #broken: { readonly file: string; message: string | null }[] = [];
  #warnings: string[] = [];
  #open = false;
  #finished = false;
  #closed = false;

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  line(line: Line): boolean {
    this.#step(line);
    const { number = 0 } = this.#block ?? this.#blocks.at(-1) ?? {};
    return this.#block !== null || this.#compilation !== null || number >= manyFailures;
  }

  #step({ text, whole }: Line): void {
    const line = text.trimEnd();
    if (this.#compilation !== null) this.#inCompilation(line);
    const block = whole ? ExunitBlock.from(line, (title) => this.#durationOf(title)) : null;
    if (block !== null) {
      this.#block = block;
      if (block.isCallback) this.#keep(block);
    } else if (this.#block !== null) this.#inBlock(this.#block, line, whole);
    this.#aside(line);
  }

  #inBlock(block: ExunitBlock, line: string, whole: boolean): void {
    const wasPlaced = block.location !== null;
    // A line that is cut may be any other.
    if ((!wasPlaced && !block.isCallback && !whole) || !block.add(line) || block.isEnough) this.#block = null;
    if (this.#block !== null && !wasPlaced && block.location !== null) this.#keep(block);
  }

  #keep(block: ExunitBlock): void {
    if (this.#blocks.length < maxFailures) this.#blocks.push(block);
  }

  #aside(line: string): void {
    if (line.startsWith('  * ')) {
      const match = line.length < 1200 ? trace.exec(line) : null;
      if (match?.[1] !== undefined) this.#traced = { title: match[1], durationMs: Number(match[2]) };
      return;
    }
    if (line.startsWith('Running ExUnit with seed: ')) this.#begin();
    else if (line.startsWith('--max-failures reached, ')) this.#warn('exunit stopped at --max-failures');
    else if (line.startsWith('Aborting test suite, ')) this.#abort();
    else if (isFinished(line)) {
      this.#finished = true;
      this.#block = null;
    }
    const file = line.startsWith('== Comp') ? compilation.exec(line)?.[1] : undefined;
    if (file !== undefined) this.#compilation = { file, message: null };
    const counts = this.#finished ? readClosing(line) : null;
    if (counts !== null) this.#close(counts);
  }

  #durationOf(title: string): number | null {
    const traced = this.#traced;
    return traced !== null && title.startsWith(`${traced.title} (`) ? traced.durationMs : null;
  }

  #inCompilation(line: string): void {
    if (this.#compilation === null || this.#broken.length >= maxFailures) return;
    this.#broken.push({ ...this.#compilation, message: line.trim() === '' ? null : line.trim().slice(0, 2000) });
    this.#compilation = null;
  }

  #warn(text: string): void {
    this.#warnings = [...new Set([...this.#warnings, `${text}, so some tests did not run`])];
  }

  #abort(): void {
    this.#warn('exunit was aborted');
    this.#finished = true;
  }

  #begin(): void {
    if (this.#open) this.#add(null);
    this.#open = true;
  }

  #close(counts: Counts): void {
    this.#add(counts);
    this.#closed = true;
  }

  #add(counts: Counts | null): void {
    const tests = this.#tests(counts?.failed ?? null);
    const failures = [...tests, ...this.#callbacks(), ...this.#files()];
    const warnings = this.#warnings;
    if (counts !== null && tests.length < counts.failed) {
      warnings.push(`exunit counts ${counts.failed} failures, but shows ${tests.length}`);
    }
    this.#tally.add({ failures, counts, warnings });
    this.#blocks = [];
    this.#block = null;
    this.#broken = [];
    this.#warnings = [];
    this.#open = false;
    this.#finished = false;
  }

  /** Of two with one number the later is the runner's, if there are more than it counts. */
  #tests(wanted: number | null): readonly Failure[] {
    const all = this.#blocks.filter(({ isCallback }) => !isCallback);
    const last = new Map(all.map((block) => [block.number, block]));
    const own = wanted !== null && all.length > wanted ? [...last.values()].slice(0, wanted) : all;
    const known = new Set<string>();
    return own.map((block) => {
      const at = block.location;
      const rerunId = at === null ? null : `${at.file}:${at.line}`;
      // Tests that are made in a loop, and all doctests of a module, stand on one line.
      const id = rerunId === null || known.has(rerunId) ? `${rerunId ?? ''} ${block.title}`.trim() : rerunId;
      known.add(id);
      return failureOf(block, { id, rerunId, outcome: block.message?.startsWith('** ') === true ? 'error' : 'failed' });
    });
  }

  #callbacks(): readonly Failure[] {
    const all = this.#blocks.filter(({ isCallback }) => isCallback);
    return all.map((block) => {
      const { frame, title } = block;
      const known = { id: frame === null ? title : `${frame.file}:${frame.line}`, rerunId: frame?.file ?? null };
      return failureOf(block, { ...known, unit: 'suite', outcome: 'error' });
    });
  }

  #files(): readonly Failure[] {
    return this.#broken.map(({ file, message }) => {
      const rerunId = file.endsWith('_test.exs') ? file : null;
      return makeFailure({ id: file, runner: 'exunit', rerunId, file, message, unit: 'module', outcome: 'error' });
    });
  }

  end(): boolean | null {
    const rest = this.#open || this.#blocks.length > 0 || this.#broken.length > 0;
    if (rest) this.#add(null);
    return rest || this.#closed ? !rest : null;
  }
}

function failureOf(block: ExunitBlock, known: Pick<Failure, 'id' | 'rerunId' | 'outcome'> & Partial<Failure>): Failure {
  const at = block.frame ?? block.location;
  const { message, excerpt, durationMs } = block;
  return makeFailure({
    ...known,
    runner: 'exunit',
    message,
    excerpt,
    durationMs,
    file: at?.file ?? null,
    line: at?.line ?? null,
  });
}
