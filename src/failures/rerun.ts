import type { CommandsForm, ToxLine } from '../config/config.ts';
import { splitCommand } from '../config/tox/ini/split-command.ts';
import type { Failure } from './failure.ts';
import { type Invocation, readInvocation } from './invocation.ts';
import { type OptionTable, optionTable, readOperands } from './operands.ts';
import type { RerunSyntax } from './rerun-syntax.ts';
import { reruns } from './reruns.ts';
import { markPosargs, placeholder, type SimpleCommand, simpleCommands, type Word } from './shell-words.ts';

/** A command of a target, as far as this file needs it; config's Command is one. */
type TargetCommand =
  | { readonly kind: 'script'; readonly text: string }
  | { readonly kind: 'argv'; readonly argv: readonly string[]; readonly line?: ToxLine };

export interface RerunInput {
  readonly failures: readonly Failure[];
  /** As configured, `{posargs}` still in them. */
  readonly commands: readonly TargetCommand[];
  /** Without `{posargs}`, arguments are appended to the last item of a list, and have no place in the others. */
  readonly commandsForm: CommandsForm;
  /** How much is too much: for a line that a person pastes (the usual), or for what a program can be given. */
  readonly limit?: 'line' | 'program';
}

export type Rerun =
  | { readonly kind: 'arguments'; readonly args: readonly string[] }
  | { readonly kind: 'none'; readonly reason: string };

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

function none(reason: string): { readonly kind: 'none'; readonly reason: string } {
  return { kind: 'none', reason };
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

/** The one runner that the arguments would reach. */
interface Receiver {
  readonly kind: 'receiver';
  readonly invocation: Invocation;
  /** What `{posargs:default}` stands for without arguments; null if the arguments are appended. */
  readonly fallback: string | null;
}

function findReceiver({ failures, commands, commandsForm }: RerunInput): Receiver | ReturnType<typeof none> {
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
  if (invocation === null || invocation.kind === 'other')
    return none(`dox cannot select tests for \`${shown(taker)}\``);
  const inside = taker.words.some(({ text, bare }) => text.includes(placeholder) && (text !== placeholder || !bare));
  if (inside) return none('{posargs} stands inside of another word or of quotes');
  const another = all.find((each) => each !== taker && isRunner(readInvocation(each.words), failures));
  if (another !== undefined) return none(`\`${shown(another)}\` would run all of its tests as well`);
  return { kind: 'receiver', invocation, fallback: marked.length > 0 ? (receiving[0]?.defaults[0] ?? '') : null };
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
  switch (invocation.kind) {
    case 'pytest':
      return byOperands(asked, pytestOptions, (failure) => failure.rerunId ?? failure.id);
    case 'django':
      return byOperands(asked, djangoOptions, (failure) => failure.rerunId ?? failure.id);
    case 'unittest':
      return forUnittest(asked);
    case 'script':
      return forScript(asked);
    case 'other':
      return none(`dox cannot select tests for \`${invocation.name}\``);
  }
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

interface Asked {
  readonly invocation: Invocation;
  /** The runner's words, with `placeholder` where the arguments come. */
  readonly words: readonly Word[];
  /** The words of the mark's default, which arguments replace; null if it has some that need a shell. */
  readonly fallback: readonly Word[] | null;
  readonly failures: readonly Failure[];
}

function fallbackWords(fallback: string | null): readonly Word[] | null {
  const simple = simpleCommands(fallback ?? '');
  const words = simple?.[0]?.words ?? [];
  return simple === null || simple.length > 1 || words.some((word) => word.text.includes('$')) ? null : words;
}

/** The names take the place of all operands; the options of a default that they replace are said again. */
function byOperands(asked: Asked, table: OptionTable, name: (failure: Failure) => string): Rerun {
  const { invocation, fallback, failures } = asked;
  const others = otherOperands(asked, table);
  if (typeof others === 'string') return none(others);
  if (others.length > 0) {
    const advice = `write \`${invocation.name} {posargs:${others.join(' ')}}\``;
    return none(`\`${others.join(' ')}\` in its command would run as well: ${advice}`);
  }
  const replaced = fallback === null ? null : readOperands(fallback, table);
  if (replaced === null || !replaced.known) return none('dox does not understand the default of {posargs}');
  return { kind: 'arguments', args: [...replaced.options.map(({ text }) => text), ...failures.map(name)] };
}

/** The operands beside the arguments; a sentence if the arguments would be taken for something else. */
function otherOperands({ invocation, words }: Asked, table: OptionTable): readonly string[] | string {
  const read = readOperands(words, table);
  if (!read.known) return `dox does not know whether ${read.option} of ${invocation.name} takes a value`;
  const operands = read.operands.map(({ text }) => text);
  if (!operands.includes(placeholder)) return `{posargs} is the value of an option of ${invocation.name}`;
  return operands.filter((text) => text !== placeholder);
}

function forUnittest(asked: Asked): Rerun {
  const main = asked.failures.find((failure) => failure.id.startsWith('__main__'));
  if (main !== undefined) return none(`${main.id} was not run by \`${asked.invocation.name}\``);
  const words = [...asked.words, ...(asked.fallback ?? [])];
  if (words.some(({ text }) => text === '-k' || text.startsWith('-k='))) {
    return none('its -k selects tests already, and a second -k would only add to them');
  }
  const discovers = ({ text }: Word): boolean => text.toLowerCase() === 'discover';
  const [first] = asked.words;
  const [defaultFirst] = asked.fallback ?? [];
  if (first !== undefined && discovers(first)) return byPatterns(asked, []);
  if (asked.words.length === 1 && defaultFirst !== undefined && discovers(defaultFirst)) {
    return byPatterns(asked, asked.fallback ?? []);
  }
  return byOperands(asked, unittestOptions, (failure) => failure.rerunId ?? failure.id);
}

/** With `discover`, operands are folders; `-k` with a `*` is matched against the whole id (Lib/unittest/loader.py). */
function byPatterns(asked: Asked, before: readonly Word[]): Rerun {
  if (/^(?:python|pypy)(?:2|3\.[0-6]$)/.test(asked.invocation.name.split(' ')[0] ?? '')) {
    return none('unittest cannot select tests that it discovers before Python 3.7');
  }
  const others = otherOperands(asked, discoverOptions);
  if (typeof others === 'string') return none(others);
  const patterns = asked.failures.flatMap((failure) => ['-k', patternOf(failure)]);
  return { kind: 'arguments', args: [...before.map(({ text }) => text), ...patterns] };
}

function patternOf(failure: Failure): string {
  const id = (failure.rerunId ?? failure.id).replace(/[[?*]/g, '[$&]');
  return failure.unit === undefined ? `*${id}` : `*${id}.*`;
}

/** `python tests/test_a.py`, which ends in unittest.main(): names are relative to the script. */
function forScript(asked: Asked): Rerun {
  const names = asked.failures.map(({ id }) => (id.startsWith('__main__.') ? id.slice('__main__.'.length) : null));
  if (names.includes(null)) return none(`dox cannot tell how \`${asked.invocation.name}\` selects tests`);
  return byOperands(asked, unittestOptions, ({ id }) => id.slice('__main__.'.length));
}

/** `pytest --help`, 3.0 to 9.0, with pytest-cov, -xdist, -timeout, -django, -asyncio, -randomly, -rerunfailures. */
const pytestOptions = optionTable(
  `-k -m -r -c -o -p -W -n --maxfail --tb --color --durations --durations-min --verbosity --capture --import-mode
  --ignore --ignore-glob --deselect --confcutdir --rootdir --basetemp --junitxml --junit-xml --junitprefix
  --junit-prefix --log-level --log-format --log-date-format --log-cli-level --log-cli-format --log-file
  --log-file-level --log-file-format --log-file-mode --log-disable --override-ini --pythonwarnings --show-capture
  --assert --debug-file --pastebin --lfnf --last-failed-no-failures --doctest-glob --doctest-report --config-file
  --code-highlight --pdbcls --numprocesses --dist --tx --cov --max-worker-restart --maxprocesses --rsyncdir --cov-report
  --cov-config --cov-fail-under --cov-context --timeout --timeout-method --session-timeout --ds --dc --asyncio-mode
  --reruns --reruns-delay --only-rerun --html --json-report-file --splits --group --randomly-seed --count
  --benchmark-min-rounds --mpl-baseline-path --driver`,
  `-v -q -s -x -l -h --verbose --quiet --exitfirst --showlocals --no-showlocals --lf --last-failed --ff
  --failed-first --nf --new-first --cache-show --cache-clear --sw --stepwise --sw-skip --stepwise-skip
  --strict --strict-markers --strict-config --pyargs --full-trace --fulltrace --pdb --trace --runxfail --no-header
  --no-summary --disable-warnings --disable-pytest-warnings --doctest-modules --doctest-continue-on-failure
  --doctest-ignore-import-errors --noconftest --keep-duplicates --collect-in-virtualenv
  --continue-on-collection-errors --no-cov --cov-append --cov-branch --cov-reset --no-cov-on-fail --reuse-db
  --create-db --nomigrations --no-migrations --migrations --setup-show --xfail-tb --boxed --forked --flake8 --pep8
  --mypy --pylint --self-contained-html --json-report --benchmark-skip --benchmark-only --benchmark-disable --mpl
  --force-sugar --no-flaky-report --force-flaky --isort --black --testmon --randomly-dont-reorganize`,
);

/** Lib/unittest/main.py; `-k` is looked at before. */
const unittestFlags = '-v -q -f -c -b --verbose --quiet --locals --failfast --catch --buffer';
const unittestOptions = optionTable('-k --durations', unittestFlags);
const discoverOptions = optionTable(
  '-s -p -t -k --durations --start-directory --pattern --top-level-directory',
  unittestFlags,
);

/** `manage.py test --help`, Django 2 to 5. */
const djangoOptions = optionTable(
  '--settings --pythonpath --tag --exclude-tag -p --pattern -t --top-level-directory -v --verbosity -k --testrunner --parallel --shuffle',
  `--failfast --noinput --no-input --keepdb --reverse -r --debug-mode -d --debug-sql --pdb -b --buffer --no-faulthandler
  --timing --no-color --force-color --traceback`,
);
