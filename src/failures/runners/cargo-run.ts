import { Excerpt } from '../excerpt.ts';
import { type Failure, makeFailure } from '../failure.ts';
import type { CargoTarget } from './cargo-target.ts';

interface Told {
  readonly name: string;
  readonly excerpt: Excerpt;
  lines: number;
  message: string | null;
  file: string | null;
  line: number | null;
  /** The next line is the message. */
  awaits: boolean;
}

const live =
  /^test (.{1,1000}?)(?: - should panic(?: ?\(.{0,200}\))?)? \.\.\. FAILED(?: \(time limit exceeded\))?(?: <[\d.]{1,12}s>)?$/;
const terse = /^(.{1,1000}?)(?: - should panic)? --- FAILED$/;
const block = /^---- (.{1,1000}?) (?:stdout|stderr) ----$/;
const listed = /^ {4}(\S.{0,1000})$/;
const result = /^test result: (ok|FAILED)\. (\d{1,9}) passed; (\d{1,9}) failed; (\d{1,9}) ignored;/;
const panicNow = /^thread '.{0,400}' (?:\(\d{1,9}\) )?panicked at (\S{1,500}\.rs):(\d{1,7}):\d{1,7}:$/;
const panicOld = /^thread '.{0,400}' panicked at '(.{0,2000})', (\S{1,500}\.rs):(\d{1,7})(?::\d{1,7})?$/;
const noPanic = /^note: test did not panic as expected(?: at (\S{1,500}\.rs):(\d{1,7}))?/;
/** A frame of a backtrace: `   4: demo::tests::adds`. */
const frame = /^\s{1,8}\d{1,4}: ([A-Za-z_]\w{0,200})::(.{1,1000})$/;
const maxTests = 10_000;
const maxLines = 60;

/** The tests of one program, from `running 3 tests` to `test result:`. */
export class CargoRun {
  readonly #live = new Set<string>();
  readonly #told = new Map<string, Told>();
  #listed: string[] = [];
  #section: 'tests' | 'blocks' | 'list' = 'tests';
  #open: Told | null = null;
  counts: { readonly ran: number; readonly failed: number; readonly skipped: number } | null = null;
  target: CargoTarget | null;
  /** As a backtrace names the test's own frame; quiet runs say it nowhere else. */
  crate: string | null = null;

  constructor(target: CargoTarget | null) {
    this.target = target;
  }

  /** True if the next line is wanted too. */
  line(text: string): boolean {
    const end = text.startsWith('test result: ') ? result.exec(text) : null;
    if (end !== null) {
      this.#open = null;
      this.counts = { ran: Number(end[2]) + Number(end[3]), failed: Number(end[3]), skipped: Number(end[4]) };
      return false;
    }
    if (text === 'failures:') {
      // The second one is the list of names; what a test prints may look so too, and the last one counts.
      this.#section = this.#section === 'tests' ? 'blocks' : 'list';
      if (this.#section === 'list') this.#listed = [];
      return true;
    }
    const named = text.startsWith('---- ') ? block.exec(text.slice(0, 1100)) : null;
    if (named !== null && this.#section !== 'tests') {
      this.#section = 'blocks';
      this.#open = this.#tell(named[1] ?? '');
      return this.#open !== null;
    }
    if (this.#section === 'list') {
      const name = text === '' ? null : listed.exec(text.slice(0, 1100));
      if (name !== null && this.#listed.length < maxTests) this.#listed.push(name[1]?.trimEnd() ?? '');
      if (name !== null || text === '') return true;
      this.#section = 'blocks';
    }
    if (this.#section === 'tests') {
      const name = (live.exec(text.slice(0, 1300)) ?? terse.exec(text.slice(0, 1300)))?.[1];
      if (name !== undefined && !name.includes(' ... ') && this.#live.size < maxTests) this.#live.add(name);
      return false;
    }
    return this.#output(text);
  }

  #tell(name: string): Told | null {
    if (this.#told.size >= maxTests) return null;
    const told: Told = { name, excerpt: new Excerpt(), lines: 0, message: null, file: null, line: null, awaits: false };
    this.#told.set(name, told);
    return told;
  }

  #output(text: string): boolean {
    const told = this.#open;
    if (told === null) return false;
    told.lines += 1;
    told.excerpt.add(text);
    const own = this.crate === null ? frame.exec(text.slice(0, 1300)) : null;
    if (own !== null && own[2] === told.name) this.crate = own[1] ?? null;
    this.#read(told, text.slice(0, 3000).trim());
    return told.lines < maxLines;
  }

  #read(told: Told, text: string): void {
    if (told.awaits) {
      told.message = text;
      told.awaits = false;
      return;
    }
    if (told.message !== null) return;
    const now = panicNow.exec(text);
    if (now !== null) {
      told.awaits = true;
      told.file = now[1] ?? null;
      told.line = Number(now[2]);
      return;
    }
    const old = panicOld.exec(text);
    const none = old === null ? noPanic.exec(text) : null;
    if (old !== null) [told.message, told.file, told.line] = [old[1] ?? '', old[2] ?? null, Number(old[3])];
    else if (none !== null) {
      told.message = 'test did not panic as expected';
      if (none[1] !== undefined) [told.file, told.line] = [none[1], Number(none[2])];
    } else if (text.startsWith('Error: ')) told.message = text;
  }

  /** The names of what failed: by the list at the end, without one by the blocks and the lines before. */
  #names(): readonly string[] {
    if (this.counts !== null && this.counts.failed === 0) return [];
    return this.#listed.length > 0 && this.counts !== null
      ? this.#listed
      : [...new Set([...this.#live, ...this.#told.keys()])];
  }

  failures(crate: string | null): readonly Failure[] {
    const { target } = this.target ?? { target: null };
    const owner = this.target?.crate ?? crate;
    const before = target === null ? '' : `${owner === null ? '' : `${owner} `}${target} `;
    return this.#names().map((name) => {
      const told = this.#told.get(name);
      const { message = null, file = null, line = null } = told ?? {};
      const excerpt = told?.excerpt.lines() ?? [];
      return makeFailure({ id: `${before}${name}`, runner: 'cargo', message, file, line, excerpt });
    });
  }

  /** The list of failures has begun: from there every line is read. */
  get hasFailures(): boolean {
    return this.#section !== 'tests';
  }

  get warnings(): readonly string[] {
    const listedCount = this.#names().length;
    if (this.counts === null || this.counts.failed === listedCount) return [];
    return [`cargo counts ${this.counts.failed} that failed, but lists ${listedCount}`];
  }
}
