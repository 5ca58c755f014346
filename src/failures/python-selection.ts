import type { Failure } from './failure.ts';
import type { Invocation } from './invocation.ts';
import { type OptionTable, readOperands } from './operands.ts';
import { discoverOptions, djangoOptions, pytestOptions, unittestOptions } from './python-options.ts';
import { none, type Rerun } from './rerun-answer.ts';
import { placeholder, simpleCommands, type Word } from './shell-words.ts';

/** What pytest, unittest or Django's runner shall run again, and how it is called. */
export interface Asked {
  readonly invocation: Invocation;
  /** The runner's words, with `placeholder` where the arguments come. */
  readonly words: readonly Word[];
  /** The words of the mark's default, which arguments replace; null if it has some that need a shell. */
  readonly fallback: readonly Word[] | null;
  readonly failures: readonly Failure[];
}

/** Null if the default of {posargs} needs a shell. */
export function fallbackWords(fallback: string | null): readonly Word[] | null {
  const simple = simpleCommands(fallback ?? '');
  const words = simple?.[0]?.words ?? [];
  return simple === null || simple.length > 1 || words.some((word) => word.text.includes('$')) ? null : words;
}

/** Selects by names or patterns, whichever the runner of the invocation takes. */
export function selectInPython(asked: Asked, kind: 'pytest' | 'django' | 'unittest' | 'script'): Rerun {
  switch (kind) {
    case 'pytest':
      return byOperands(asked, pytestOptions, (failure) => failure.rerunId ?? failure.id);
    case 'django':
      return byOperands(asked, djangoOptions, (failure) => failure.rerunId ?? failure.id);
    case 'unittest':
      return forUnittest(asked);
    case 'script':
      return forScript(asked);
  }
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
