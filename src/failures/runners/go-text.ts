import type { Failure } from '../failure.ts';
import type { Line } from '../parser.ts';
import type { GoBuilds } from './go-build.ts';
import { GoSection } from './go-section.ts';
import type { GoOutput } from './go-test.ts';

const verdict = /^--- (FAIL|PASS|SKIP|BENCH): (\S{1,1000})(?: \((\d{1,9}(?:\.\d{1,9})?)(?:s| seconds)\))?$/;
const announcement = /^=== (RUN|CONT|NAME|PAUSE) +(\S{1,1000})$/;
const failedPackage = /^FAIL(?:\t| {2,})(\S{1,1000})(?:\s+(?:\[(build|setup) failed\]|\d{1,9}(?:\.\d{1,9})?s)\s*)$/;
const passedPackage =
  /^(?:ok {2}[\t ]\s{0,9}\S{1,1000}\s{1,9}(?:\d|\(cached\)|\[no )|\? {3}[\t ]\s{0,9}\S{1,1000}\s{1,9}\[no test)/;
/** Compilers and linkers name a file, go itself may only indent. */
const compilerLine = /^(?:\S{1,400}:\d{1,7}:|\s|# |note: |too many errors|vet: |package |imports )/;
const runningTest = /^\t(\S{1,1000}) \(\d[\dhms.]{0,30}\)$/;
const testName = /^(?:Test|Benchmark|Example|Fuzz)/;
const maxLine = 4000;

/** What the text of `go test` on one stream says, package by package. */
export class GoText {
  readonly #builds: GoBuilds;
  readonly #take: (failures: readonly Failure[]) => void;
  #section = new GoSection(false);
  /** Where lines that are nothing else belong. */
  #output: GoOutput | null = null;
  #inBuild = false;
  #inLate = false;
  #seen = false;

  constructor(builds: GoBuilds, take: (failures: readonly Failure[]) => void) {
    this.#builds = builds;
    this.#take = take;
  }

  line({ text, whole }: Line): boolean {
    if (!whole || !this.#framing(text)) this.#other(text.slice(0, maxLine));
    return this.#output?.wantsMore === true;
  }

  /** gotestsum reports the tests that no verdict of a package followed. */
  drop(): void {
    this.#section = new GoSection(true);
    this.#output = null;
  }

  /** True if a test of this name has just failed. */
  hasFailed(test: string): boolean {
    return this.#section.has(test);
  }

  #framing(text: string): boolean {
    const line = text.slice(0, maxLine).trimEnd();
    const bare = line.trimStart();
    if (bare.startsWith('--- ') && this.#verdict(bare, line.length - bare.length)) return true;
    if (line.startsWith('===')) return this.#announcement(line);
    if (line.startsWith('FAIL')) return this.#failedPackage(line);
    if (line.startsWith('ok  ') || line.startsWith('?   ')) return this.#passedPackage(line);
    if (line === 'PASS') {
      this.#output = null;
      return true;
    }
    if (line.startsWith('# ')) return this.#build(line);
    if (line.startsWith('panic: ') || line.startsWith('fatal error: ')) this.#crash();
    return line.endsWith('s)') && this.#afterOutput(line);
  }

  #verdict(bare: string, indent: number): boolean {
    const match = verdict.exec(bare);
    const test = match?.[2];
    if (match === null || test === undefined || !isIndentOf(test, indent, this.#section)) return false;
    this.#seen = true;
    this.#inBuild = false;
    const durationMs = match[3] === undefined ? null : Math.round(Number(match[3]) * 1000);
    if (match[1] === 'FAIL') this.#output = this.#section.fail(test, durationMs);
    else {
      this.#section.end(test);
      this.#output = null;
    }
    return true;
  }

  /** `printed without a line end--- FAIL: TestX (0.00s)`. */
  #afterOutput(line: string): boolean {
    const at = line.lastIndexOf('--- FAIL: ');
    const match = line.slice(0, Math.max(0, at)).trim() !== '' ? verdict.exec(line.slice(at)) : null;
    const test = match?.[2];
    if (test === undefined || !(this.#section.isRunning(test) || isPlain(line, at, test))) return false;
    this.#output?.add(line.slice(0, at));
    return this.#verdict(line.slice(at), 0);
  }

  #announcement(line: string): boolean {
    const match = announcement.exec(line);
    if (match?.[2] === undefined) return false;
    this.#seen = true;
    if (!testName.test(match[2])) return true;
    if (match[1] === 'RUN') {
      if (this.#section.isEmpty && !match[2].includes('/')) this.#section = new GoSection(true);
      this.#output = this.#section.run(match[2]);
    } else this.#output = match[1] === 'PAUSE' ? null : this.#section.outputOf(match[2]);
    return true;
  }

  #failedPackage(line: string): boolean {
    this.#output = null;
    if (line === 'FAIL') return true;
    if (line.startsWith('FAIL! -') || line.startsWith('FAIL! --')) this.#section.specsFailed = true;
    const match = failedPackage.exec(line);
    if (match?.[1] === undefined) return false;
    this.#inBuild = false;
    if (match[2] === undefined) this.#take(this.#section.failures(match[1]));
    else this.#take(new GoSection(true).failures(match[1], this.#builds.describe(match[1])));
    this.#close();
    return true;
  }

  #passedPackage(line: string): boolean {
    if (!passedPackage.test(`${line} `)) return false;
    this.#take([]);
    this.#close();
    return true;
  }

  #close(): void {
    this.#section = new GoSection(true);
    this.#output = null;
    this.#inLate = false;
    this.#seen = false;
  }

  #build(line: string): boolean {
    const output = this.#builds.open(line);
    if (output === null) return false;
    this.#output = output;
    this.#inBuild = true;
    return true;
  }

  #crash(): void {
    this.#inBuild = false;
    // In a test that has been announced, or has just failed, it is that one's.
    if (this.#output === null || !this.#section.hasFailed) this.#output = this.#section.crash;
  }

  #other(text: string): void {
    if (this.#inBuild && !compilerLine.test(text)) {
      this.#inBuild = false;
      this.#output = null;
    }
    if (text === 'running tests:') this.#inLate = true;
    else if (this.#inLate) {
      const late = runningTest.exec(text.trimEnd())?.[1];
      if (late === undefined) this.#inLate = false;
      else this.#section.late(late);
    }
    if (text.startsWith('exit status ') && this.#output === null && !this.#section.hasFailed)
      this.#section.crash.add(text);
    else this.#output?.add(text);
  }

  /** Whether the last package has its verdict. */
  end(): boolean {
    const failures = this.#section.failures(null);
    if (failures.length > 0) this.#take(failures);
    return failures.length === 0 && !this.#seen;
  }
}

/** Tests have one of four names; subtests are indented by four blanks a level; a fuzz test's input has the name of the test. */
function isIndentOf(test: string, indent: number, section: GoSection): boolean {
  if (!testName.test(test)) return false;
  if (indent === 0) return true;
  const levels = test.split('/').length - 1;
  return indent % 4 === 0 && (indent / 4 <= levels || (indent === 4 && test.startsWith('Fuzz') && section.has(test)));
}

function isPlain(line: string, at: number, test: string): boolean {
  return testName.test(test) && !/["'`]/.test(line.slice(Math.max(0, at - 1), at));
}
