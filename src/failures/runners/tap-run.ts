import type { Counts } from '../failure.ts';
import type { RunnerRun } from '../tally.ts';
import { TapDiagnosis } from './tap-diagnosis.ts';
import { bailOut, describePoint, fileOf, type TapFound } from './tap-failure.ts';
import { TapLevels } from './tap-levels.ts';
import { indentOf, isVersion, readPlan, readPoint, type TapPoint, unescaped } from './tap-line.ts';
import { TapTotals } from './tap-totals.ts';

/** Who printed it, so far as its habits tell; `tap` for all others. */
export type TapProducer = 'bats' | 'mocha' | 'nodetest' | 'tap';

interface Open {
  readonly point: TapPoint;
  readonly diagnosis: TapDiagnosis;
}

const maxFound = 10_000;
const maxDepth = 100;
const subtest = '# Subtest: ';
const batsComment = /^# \((?:in test file|from function|in file) /;
const batsMessage = /^\((?:in test file|from function) /;

/** One TAP document: from a version line, a plan or a first point on. Lines come whole and in order. */
export class TapRun {
  #version = false;
  #plan: number | null = null;
  /** Points at the outermost level. */
  #points = 0;
  #last = 0;
  #inOrder = true;
  #numbered = false;
  readonly #levels = new TapLevels();
  readonly #opened: Open[] = [];
  /** Of each level the name in its last `# Subtest: `. */
  readonly #names = new Map<number, string>();
  /** The last comment at the outermost level: with tape the name of a test. */
  #comment: string | null = null;
  #dashes = false;
  #subtests = false;
  /** Some point had its subtests in braces, as with vitest. */
  #braces = false;
  #producer: TapProducer = 'tap';
  readonly #totals = new TapTotals();
  #totalsBeforePlan = false;
  #bail: string | null = null;
  #current: TapDiagnosis | null = null;
  /** The point that may go on in the next line. */
  #torn: { readonly found: TapFound; readonly lines: string[] } | null = null;
  #count = { passed: 0, failed: 0, skipped: 0 };

  /** True if a TAP document goes on with this line, so that it cannot begin another. */
  continues(text: string): boolean {
    if (isVersion(text)) return !this.#version && this.#points === 0 && this.#plan === null;
    if (this.#current?.isInYaml === true) return true;
    if (readPlan(text) !== null) return this.#plan === null;
    const point = readPoint(text);
    if (point === null || point.indent > 0) return true;
    return point.number !== 1 || this.#last === 0;
  }

  /** True if the next line is needed. */
  line(text: string): boolean {
    const indent = indentOf(text);
    if (this.#current?.isInYaml === true) {
      const point = indent <= 0 || text[indent] === '}' ? readPoint(text) : null;
      if (point === null) return this.#diagnose(text);
    }
    const point = readPoint(text);
    if (point !== null && this.#isVerdictOfProve(point)) return false;
    if (point !== null && (point.indent === 0 || this.#isThere)) return this.#point(point);
    if (indent === 0 && this.#outermost(text)) return this.#version && this.#plan === null;
    if (text.startsWith(subtest, indent) && this.#isThere) return this.#subtest(text, indent);
    if (text.slice(indent).trimEnd() === '}' && this.#opened.at(-1)?.point.indent === indent)
      return this.#close(indent);
    if (indent > 0 && indent % 4 === 0 && readPlan(text.slice(indent)) !== null) {
      this.#current = null;
      return true;
    }
    return this.#diagnose(text);
  }

  /** With `-v` prove ends the tests of a script that passed with a bare `ok`. */
  #isVerdictOfProve({ indent, number, description }: TapPoint): boolean {
    return this.#numbered && indent === 0 && number === null && description === '';
  }

  /** Any line may go on with what the last ones told; if not, only those of TAP do. */
  get isOpen(): boolean {
    return this.#current !== null || this.#opened.length > 0;
  }

  get #isThere(): boolean {
    return this.#version || this.#plan !== null || this.#points > 0 || this.#subtests;
  }

  #outermost(text: string): boolean {
    const plan = readPlan(text);
    if (plan !== null) {
      this.#plan = plan;
      this.#totalsBeforePlan = this.#totals.get('fail') !== undefined;
    } else if (isVersion(text)) this.#version = true;
    else if (text.startsWith('Bail out!')) this.#bail = text.slice('Bail out!'.length).trim();
    else return this.#closing(text);
    this.#current = null;
    return true;
  }

  #closing(text: string): boolean {
    if (!this.#totals.add(text)) return false;
    if (this.#totals.isOfNodetest) this.#producer = 'nodetest';
    this.#current = null;
    return true;
  }

  #subtest(text: string, indent: number): boolean {
    this.#subtests = true;
    this.#current = null;
    const name = unescaped(text.slice(indent + subtest.length).trim());
    if (indent / 4 < maxDepth) this.#names.set(indent, name);
    for (const deeper of this.#names.keys()) if (deeper > indent) this.#names.delete(deeper);
    return true;
  }

  #point(point: TapPoint): boolean {
    this.#torn = null;
    this.#dashes ||= point.dashed;
    if (point.indent === 0) {
      this.#points += 1;
      if (point.number !== null && point.number !== this.#last + 1) this.#inOrder = false;
      this.#numbered ||= point.number !== null;
      this.#last = point.number ?? this.#last + 1;
    }
    const diagnosis = new TapDiagnosis(point.indent);
    this.#current = diagnosis;
    if (point.opens) {
      this.#braces = true;
      if (this.#opened.length < maxDepth) this.#opened.push({ point, diagnosis });
    } else this.#finish(point, diagnosis);
    return true;
  }

  #close(indent: number): boolean {
    const open = this.#opened.pop();
    if (open !== undefined) this.#finish({ ...open.point, indent }, open.diagnosis);
    this.#current = null;
    return true;
  }

  /** All that is indented deeper belongs to this point. */
  #finish(point: TapPoint, diagnosis: TapDiagnosis): void {
    const below = this.#levels.takeBelow(point.indent);
    const name = this.#nameOf(point);
    const level = this.#levels.at(point.indent);
    level.points += 1;
    const failed = !point.ok && point.directive === null;
    if (below.points === 0) this.#countLeaf(point, failed);
    const found = failed && below.found.length === 0 ? below.pardoned : below.found;
    const inner = found.map((each) => ({ ...each, path: [name, ...each.path] }));
    if (!failed) {
      if (point.directive === null && level.pardoned.length < maxFound) level.pardoned.push(...inner);
      return;
    }
    const own = { path: [name], diagnosis, durationMs: point.durationMs, isParent: inner.length > 0 };
    if (inner.length === 0) this.#torn = { found: own, lines: [] };
    if (level.found.length < maxFound) level.found.push(...inner, own);
  }

  #countLeaf(point: TapPoint, failed: boolean): void {
    if (point.directive === 'skip') this.#count.skipped += 1;
    else if (failed) this.#count.failed += 1;
    else this.#count.passed += 1;
  }

  #nameOf(point: TapPoint): string {
    if (point.description === '') return String(point.number ?? (point.indent === 0 ? this.#last : '(unnamed)'));
    const flat = this.#version && this.#plan === null && !this.#dashes && !this.#subtests && point.indent === 0;
    return flat && this.#comment !== null ? `${this.#comment} > ${point.description}` : point.description;
  }

  #diagnose(text: string): boolean {
    const indent = indentOf(text);
    if (indent === 0 && text.startsWith('# ')) this.#commented(text);
    const current = this.#current;
    if (current === null) return this.#opened.length > 0;
    if (this.#torn !== null && !this.#mend(this.#torn, text, indent)) return true;
    const inYaml = current.isInYaml;
    if (!current.add(text)) this.#current = null;
    else if (current.failureType !== null) this.#producer = 'nodetest';
    else if (batsMessage.test(current.value('message') ?? '')) this.#producer = 'bats';
    return this.#current !== null && (!current.isEnough || (inYaml && !current.isInYaml));
  }

  #commented(text: string): void {
    if (batsComment.test(text) && this.#producer === 'tap') this.#producer = 'bats';
    this.#comment = text.slice(2).trim();
  }

  /**
   * mocha prints a line end in a title as it is: `not ok 1 a title`, `of two lines`, `  the error`. False while that is
   * open.
   */
  #mend(torn: { readonly found: TapFound; readonly lines: string[] }, text: string, indent: number): boolean {
    const isMore =
      indent === 0 && text.trim() !== '' && !text.startsWith('#') && torn.lines.length < 5 && !this.#dashes;
    if (isMore) {
      torn.lines.push(text.trimEnd());
      return false;
    }
    this.#torn = null;
    if (torn.lines.length === 0) return true;
    if (indent !== 2 || text.trim() === '---') {
      this.#current = null;
      return true;
    }
    this.#levels.rename(torn.found, [[torn.found.path.join(' > '), ...torn.lines].join('\n')]);
    return true;
  }

  get producer(): TapProducer {
    if (this.#producer === 'tap' && this.#totalsBeforePlan && !this.#dashes) return 'mocha';
    return this.#producer;
  }

  get points(): number {
    return this.#points;
  }

  /** Something that only a TAP document has. */
  get isCertain(): boolean {
    if (this.#points === 0) return this.#bail !== null && (this.#version || this.#plan !== null);
    return this.#version || this.#plan !== null || (this.#inOrder && this.#last === this.#points && this.#points >= 3);
  }

  /** It says that it is TAP, as every producer of its own does. */
  get hasVersion(): boolean {
    return this.#version;
  }

  get isComplete(): boolean {
    return this.#plan !== null && this.#points >= this.#plan && this.#bail === null && this.#opened.length === 0;
  }

  result(runner: string): RunnerRun {
    const failures = this.#named().map((found) => describePoint(found, runner));
    const warnings: string[] = [];
    if (this.#bail !== null) warnings.push(`the tests bailed out: ${this.#bail}`.trimEnd());
    else if (this.#plan !== null && this.#points < this.#plan) {
      warnings.push(`${this.#plan} tests were planned, but only ${this.#points} ran`);
    }
    const bailed = this.#bail !== null && failures.length === 0 ? [bailOut(this.#bail, runner)] : [];
    return { failures: [...failures, ...bailed], counts: this.#counts(), warnings };
  }

  /** Where braces hold subtests, each is known by its own name, unless another has that as well. */
  #named(): readonly TapFound[] {
    const all = this.#all();
    if (!this.#braces) return all;
    const times = new Map<string | undefined, number>();
    for (const { path } of all) times.set(path.at(-1), (times.get(path.at(-1)) ?? 0) + 1);
    return all.map((found) => {
      const isOnly = times.get(found.path.at(-1)) === 1;
      return { ...found, file: fileOf(found.path), path: isOnly ? found.path.slice(-1) : found.path };
    });
  }

  #all(): readonly TapFound[] {
    return this.#whole().filter(({ isParent, diagnosis: { failureType } }) => {
      return !isParent || (failureType !== null && failureType !== 'subtestsFailed');
    });
  }

  /** What has no parent yet because the output ends here gets those that were announced. */
  #whole(): readonly TapFound[] {
    return this.#levels.all().flatMap(({ indent, found }) => {
      const outer = [...this.#names].filter(([at]) => at < indent).sort(([one], [other]) => one - other);
      const opened = this.#opened.filter(({ point }) => point.indent < indent).map(({ point }) => point.description);
      const above = opened.length > 0 ? opened : outer.map(([, name]) => name);
      return indent === 0 ? found : found.map((each) => ({ ...each, path: [...above, ...each.path] }));
    });
  }

  #counts(): Counts | null {
    if (!this.isComplete && this.#totals.isEmpty) return null;
    const tests = this.#totals.get('tests');
    const { passed, failed, skipped } = this.#count;
    if (tests === undefined) return { ran: passed + failed, failed, errors: 0, skipped };
    const left = this.#totals.get('skipped') ?? this.#totals.get('skip') ?? (this.producer === 'mocha' ? 0 : skipped);
    const pending = this.producer === 'mocha' ? Math.max(0, (this.#plan ?? tests) - tests) : left;
    const lost = (this.#totals.get('fail') ?? failed) + (this.#totals.get('cancelled') ?? 0);
    const ran = this.producer === 'mocha' ? tests : Math.max(0, tests - left);
    return { ran, failed: lost, errors: 0, skipped: pending };
  }
}
