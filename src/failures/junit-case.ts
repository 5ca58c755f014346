import { Excerpt } from './excerpt.ts';
import { type Failure, makeFailure } from './failure.ts';
import { type JunitId, type JunitTool, junitId } from './junit-ids.ts';
import { JavaTrace } from './runners/java-trace.ts';

export type Attributes = Readonly<Record<string, string>>;

/** One thing that is wrong with a test case. */
export interface Problem {
  readonly kind: 'failure' | 'error' | 'flaky' | 'rerun';
  readonly message: string;
  readonly type: string;
  text: string;
}

/** A test case as it is read. */
export interface OpenCase {
  readonly attributes: Attributes;
  readonly suite: Attributes;
  readonly problems: Problem[];
  skipped: boolean;
}

/** The elements that say so, by their names. */
export const problemKinds: Readonly<Record<string, Problem['kind']>> = {
  failure: 'failure',
  error: 'error',
  flakyFailure: 'flaky',
  flakyError: 'flaky',
  rerunFailure: 'rerun',
  rerunError: 'rerun',
};

type Named = Pick<OpenCase, 'attributes' | 'suite'>;

/** The failure of a test case with the problem that counts; `tool` is what wrote the file, null if it does not say. */
export function junitFailure(
  { attributes, suite }: Named,
  {
    problem,
    attempt,
    tool,
  }: { readonly problem: Problem; readonly attempt: number | null; readonly tool: JunitTool | null },
): Failure {
  const { classname = '' } = attributes;
  const lines = problem.text.split('\n');
  const excerpt = new Excerpt();
  for (const line of lines) excerpt.add(line);
  const file = attributes.file ?? suite.file ?? null;
  const { unit, ...ids } = junitIdOf({ attributes, suite }, { tool, text: problem.text });
  return makeFailure({
    ...ids,
    runner: 'junit',
    message: messageOf(problem),
    ...placeOf(lines, { file, line: attributes.line, className: classname }),
    excerpt: excerpt.lines(),
    outcome: problem.kind === 'error' ? 'error' : 'failed',
    durationMs: millisecondsOf(attributes),
    attempt,
    ...(unit === undefined ? {} : { unit }),
  });
}

/** What its tool calls a test case; `text` is that of its problem. */
export function junitIdOf(
  { attributes, suite }: Named,
  { tool: known, text }: { readonly tool: JunitTool | null; readonly text: string },
): JunitId {
  const { name = '', classname = '' } = attributes;
  const tool = known ?? (suite.name === classname && classname !== '' ? 'jvm' : 'other');
  return junitId({
    name,
    className: classname,
    file: attributes.file ?? suite.file ?? null,
    phpClass: attributes.class ?? null,
    suite: suite.name ?? '',
    tool: attributes.class !== undefined && tool === 'other' ? 'phpunit' : tool,
    text,
  });
}

/** How long it ran; null where it does not say. */
export function millisecondsOf({ time }: Attributes): number | null {
  const seconds = Number.parseFloat((time ?? '').replaceAll(',', ''));
  return Number.isFinite(seconds) ? Math.round(seconds * 1000) : null;
}

function messageOf({ message, type, text }: Problem): string | null {
  const first = `${message}\n${text}`.split('\n').find((line) => line.trim() !== '');
  return first?.trim().slice(0, 400) ?? (type === '' ? null : type);
}

const pythonPlace = /^([^\s:]{1,400}\.py):(\d{1,7}): /;

/** Where the trace says, else what the attributes say: pytest's line is that of the definition, counted from 0. */
function placeOf(
  lines: readonly string[],
  known: { readonly file: string | null; readonly line: string | undefined; readonly className: string },
): Pick<Failure, 'file' | 'line'> {
  const trace = new JavaTrace(known.className);
  let python: RegExpExecArray | null = null;
  for (const line of lines) {
    trace.add(line);
    python = pythonPlace.exec(line) ?? python;
  }
  if (python !== null) return { file: python[1] ?? null, line: Number(python[2]) };
  if (trace.place !== null) return trace.place;
  const line = Number.parseInt(known.line ?? '', 10);
  return { file: known.file, line: known.file !== null && Number.isFinite(line) ? line : null };
}
