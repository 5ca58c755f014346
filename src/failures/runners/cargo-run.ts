import { type Counts, type Failure, makeFailure, type RunnerReport } from '../failure.ts';
import type { Stream } from '../parser.ts';
import { Tally } from '../tally.ts';
import type { LibtestBlock } from './cargo-block.ts';
import { type CargoHint, type CargoTarget, targetFlags } from './cargo-target.ts';

const maxBlocks = 10_000;

/** One test binary: what cargo says of it, and what it says itself. */
interface Part {
  target: CargoTarget | null;
  hint: CargoHint | null;
  block: LibtestBlock | null;
  crash: string | null;
}

/**
 * What cargo and the test binaries said. cargo writes to the standard error and the binaries to the standard output, so that
 * where these are apart the n-th of one belongs to the n-th of the other.
 */
export class CargoRun {
  compiling: string | null = null;
  readonly #targets: {
    readonly target: CargoTarget;
    readonly stream: Stream;
    hint: CargoHint | null;
    crash: string | null;
  }[] = [];
  readonly #blocks: {
    readonly block: LibtestBlock;
    readonly stream: Stream;
    readonly after: number;
    hint: CargoHint | null;
  }[] = [];
  readonly #broken: Failure[] = [];
  #unhinted = 0;
  #ranAll = false;
  #crash: string | null = null;

  start(target: CargoTarget, stream: Stream): void {
    if (this.#targets.length < maxBlocks) this.#targets.push({ target, stream, hint: null, crash: null });
  }

  add(block: LibtestBlock, stream: Stream): void {
    if (this.#blocks.length < maxBlocks) this.#blocks.push({ block, stream, after: this.#targets.length, hint: null });
  }

  targetCount(stream: Stream): number {
    return this.#targets.filter((each) => each.stream === stream).length;
  }

  /** Of the target that cargo started last, or, with `--quiet`, of the block before. */
  hint(hint: CargoHint): void {
    const last = this.#targets.at(-1);
    if (last !== undefined) last.hint = hint;
    const block = this.#blocks.at(-1);
    if (last === undefined && block !== undefined && block.hint === null) block.hint = hint;
    else if (last === undefined) this.#unhinted += 1;
  }

  ranAll(): void {
    this.#ranAll = true;
  }

  crashed(how: string): void {
    const last = this.#targets.at(-1);
    if (last === undefined) this.#crash = how;
    else last.crash = how;
  }

  broken(failure: Failure): void {
    if (this.#broken.length < maxBlocks) this.#broken.push(failure);
  }

  report(): RunnerReport | null {
    if (this.#targets.length + this.#blocks.length + this.#broken.length === 0) return null;
    const parts = this.#parts();
    const naming = this.#naming(parts);
    const failures = parts.flatMap((part) => failuresOf(part, naming));
    const tally = new Tally();
    const results = parts.flatMap(({ block }) => block?.result ?? []);
    const counts = results.length === 0 ? null : results.map(countsOf).reduce(plus);
    tally.add({ failures: [...this.#broken, ...failures], counts, warnings: this.#warnings(parts, failures) });
    const last = parts.at(-1);
    return tally.report('cargo', last === undefined || last.block?.result != null || last.hint !== null);
  }

  #parts(): readonly Part[] {
    const apart =
      this.#blocks.length === this.#targets.length &&
      this.#blocks.some((block, at) => block.stream !== this.#targets[at]?.stream);
    const parts = this.#targets.map((each): Part => ({ ...each, block: null }));
    const loose: Part[] = [];
    this.#blocks.forEach(({ block, after, hint }, at) => {
      const part = apart ? parts[at] : parts[after - 1];
      if (part === undefined || part.block !== null) loose.push({ target: null, hint, block, crash: this.#crash });
      else part.block = block;
    });
    return [...parts, ...loose];
  }

  #naming(parts: readonly Part[]): (part: Part) => string | null {
    const hinted = parts.some(({ hint }) => hint?.package != null);
    const packages = new Map<Part, string | null>();
    const crate = parts.find(
      ({ target, block }) => target === null && block?.crate != null && kindOf(parts, block) === 'lib',
    )?.block?.crate;
    const doc = parts.find(({ target }) => target?.kind === 'doc')?.target?.package;
    let unit: string | null = null;
    for (const part of parts) {
      unit = part.target?.package ?? unit;
      packages.set(part, part.hint?.package ?? unit ?? this.compiling ?? doc ?? (hinted ? null : (crate ?? null)));
    }
    return (part) => packages.get(part) ?? null;
  }

  #warnings(parts: readonly Part[], failures: readonly Failure[]): readonly string[] {
    const warnings = parts.flatMap(({ block }) => {
      const counted = block?.result?.failed ?? 0;
      const named = block?.names.length ?? 0;
      return counted === named || block?.result == null
        ? []
        : [`cargo counts ${counted} failures in one target, but names ${named}`];
    });
    const last = parts.at(-1);
    const stopped = failures.length > 0 && !this.#ranAll && last?.hint != null && last.hint.kind !== 'doc';
    if (stopped) warnings.push('cargo stopped at the first target that failed: what comes after it did not run');
    if (this.#unhinted > 0) warnings.push(`${this.#unhinted} more targets failed without any test of theirs`);
    return warnings;
  }
}

function kindOf(parts: readonly Part[], block: LibtestBlock): string | null {
  return parts.find((part) => part.block === block)?.hint?.kind ?? null;
}

function failuresOf(part: Part, packageOf: (part: Part) => string | null): readonly Failure[] {
  const { block, crash, hint, target } = part;
  const kind = target?.kind ?? (target === null || target.package !== null ? (hint?.kind ?? null) : null);
  const pkg = kind === null ? null : packageOf(part);
  const flags =
    kind === null ? null : [...(hint?.package == null ? [] : [`-p ${hint.package}`]), targetFlags(kind)].join(' ');
  const prefix = [pkg, kind].filter((each) => each !== null).join(' ');
  const tests = (block?.names ?? []).map((name) => {
    return makeFailure({
      id: prefix === '' ? name : `${prefix} ${name}`,
      runner: 'cargo',
      rerunId: flags === null ? null : `${flags} -- ${name}`,
      ...block?.output(name)?.describe(),
      durationMs: block?.durationMs(name) ?? null,
    });
  });
  const isBroken = tests.length === 0 && (hint !== null || crash !== null) && block?.result == null;
  const isCut = tests.length > 0 && crash !== null && block?.result == null;
  if (!(isBroken || isCut) || prefix === '') return tests;
  return [
    ...tests,
    makeFailure({
      id: prefix,
      runner: 'cargo',
      rerunId: flags,
      message: crash ?? 'it failed without any test',
      outcome: 'error',
      unit: 'suite',
    }),
  ];
}

function countsOf({ passed, failed, ignored, measured }: NonNullable<LibtestBlock['result']>): Counts {
  return { ran: passed + failed + measured, failed, errors: 0, skipped: ignored };
}

function plus(one: Counts, other: Counts): Counts {
  return {
    ran: one.ran + other.ran,
    failed: one.failed + other.failed,
    errors: one.errors + other.errors,
    skipped: one.skipped + other.skipped,
  };
}
