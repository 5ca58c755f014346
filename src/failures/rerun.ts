import type { Failure } from './failure.ts';
import { fallbackWords, selectInPython } from './python-selection.ts';
import { findReceiver, type Receiver, type ReceiverInput } from './receiver.ts';
import { none, type Rerun } from './rerun-answer.ts';
import type { RerunSyntax } from './rerun-syntax.ts';
import { placeholder } from './shell-words.ts';

export interface RerunInput extends ReceiverInput {
  /** How much is too much: for a line that a person pastes (the usual), or for what a program can be given. */
  readonly limit?: 'line' | 'program';
}

const maxFailures = 50;
/** Linux takes 128 kB for one argument, which a script with its arguments may be (MAX_ARG_STRLEN); quotes need some of it. */
const maxArgumentBytes = 100_000;

/**
 * The words that, given after `--`, make the target run exactly the tests that failed, in the runner's own syntax
 * and unquoted; or why there are none. It never answers with less than all that failed, nor where more would run.
 */
export function rerunArguments(input: RerunInput): Rerun {
  const refusal = refuseFailures(input.failures, input.limit === 'program' ? Number.POSITIVE_INFINITY : maxFailures);
  if (refusal !== null) return none(refusal);
  const receiver = findReceiver(input);
  if (receiver.kind === 'none') return receiver;
  const answer = select(receiver, input.failures);
  if (answer.kind === 'none' || sizeOf(answer.args) <= maxArgumentBytes) return answer;
  return none(`the names of the ${input.failures.length} tests that failed are too long for one command`);
}

function sizeOf(args: readonly string[]): number {
  return args.reduce((sum, arg) => sum + Buffer.byteLength(arg) + 1, 0);
}

/** Why nothing can run exactly these again, or null. */
export function refuseFailures(failures: readonly Failure[], most = maxFailures): string | null {
  if (failures.length === 0) return 'nothing failed';
  if (failures.length > most) return `${failures.length} tests failed: too many for one line`;
  const runners = [...new Set(failures.map((failure) => failure.runner))];
  if (runners.length > 1) return `tests of several runners failed (${runners.join(', ')})`;
  const alone = failures.find((failure) => failure.rerunId === null || failure.rerunId.startsWith('-'));
  return alone === undefined ? null : `${runners[0]} cannot select ${alone.id}`;
}

function select(receiver: Receiver, failures: readonly Failure[]): Rerun {
  const { invocation, fallback } = receiver;
  const runner = failures[0]?.runner;
  if (typeof invocation.kind === 'object') return bySyntax(invocation.kind, receiver, failures);
  const appended = invocation.arguments.some(({ text }) => text === placeholder)
    ? []
    : [{ text: placeholder, bare: true }];
  const words = [...invocation.arguments, ...appended];
  const wants = invocation.kind === 'pytest' ? 'pytest' : 'unittest';
  if (runner !== wants) return none(`dox cannot tell how \`${invocation.name}\` selects tests of ${runner}`);
  const asked = { invocation, words, fallback: fallbackWords(fallback), failures };
  return selectInPython(asked, invocation.kind);
}

/** What the command has besides the arguments stays; a default of {posargs} is replaced. */
function bySyntax(syntax: RerunSyntax, { invocation }: Receiver, failures: readonly Failure[]): Rerun {
  const { runner: own, alsoPrints = [] } = syntax;
  if (failures.some(({ runner }) => runner !== own && !alsoPrints.includes(runner))) {
    return none(`dox cannot tell how \`${invocation.name}\` selects tests of ${failures[0]?.runner}`);
  }
  const words = invocation.arguments.map(({ text }) => text).filter((text) => text !== placeholder);
  const answer = syntax.arguments(failures, words);
  return typeof answer === 'string' ? none(answer) : { kind: 'arguments', args: answer };
}
