import type { CommandsForm, ToxLine } from '../config/config.ts';
import { splitCommand } from '../config/tox/ini/split-command.ts';
import type { Failure } from './failure.ts';
import { type Invocation, readInvocation } from './invocation.ts';
import { none } from './rerun-answer.ts';
import { reruns } from './reruns.ts';
import { markPosargs, placeholder, type SimpleCommand, simpleCommands, type Word } from './shell-words.ts';

/** A command of a target, as far as this file needs it; config's Command is one. */
type TargetCommand =
  | { readonly kind: 'script'; readonly text: string }
  | { readonly kind: 'argv'; readonly argv: readonly string[]; readonly line?: ToxLine };

/** Where arguments of a target go, and for which failures that is asked. */
export interface ReceiverInput {
  readonly failures: readonly Failure[];
  /** As configured, `{posargs}` still in them. */
  readonly commands: readonly TargetCommand[];
  /** Without `{posargs}`, arguments are appended to the last item of a list, and have no place in the others. */
  readonly commandsForm: CommandsForm;
}

/** The one runner that the arguments would reach. */
export interface Receiver {
  readonly kind: 'receiver';
  readonly invocation: Omit<Invocation, 'kind'> & { readonly kind: Exclude<Invocation['kind'], 'other'> };
  /** What `{posargs:default}` stands for without arguments; null if the arguments are appended. */
  readonly fallback: string | null;
}

/** The command of a target that takes the arguments, or why there is none that dox could tell. */
export function findReceiver({ failures, commands, commandsForm }: ReceiverInput): Receiver | ReturnType<typeof none> {
  const parsed = commands.map(parse);
  const marked = parsed.filter((command) => command.defaults.length > 0);
  if (marked.length === 0 && commandsForm === 'block') {
    return none('the commands are a block without {posargs}: write it where the tests’ names belong');
  }
  if (marked.length === 0 && commandsForm === 'tox') {
    return none('its commands have no {posargs}: write it where the tests’ names belong');
  }
  const receiving = marked.length > 0 ? marked : parsed.slice(-1);
  const all = parsed.flatMap((command) => command.simple ?? []);
  if (parsed.some((command) => command.simple === null))
    return none('dox does not understand the shell script of its commands');
  const takers = receiving.flatMap(({ simple }) => (simple ?? []).filter((each) => takes(each, marked.length > 0)));
  const taker = takers[0];
  if (taker === undefined || takers.length > 1 || receiving.some(({ defaults }) => defaults.length > 1)) {
    return none(takers.length > 1 ? '{posargs} stands in several commands' : 'arguments do not reach a test runner');
  }
  const invocation = readInvocation(taker.words, failures[0]?.runner) ?? ownProgram(taker.words, failures);
  const kind = invocation?.kind ?? 'other';
  if (invocation === null || kind === 'other') return none(`dox cannot select tests for \`${shown(taker)}\``);
  const inside = taker.words.some(({ text, bare }) => text.includes(placeholder) && (text !== placeholder || !bare));
  if (inside) return none('{posargs} stands inside of another word or of quotes');
  const another = all.find((each) => each !== taker && isRunner(readInvocation(each.words), failures));
  if (another !== undefined) return none(`\`${shown(another)}\` would run all of its tests as well`);
  const fallback = marked.length > 0 ? (receiving[0]?.defaults[0] ?? '') : null;
  return { kind: 'receiver', invocation: { ...invocation, kind }, fallback };
}

/** A program of the project's own that has a runner in it (GoogleTest, Catch2), as these failures tell. */
function ownProgram(words: readonly Word[], failures: readonly Failure[]): Invocation | null {
  const [program, ...rest] = words;
  const syntax = reruns.find(({ runner, programs }) => runner === failures[0]?.runner && programs.length === 0);
  if (syntax === undefined || program?.text.includes('/') !== true) return null;
  return { kind: syntax, name: program.text, arguments: rest };
}

interface Parsed {
  readonly simple: readonly SimpleCommand[] | null;
  readonly defaults: readonly string[];
}

function parse(command: TargetCommand): Parsed {
  if (command.kind === 'script') {
    const { text, defaults } = markPosargs(command.text);
    return { simple: simpleCommands(text), defaults };
  }
  if (command.line !== undefined) return parseLine(command.line);
  const marked = command.argv.map(markPosargs);
  const words = marked.map(({ text }) => ({ text, bare: true }));
  return { simple: [{ words, last: true }], defaults: marked.flatMap(({ defaults }) => defaults) };
}

/** In quotes the arguments would be one word, or their own quotes would end these. */
function parseLine({ text, splitting, python = '' }: ToxLine): Parsed {
  const marked = markPosargs(text);
  const split = (marks: string): readonly string[] => splitCommand(marks, splitting).words;
  const alone = split(marked.text.replaceAll(placeholder, `${placeholder} ${placeholder}`));
  const isBare = alone.filter((word) => word === placeholder).length >= 2;
  const words = split(marked.text).map((word) => ({
    text: /^(?:.*\/)?python$/.test(word) ? `${word}${python}` : word,
    bare: isBare || !word.includes(placeholder),
  }));
  return { simple: [{ words, last: true }], defaults: marked.defaults.map((each) => each.replace(/\\([{}])/g, '$1')) };
}

function takes(command: SimpleCommand, byMark: boolean): boolean {
  return byMark ? command.words.some(({ text }) => text.includes(placeholder)) : command.last;
}

/** Programs that run tests only where the script is one of tests, as these failures tell. */
const interpreters: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'zsh', 'ruby', 'bundle exec ruby']);

function isRunner(invocation: Invocation | null, failures: readonly Failure[]): boolean {
  if (invocation === null || invocation.kind === 'script') return false;
  const { kind, name } = invocation;
  return typeof kind !== 'object' || !interpreters.has(name) || kind.runner === failures[0]?.runner;
}

function shown({ words }: SimpleCommand): string {
  const text = words.map((word) => word.text.replaceAll(placeholder, '{posargs}')).join(' ');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
