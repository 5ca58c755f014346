import type { Style } from '../base/style.ts';
import type { Failure, FailureReport } from '../failures/failure.ts';

/** A sentence of the history on a test, by the target's label and the test's id. */
export type HistoryNotes = ReadonlyMap<string, ReadonlyMap<string, string>>;

interface Options {
  readonly style: Style;
  /** `path:line` of a failure as it is to be shown, or null. */
  readonly place: (failure: Failure) => string | null;
  /** What else is known of a test, in a sentence, by its id. */
  readonly notes?: ReadonlyMap<string, string>;
  /** How many failures are shown at the most. */
  readonly limit: number;
}

/** What failed, a line or a few for each; failures with one and the same message share it. */
export function failureLines({ runners }: FailureReport, { limit, ...options }: Options): string[] {
  const failures = runners.flatMap((runner) => runner.failures);
  const flaky = runners.flatMap((runner) => runner.flaky);
  const { style } = options;
  const lines = groups(failures.slice(0, limit)).flatMap((group) => groupLines(group, options));
  if (failures.length > limit) lines.push(style.dim(`and ${failures.length - limit} more`));
  for (const each of flaky.slice(0, limit)) lines.push(...flakyLines(each, style));
  if (flaky.length > limit) lines.push(style.dim(`and ${flaky.length - limit} more that are flaky`));
  return lines;
}

function groups(failures: readonly Failure[]): readonly (readonly Failure[])[] {
  const byMessage = new Map<string, Failure[]>();
  for (const failure of failures) {
    const key = failure.message ?? `\n${failure.runner} ${failure.id}`;
    const known = byMessage.get(key);
    if (known === undefined) byMessage.set(key, [failure]);
    else known.push(failure);
  }
  return [...byMessage.values()];
}

function groupLines(group: readonly Failure[], { style, place, notes }: Omit<Options, 'limit'>): string[] {
  const message = group[0]?.message ?? null;
  const isOne = group.length === 1;
  const heads = group.flatMap((failure) => {
    const word = failure.outcome === 'error' ? 'ERROR' : 'FAIL';
    const tried = failure.attempt === null || failure.attempt < 2 ? '' : style.dim(` (tried ${failure.attempt} times)`);
    const where = place(failure);
    const head = `${style.red(word)} ${style.bold(oneLine(failure.id))}${tried}`;
    const note = notes?.get(failure.id);
    const noted = note === undefined ? [] : [`  ${style.yellow(note)}`];
    if (isOne || where === null) return [head, ...noted];
    return [`${head}  ${style.dim(where)}`, ...noted];
  });
  const told = message === null ? [] : [`  ${message}${isOne ? '' : style.dim(` (${group.length} times)`)}`];
  const where = isOne && group[0] !== undefined ? place(group[0]) : null;
  return [...heads, ...told, ...(where === null ? [] : [`  ${style.dim(where)}`])];
}

/** Titles of tests may have line ends in them. */
function oneLine(id: string): string {
  return id.replaceAll('\n', '\\n');
}

function flakyLines(failure: Failure, style: Style): string[] {
  const head = `${style.yellow('FLAKY')} ${style.bold(oneLine(failure.id))} ${style.dim('(failed, then passed)')}`;
  return failure.message === null ? [head] : [head, `  ${failure.message}`];
}
