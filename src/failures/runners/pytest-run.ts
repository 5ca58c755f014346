import { posix } from 'node:path';
import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { PytestBlock, TracebackLine } from './pytest-block.ts';
import { headerName, idOf, type Listed } from './pytest-node-id.ts';

type Category = 'failed' | 'error';

/** A test that failed, by one of the places where pytest says so. */
interface Found {
  readonly category: Category;
  readonly id: string;
  readonly message: string | null;
  readonly block: PytestBlock | null;
  /** True if the id is a guess that pytest may not know. */
  readonly guessed: boolean;
}

const maxFailures = 10_000;

/** All that one session of pytest said about what failed; it decides at the end whom to believe. */
export class PytestRun {
  counts: Counts | null = null;
  interrupted = false;
  crash: string | null = null;
  /** As the banner says. */
  root: string | null = null;
  #listed: Listed[] = [];
  readonly #blocks: PytestBlock[] = [];
  readonly #names = new Set<string>();
  readonly #live = new Map<string, Listed>();
  readonly #liveIds = new Set<string>();
  /** With `--tb=line` a failure is one line, without its name. */
  readonly #lines: TracebackLine[] = [];
  #progressFile: string | null = null;
  /** The file of each `F` and of each `E` of the progress, in order. */
  readonly #progress: { readonly failed: string[]; readonly error: string[] } = { failed: [], error: [] };

  /** A new list makes the one before it void: a test may have printed that. */
  startList(): void {
    this.#listed = [];
  }

  list(entry: Listed): void {
    if (this.#listed.length < maxFailures) this.#listed.push(entry);
  }

  addBlock(block: PytestBlock): void {
    if (this.#blocks.length >= maxFailures) return;
    this.#blocks.push(block);
    this.#names.add(block.name);
    this.#names.add(withoutSubtest(block.name));
  }

  addLine(line: TracebackLine): void {
    // pytest 9 says the reason of a strict XPASS twice.
    const again = line.place === null && this.#lines.at(-1)?.message === line.message;
    if (!again && this.#lines.length < maxFailures) this.#lines.push(line);
  }

  addLive(category: Category, id: string): void {
    if (this.#live.size >= maxFailures) return;
    this.#live.set(`${category} ${id}`, { category, id, message: null });
    this.#liveIds.add(id);
  }

  /** `tests/test_a.py ..F.E`, or only letters where the line before went on. */
  addProgress(file: string | null, letters: string): void {
    this.#progressFile = file ?? this.#progressFile;
    if (this.#progressFile === null || this.#progress.failed.length >= maxFailures) return;
    for (const letter of letters) {
      if (letter === 'F') this.#progress.failed.push(this.#progressFile);
      if (letter === 'E') this.#progress.error.push(this.#progressFile);
    }
  }

  /** True for ids that the output has confirmed before the list comes. */
  readonly knows = (id: string): boolean => this.#liveIds.has(id) || this.#names.has(headerName(id));

  /** True if there is anything that only pytest prints. */
  get isEmpty(): boolean {
    return this.counts === null && this.#listed.length + this.#blocks.length + this.#live.size === 0;
  }

  failures(): { readonly failures: readonly Failure[]; readonly warnings: readonly string[] } {
    const warnings: string[] = [];
    const found = (['failed', 'error'] as const).flatMap((category) => this.#decide(category, warnings));
    if (this.crash !== null) warnings.push(`pytest itself broke: ${this.crash}`);
    const failed = found.filter((each) => each.category === 'failed').length;
    // Failures come before errors, so that their places in the list are those of the lines.
    const lines = failed === this.#lines.length ? this.#lines : [];
    return { failures: found.map((each, index) => this.#placed(toFailure(each, lines[index]))), warnings };
  }

  /** Paths are relative to pytest's rootdir, which is not the working directory after a `cd`. */
  #placed(failure: Failure): Failure {
    const { root } = this;
    if (root === null || failure.file === null || failure.file.startsWith('/')) return failure;
    return { ...failure, file: posix.join(root, failure.file) };
  }

  /** The list is believed if it is as long as pytest counts; else the headers, else what was printed live. */
  #decide(category: Category, warnings: string[]): readonly Found[] {
    const count = this.#count(category);
    if (count === 0) return [];
    const listed = this.#fromList(category);
    if (listed.length === count) return listed;
    const confirmed = listed.filter(({ id }) => this.knows(id));
    const blocks = this.#fromBlocks(category);
    const live = this.#fromLive(category);
    if (count === null) return joined(confirmed.length > 0 ? confirmed : listed, blocks, live);
    const sources = [confirmed, blocks, live];
    const exact = sources.find((source) => source.length === count);
    if (exact !== undefined) return exact;
    const best = [listed, ...sources].find((source) => source.length > 0) ?? [];
    const what = category === 'failed' ? 'failures' : 'errors';
    warnings.push(`pytest counts ${count} ${what}, but names ${best.length}`);
    return best;
  }

  #count(category: Category): number | null {
    if (this.counts === null) return null;
    return category === 'failed' ? this.counts.failed : this.counts.errors;
  }

  #fromList(category: Category): readonly Found[] {
    const blocks = this.#blocksByName(category);
    return this.#listed
      .filter((entry) => entry.category === category)
      .map((entry) => {
        // Tests of one name in several files come in the same order here and there.
        const same = blocks.get(headerName(entry.id));
        const block = (same !== undefined && same.length > 1 ? same.shift() : same?.[0]) ?? null;
        return { ...entry, block, guessed: false };
      });
  }

  #blocksByName(category: Category): ReadonlyMap<string, PytestBlock[]> {
    const byName = new Map<string, PytestBlock[]>();
    for (const block of this.#blocks) {
      if (block.category !== category) continue;
      const name = withoutSubtest(withoutDoctest(block.name));
      byName.set(name, [...(byName.get(name) ?? []), block]);
    }
    return byName;
  }

  #fromBlocks(category: Category): readonly Found[] {
    const blocks = this.#blocks.filter((block) => block.category === category);
    const files = this.#filesByProgress(category, blocks);
    const live = this.#liveIdsByName();
    return blocks.map((block) => {
      const common = { category, message: null, block };
      if (!block.isTest) return { ...common, id: block.name, guessed: false };
      const name = withoutSubtest(block.name);
      const seen = live.get(name);
      if (seen !== undefined && seen !== null && !files.has(block)) return { ...common, id: seen, guessed: false };
      const file = files.get(block) ?? block.testFile(this.root);
      if (file === null) return { ...common, id: name, guessed: true };
      return { ...common, id: idOf(file, name), guessed: false };
    });
  }

  /** Null for a name that several files have. */
  #liveIdsByName(): ReadonlyMap<string, string | null> {
    const byName = new Map<string, string | null>();
    for (const id of this.#liveIds) byName.set(headerName(id), byName.has(headerName(id)) ? null : id);
    return byName;
  }

  /** Headers come in the order of the letters; if the log was cut, some are missing at the end. */
  #filesByProgress(category: Category, blocks: readonly PytestBlock[]): ReadonlyMap<PytestBlock, string> {
    const files = this.#progress[category];
    const isSubtest = (block: PytestBlock): boolean => withoutSubtest(block.name) !== block.name;
    const tests = blocks.filter((block) => block.isTest && !isSubtest(block));
    const fits = this.counts === null ? tests.length <= files.length : tests.length === files.length;
    return new Map(fits ? tests.map((block, index) => [block, files[index] ?? '']) : []);
  }

  #fromLive(category: Category): readonly Found[] {
    const blocks = this.#blocksByName(category);
    return [...this.#live.values()]
      .filter((entry) => entry.category === category)
      .map((entry) => ({ ...entry, block: blocks.get(headerName(entry.id))?.[0] ?? null, guessed: false }));
  }
}

/** What a cut log says in one place or another: the list as far as it goes, then other headers, then live lines. */
function joined(listed: readonly Found[], blocks: readonly Found[], live: readonly Found[]): readonly Found[] {
  const names = new Set(listed.map(({ id }) => headerName(id)));
  const more = blocks.filter(({ id, guessed }) => !names.has(guessed ? id : headerName(id)));
  const ids = new Set([...listed, ...more].map(({ id }) => id));
  return [...listed, ...more, ...live.filter(({ id }) => !ids.has(id))];
}

function withoutDoctest(name: string): string {
  return name.startsWith('[doctest] ') ? name.slice('[doctest] '.length) : name;
}

/** A subtest's header goes on with what subTest() was given. */
function withoutSubtest(name: string): string {
  const message = name.indexOf(' [');
  const values = name.indexOf(' (');
  const bracket = name.indexOf('[');
  const at = [message, values].filter((each) => each > 0 && (bracket < 0 || each <= bracket)).sort((a, b) => a - b)[0];
  return at === undefined || name.startsWith('[') ? name : name.slice(0, at);
}

function toFailure({ category, id, message, block, guessed }: Found, line: TracebackLine | undefined): Failure {
  const place = block?.place ?? line?.place ?? null;
  const isTest = block === null ? id.includes('::') : block.isTest;
  return makeFailure({
    id,
    runner: 'pytest',
    rerunId: guessed ? null : id,
    message: block?.message ?? line?.message ?? message,
    file: place?.file ?? (guessed ? null : (id.split('::')[0] ?? null)),
    line: place?.line ?? null,
    excerpt: block?.excerpt ?? [],
    outcome: category,
    ...(isTest ? {} : { unit: 'module' as const }),
  });
}
