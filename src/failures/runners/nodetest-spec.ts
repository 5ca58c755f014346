import { Excerpt } from '../excerpt.ts';
import { type Counts, type Failure, makeFailure } from '../failure.ts';
import type { RunnerRun } from '../tally.ts';
import { readFrame, withoutScheme } from './js-frame.ts';
import { nodetestRerunId } from './nodetest-rerun-id.ts';
import { indentOf } from './tap-line.ts';

/** Heads the list of the spec reporter, and that of the dot reporter. */
export const specHeading = '✖ failing tests:';
export const dotHeading = 'Failed tests:';
const maxItems = 10_000;
const maxLines = 60;
const maxDepth = 100;
const tail = /^\((\d{1,12}(?:\.\d{1,12})?)ms\)(?: (#.*))?$/s;
const place = /^test at (.{1,1000}?):(\d{1,9}):\d{1,9}$/;
const subtestsFailed = /^'(\d{1,9}) subtests? failed'$/;
const total = /^ℹ (tests|pass|fail|cancelled|skipped|todo) (\d{1,9})$/;
const filePath = /\.[cm]?[jt]sx?$/;
const fraction = / \(\d{1,9}\.\d{3,9}ms\)/;
const maxTitleLines = 5;
const maxTitle = 4000;

/** A test that failed, by a line that begins with `✖`. */
interface Item {
  readonly name: string;
  readonly durationMs: number | null;
  /** A `# TODO` or `# SKIP`: it is none then. */
  readonly directive: boolean;
  readonly text: string;
}

/** One of the list at the end. */
interface Listed extends Item {
  path: readonly string[];
  file: string | null;
  line: number | null;
  message: string | null;
  readonly excerpt: Excerpt;
  lines: number;
  /** How many of those before it are its subtests. */
  below: number;
}

interface Live extends Item {
  readonly path: readonly string[];
  readonly isParent: boolean;
  used: boolean;
}

function readItem(text: string): Item {
  for (let at = text.indexOf(' ('); at >= 0 && at < maxTitle; at = text.indexOf(' (', at + 1)) {
    const told = tail.exec(text.slice(at + 1, at + 1000));
    if (told === null) continue;
    return { name: text.slice(0, at), durationMs: Number(told[1]), directive: told[2] !== undefined, text };
  }
  return { name: text, durationMs: null, directive: / # (?:TODO|SKIP)/.test(text), text };
}

/** What one run of node:test prints with its reporters `spec` and `dot`. */
export class NodetestSpec {
  /** The names of the tests that hold the line at hand, by depth. */
  #above: string[] = [];
  /** How many failures there were when the test of a depth began. */
  #before: number[] = [];
  readonly #live: Live[] = [];
  readonly #listed: Listed[] = [];
  readonly #totals = new Map<string, number>();
  #list: 'spec' | 'dot' | null = null;
  #place: { readonly file: string; readonly line: number } | null = null;
  #hasPlaces = false;
  /** A title of several lines. */
  #torn: string[] | null = null;
  #blank = false;
  isClosed = false;

  /** True if the line begins another run. */
  isNext(text: string): boolean {
    if (text === dotHeading) return this.#list !== null;
    if (text.startsWith('ℹ tests ')) return this.#totals.size > 0 || this.#list === 'dot';
    if (this.#list === null) return false;
    if (text.startsWith('▶ ')) return true;
    return this.#list === 'spec' && this.#hasPlaces && this.#place === null && text.startsWith('✖ ') && this.#blank;
  }

  /** True if the next line is needed. */
  line(text: string): boolean {
    if (text.startsWith('ℹ ')) return this.#closing(text);
    if (text === specHeading || text === dotHeading) {
      this.#list = text === specHeading ? 'spec' : 'dot';
      if (this.#list === 'dot') this.isClosed = true;
      return true;
    }
    if (this.#list !== null) return this.#inList(text);
    return this.#liveLine(text);
  }

  #closing(text: string): boolean {
    const told = total.exec(text.slice(0, 100).trimEnd());
    if (told?.[1] !== undefined) this.#totals.set(told[1], Number(told[2]));
    if (text.startsWith('ℹ duration_ms ') && this.#totals.size > 0) this.isClosed = true;
    return false;
  }

  #liveLine(text: string): boolean {
    const indent = indentOf(text);
    const depth = indent / 2;
    const told = text.slice(indent);
    if (!Number.isInteger(depth) || depth > maxDepth) return false;
    if (told.startsWith('▶ ')) {
      const item = readItem(told.slice(2));
      // Before Node 20.20 the line that ends a suite begins so too.
      if (item.durationMs !== null && this.#above[depth] === item.name) this.#failed(item, depth);
      else this.#opens(told.slice(2), depth);
    } else if (told.startsWith('✖ ')) this.#failed(readItem(told.slice(2)), depth);
    return false;
  }

  #opens(name: string, depth: number): void {
    this.#above = [...this.#above.slice(0, depth), name];
    this.#before = [...this.#before.slice(0, depth), this.#live.length];
  }

  #failed(item: Item, depth: number): void {
    const isOpen = this.#above[depth] === item.name;
    const isParent = isOpen && this.#live.slice(this.#before[depth]).some(({ directive }) => !directive);
    const path = [...this.#above.slice(0, depth), item.name];
    if (this.#live.length < maxItems) this.#live.push({ ...item, path, isParent, used: false });
    if (isOpen) {
      this.#above.length = depth;
      this.#before.length = depth;
    }
  }

  #inList(text: string): boolean {
    const bare = text.trimEnd();
    if (bare === '') {
      this.#torn = null;
      this.#blank = true;
      return true;
    }
    const at = this.#list === 'spec' && bare.startsWith('test at ') ? place.exec(bare.slice(0, 1200)) : null;
    if (at?.[1] !== undefined) {
      this.#place = { file: withoutScheme(at[1]), line: Number(at[2]) };
      this.#hasPlaces = true;
      this.#torn = null;
      this.#blank = false;
      return true;
    }
    if (bare.startsWith('✖ ') || bare.startsWith('⚠ ')) return this.#item(bare.slice(2), bare.startsWith('⚠ '));
    if (this.#torn !== null && !bare.startsWith('  ')) return this.#mend(bare);
    this.#torn = null;
    return bare.startsWith('  ') && this.#detail(bare.slice(2));
  }

  #item(text: string, isTodo: boolean): boolean {
    const item = readItem(text);
    this.#blank = false;
    this.#torn = item.durationMs === null && !item.directive ? [text] : null;
    this.#add({ ...item, directive: item.directive || isTodo });
    return true;
  }

  #add(item: Item): void {
    const { file = null, line = null } = this.#place ?? {};
    this.#place = null;
    if (this.#listed.length >= maxItems) return;
    const details = { message: null, excerpt: new Excerpt(), lines: 0, below: 0 };
    this.#listed.push({ ...item, ...details, path: [item.name], file, line });
  }

  /** A line end in a title is printed as it is. */
  #mend(text: string): boolean {
    const last = this.#listed.at(-1);
    if (this.#torn === null || last === undefined || this.#torn.length >= maxTitleLines) return false;
    this.#torn.push(text);
    const item = readItem(this.#torn.join('\n'));
    if (item.durationMs !== null) {
      this.#listed.pop();
      this.#listed.push({ ...last, ...item, path: [item.name] });
      this.#torn = null;
    }
    return true;
  }

  #detail(text: string): boolean {
    const last = this.#listed.at(-1);
    if (last === undefined) return true;
    last.lines += 1;
    if (last.lines > maxLines) return last.lines < 5000;
    last.excerpt.add(text);
    if (last.message === null) {
      last.message = text.trim().replace(/^'(.*)'$/, '$1');
      last.below = Number(subtestsFailed.exec(text)?.[1] ?? 0);
    }
    const found = last.file === null && text.trimStart().startsWith('at ') ? readFrame(text) : null;
    if (found !== null) {
      last.file = found.file;
      last.line = found.line;
    }
    return true;
  }

  /** Anything that only node:test prints. */
  get isThere(): boolean {
    return this.#list !== null
      ? this.#listed.length > 0
      : this.#totals.has('suites') || this.#totals.has('cancelled') || this.#isTimed;
  }

  /** Durations with a fraction, below names that were announced. */
  get #isTimed(): boolean {
    return this.#live.some(({ text, path }) => path.length > 1 && fraction.test(text));
  }

  result(): RunnerRun {
    const counts = this.#counts();
    const items = this.#list === null ? this.#fromLive(counts) : this.#fromList();
    return { failures: items, counts, warnings: this.#doubts(counts?.failed ?? 0, items.length) };
  }

  /** The list stands below the counts, and nothing below the list: where it ends too early the log was cut. */
  #doubts(counted: number, named: number): readonly string[] {
    const listed = this.#listed.filter(({ directive }) => !directive).length;
    if (counted === 0 || listed >= counted || listed === maxItems) return [];
    if (named === 0) return [`node:test counts ${counted} failures, but names none`];
    return [`node:test counts ${counted} failures, but its list has ${listed}`];
  }

  #counts(): Counts | null {
    const tests = this.#totals.get('tests');
    if (tests === undefined) return null;
    const of = (name: string): number => this.#totals.get(name) ?? 0;
    const failed = of('fail') + of('cancelled');
    return { ran: Math.max(0, tests - of('skipped')), failed, errors: 0, skipped: of('skipped') };
  }

  /** Without the list only failures that look like node:test's own. */
  #fromLive(counts: Counts | null): readonly Failure[] {
    if (counts?.failed === 0) return [];
    return this.#live
      .filter(({ isParent, directive, text }) => !isParent && !directive && fraction.test(text))
      .map(({ path, durationMs }) => describe({ path, durationMs }));
  }

  #fromList(): readonly Failure[] {
    if (this.#list === 'dot') this.#nest();
    else this.#namePaths();
    const leaves = this.#listed.filter(({ directive, below }) => !directive && below === 0);
    return leaves.map((listed) => describe({ ...listed, excerpt: listed.excerpt.lines() }));
  }

  /** The list has names without those of what holds them; the lines before have them, in the same order. */
  #namePaths(): void {
    const unused = new Map<string, Live[]>();
    for (const live of this.#live) {
      const same = unused.get(live.text);
      if (same === undefined) unused.set(live.text, [live]);
      else same.push(live);
    }
    for (const listed of this.#listed) {
      const live = unused.get(listed.text.split('\n', 1)[0] ?? '')?.shift();
      if (live !== undefined) listed.path = [...live.path.slice(0, -1), listed.name];
    }
  }

  /** In the list of the dot reporter subtests come before what holds them, which says how many of them failed. */
  #nest(): void {
    const loose: Listed[][] = [];
    for (const listed of this.#listed) {
      if (listed.directive) continue;
      const below = listed.below === 0 ? [] : loose.splice(-listed.below).flat();
      for (const inner of below) inner.path = [listed.name, ...inner.path].slice(-maxDepth);
      loose.push([...below, listed]);
    }
  }
}

function describe(known: Partial<Failure> & { readonly path: readonly string[] }): Failure {
  const { path, durationMs = null, message = null, file = null, line = null, excerpt = [] } = known;
  const [only] = path;
  const isFile = path.length === 1 && only !== undefined && filePath.test(only) && !only.includes(' ');
  return makeFailure({
    id: path.join(' > '),
    runner: 'nodetest',
    rerunId: nodetestRerunId(path, excerpt),
    message,
    file: file ?? (isFile ? only : null),
    line,
    excerpt,
    durationMs,
    outcome: isFile ? 'error' : 'failed',
    ...(isFile ? { unit: 'module' } : {}),
  });
}
