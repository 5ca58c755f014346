import { numberBefore } from '../number-before.ts';
import { RustOutput } from './rust-panic.ts';

/** `test result: FAILED. 2 passed; 4 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.09s`. */
export interface LibtestResult {
  readonly passed: number;
  readonly failed: number;
  readonly ignored: number;
  readonly measured: number;
}

const result = /^test result: (?:ok|FAILED)\. (.{1,300})$/;
const live = /^test (.{1,1500}?)(?: - should panic(?: - compile)?| - compile(?: fail)?)? \.\.\.(?: (.*))?$/;
const failed = /^FAILED(?: \(time limit exceeded\))?(?: <\d{1,9}\.\d{1,9}s>)?$/;
const terse = /^(.{1,1500}) --- FAILED(?: \(time limit exceeded\))?$/;
const title = /^---- (.{1,1500}) (?:stdout|stderr) ----$/;
const time = /<(\d{1,9}\.\d{1,9})s>$/;
const maxTests = 10_000;

export function readResult(line: string): LibtestResult | null {
  const numbers = line.startsWith('test result: ') ? result.exec(line)?.[1] : undefined;
  if (numbers === undefined) return null;
  const of = (name: string): number => numberBefore(numbers, name);
  return { passed: of('passed'), failed: of('failed'), ignored: of('ignored'), measured: of('measured') };
}

/** What one test binary said, from `running 7 tests` on. Source: Rust, library/test/src/formatters/. */
export class LibtestBlock {
  /** How many tests there are, ignored ones too. */
  readonly tests: number;
  result: LibtestResult | null = null;
  readonly #outputs = new Map<string, RustOutput>();
  readonly #durations = new Map<string, number>();
  /** Until the list at the end comes: it is the last one, as tests may print others. */
  readonly #live = new Set<string>();
  #list: string[] | null = null;
  #output: RustOutput | null = null;
  /** With `--nocapture` the verdict comes after what the test printed. */
  #started: string | null = null;
  #afterStart = 0;
  #inFailures = false;
  /** By the backtrace: `demo` of `demo::tests::adds`. */
  crate: string | null = null;

  constructor(tests: number) {
    this.tests = tests;
  }

  get wantsMore(): boolean {
    return (
      this.#list !== null || this.#output?.wantsMore === true || (this.#started !== null && this.#afterStart < 200)
    );
  }

  get names(): readonly string[] {
    if (this.result !== null && this.#list !== null && this.#list.length === this.result.failed) return this.#list;
    return [...this.#live];
  }

  output(name: string): RustOutput | undefined {
    return this.#outputs.get(name);
  }

  durationMs(name: string): number | null {
    return this.#durations.get(name) ?? null;
  }

  /** Closes the block, if this is its own line. */
  close(found: LibtestResult): boolean {
    const { passed, failed: bad, ignored, measured } = found;
    if (passed + bad + ignored + measured !== this.tests) return false;
    this.result = found;
    this.#output = null;
    this.#started = null;
    return true;
  }

  add(line: string): void {
    if (line === 'failures:') {
      this.#inFailures = true;
      this.#started = null;
      this.#list = [];
      this.#output?.add(line);
      return;
    }
    const name = this.#inFailures ? title.exec(line)?.[1] : undefined;
    if (name !== undefined && (this.#live.size === 0 || this.#live.has(name))) this.#open(name);
    else if (this.#list !== null && /^ {4}\S/.test(line)) this.#addListed(line.slice(4));
    else this.#inOutput(line);
    if (!this.#inFailures) this.#readLive(line);
  }

  #open(name: string): void {
    this.#list = null;
    this.#output = this.#outputs.get(name) ?? new RustOutput();
    if (this.#outputs.size < maxTests) this.#outputs.set(name, this.#output);
  }

  #addListed(name: string): void {
    if (this.#list !== null && this.#list.length < maxTests) this.#list.push(name);
    this.#output?.add(`    ${name}`);
  }

  #inOutput(line: string): void {
    if (this.#list !== null && this.#list.length > 0 && line !== '') this.#list = null;
    if (this.#output === null) return;
    this.#output.add(line);
    const frame = /^\s+\d{1,4}: ([A-Za-z_]\w{0,200})::(\S{1,1500})$/.exec(line);
    if (frame?.[1] !== undefined && this.#outputs.get(frame[2] ?? '') === this.#output) this.crate ??= frame[1];
  }

  #readLive(line: string): void {
    this.#afterStart += 1;
    const match = live.exec(line);
    const name = match?.[1] ?? terse.exec(line)?.[1];
    if (name === undefined) {
      if (this.#started !== null && failed.test(line)) this.#fail(this.#started, line);
      else if (this.#started !== null && /^ok(?: <.{1,20}>)?$/.test(line)) this.#started = null;
      return;
    }
    this.#started = null;
    if (match === null || failed.test(match[2] ?? '')) this.#fail(name, line);
    else if (!/^(?:ok|ignored|bench:)/.test(match[2] ?? '')) {
      this.#started = name;
      this.#afterStart = 0;
      this.#open(name);
    }
  }

  #fail(name: string, line: string): void {
    this.#started = null;
    this.#output = null;
    if (this.#live.size < maxTests) this.#live.add(name);
    const seconds = time.exec(line)?.[1];
    if (seconds !== undefined) this.#durations.set(name, Math.round(Number(seconds) * 1000));
  }
}
