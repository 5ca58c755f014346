import type { RunnerReport } from '../failure.ts';
import type { Line, Parser, Runner, Stream, Trigger } from '../parser.ts';
import { LibtestBlock, readResult } from './cargo-block.ts';
import { CargoBuild } from './cargo-build.ts';
import { CargoRun } from './cargo-run.ts';
import { readHint, readTarget } from './cargo-target.ts';

/** `cargo test` since Rust 1.0: unit, integration and doc tests, pretty and terse. Sources: Rust, library/test; cargo, src/cargo/ops/cargo_test.rs. */
export const cargo: Runner = { name: 'cargo', parser: () => new CargoParser() };

const running = /^running (\d{1,9}) tests?$/;
const nextest = /^ {4}Starting \d{1,9} (?:test|benchmark)s? across \d{1,9} binar/;
const crashed = /^\s*process didn't exit successfully: .{0,2000}?\(((?:signal|exit status|exit code): .{1,200})\)$/;

class CargoParser implements Parser {
  readonly runner = 'cargo';
  readonly triggers: readonly Trigger[] = [
    ...['Running ', 'Doc-tests ', 'running ', 'test result: ', 'failures:', 'error: ', 'error[E', 'Starting '],
    "process didn't exit successfully: ",
  ]
    .map((start): Trigger => ({ start }))
    .concat([
      { start: 'test ', end: 'FAILED' },
      { start: 'test ', end: '...' },
      { start: 'Compiling ', end: ')' },
      { end: ' --- FAILED' },
    ]);
  readonly #run = new CargoRun();
  readonly #build = new CargoBuild();
  #block: LibtestBlock | null = null;
  #blockStream: Stream = 'stdout';
  /** nextest runs each test through the same test binaries, and has a parser of its own. */
  #inNextest = false;
  #targetsSeen = 0;

  line({ text, stream, whole }: Line): boolean {
    const line = text.slice(0, 4000).trimEnd();
    if (!whole) return false;
    if (this.#block !== null && stream === this.#blockStream && this.#inBlock(line, stream))
      return this.#block?.wantsMore === true;
    this.#outside(line, stream);
    return this.#build.wantsMore;
  }

  /** True if the line is the test binary's. */
  #inBlock(line: string, stream: Stream): boolean {
    const block = this.#block;
    if (block === null || this.#startsAnother(line, stream)) return false;
    const result = readResult(line);
    if (result !== null && block.close(result)) {
      this.#block = null;
      return true;
    }
    if (/^error: (?:doc)?test failed, /.test(line)) return false;
    block.add(line);
    return true;
  }

  /** A binary that crashed has no result; cargo then goes on with another one. */
  #startsAnother(line: string, stream: Stream): boolean {
    if (/^\s{3,}(?:Running|Doc-tests) /.test(line) && readTarget(line) !== null) return true;
    return running.test(line) && this.#run.targetCount(stream) > this.#targetsSeen;
  }

  #outside(line: string, stream: Stream): void {
    if (nextest.test(line)) this.#inNextest = true;
    const target = /^\s+(?:Running|Doc-tests) /.test(line) ? readTarget(line) : null;
    if (target !== null) {
      this.#inNextest = false;
      if (stream === this.#blockStream) this.#block = null;
      this.#run.start(target, stream);
      return;
    }
    const tests = running.exec(line)?.[1];
    if (tests !== undefined && !this.#inNextest) {
      this.#block = new LibtestBlock(Number(tests));
      this.#blockStream = stream;
      this.#targetsSeen = this.#run.targetCount(stream);
      this.#run.add(this.#block, stream);
      return;
    }
    const compiling = /^\s+Compiling (\S{1,200}) v\S{1,100} \((?:\/|[A-Z]:).{1,1000}\)$/.exec(line)?.[1];
    if (compiling !== undefined) this.#run.compiling = compiling;
    const hint = readHint(line);
    if (hint !== null) {
      this.#block = null;
      this.#run.hint(hint);
    } else if (/^error: \d{1,9} targets? failed:$/.test(line)) this.#run.ranAll();
    else if (crashed.test(line)) this.#run.crashed(crashed.exec(line)?.[1] ?? '');
    else {
      const broken = this.#build.line(line);
      if (broken !== null) this.#run.broken(broken);
    }
  }

  end(): RunnerReport | null {
    return this.#run.report();
  }
}
