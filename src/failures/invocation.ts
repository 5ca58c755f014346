import type { RerunSyntax } from './rerun-syntax.ts';
import { reruns } from './reruns.ts';
import type { Word } from './shell-words.ts';

/** How a simple command starts a test runner, and the words that it gives to it. */
export interface Invocation {
  readonly kind: 'pytest' | 'unittest' | 'django' | 'script' | 'other' | RerunSyntax;
  /** As a person would call it: `pytest`, `python3 -m unittest`, `manage.py test`, `nosetests`. */
  readonly name: string;
  readonly arguments: readonly Word[];
}

const pytestNames = /^(?:pytest|py\.test)(?:-?3)?$/;
const pythonNames = /^(?:python|pypy)(?:\d(?:\.\d{1,2})?)?$/;
/** What runs tests in a way that dox cannot narrow down here. */
const otherRunners: ReadonlySet<string> = new Set([
  ...['nosetests', 'nose2', 'stestr', 'ostestr', 'testr', 'trial', 'zope-testrunner', 'green', 'ward', 'behave'],
  ...['tox', 'nox', 'make', 'ctest', 'cargo', 'go', 'npm', 'yarn', 'pnpm', 'npx', 'mvn', 'gradle', 'bazel', 'hatch'],
]);
const otherModules: ReadonlySet<string> = new Set(['nose', 'nose2', 'stestr', 'testtools.run', 'twisted.trial', 'tox']);
const notTests: ReadonlySet<string> = new Set(['make', 'cargo', 'go', 'npm', 'yarn', 'pnpm', 'npx', 'mvn', 'gradle']);
/** They run tests by `run`; `last`, `slowest`, `failing` and the like tell of them. */
const repositories: ReadonlySet<string> = new Set(['stestr', 'testr']);
const assignment = /^[A-Za-z_][A-Za-z0-9_]*=/;
const redirection = /^\d*(?:[<>]|&>)/;
const redirectionAlone = /^\d*(?:[<>]{1,2}|&>{1,2}|>\|)$/;

/**
 * Which runner a simple command starts, seen through `VAR=1`, `env`, `timeout 60`, `coverage run`, `uv run` and
 * the like. Null if it starts none that is known, so far as can be told. `runner` is whose failures are known, where
 * one program (`ruby`) may start several.
 */
export function readInvocation(words: readonly Word[], runner?: string): Invocation | null {
  return fromProgram(withoutRedirections(words), runner);
}

function withoutRedirections(words: readonly Word[]): readonly Word[] {
  return words.filter(({ text }, index) => {
    const before = words[index - 1];
    return !redirection.test(text) && !(before !== undefined && redirectionAlone.test(before.text));
  });
}

function fromProgram(words: readonly Word[], runner?: string): Invocation | null {
  const at = words.findIndex(({ text }) => !assignment.test(text));
  const program = words[at];
  if (program === undefined) return null;
  const name = program.text.split('/').at(-1) ?? '';
  const rest = words.slice(at + 1);
  const inner = throughWrapper(name, rest);
  if (inner !== null) return fromProgram(inner, runner);
  const known = fromSyntax([name, ...rest.map(({ text }) => text)], runner);
  if (known !== null) {
    const { kind, used } = known;
    return { kind, name: known.name, arguments: words.slice(at).filter((_, index) => !used.includes(index)) };
  }
  if (pytestNames.test(name)) return { kind: 'pytest', name, arguments: rest };
  if (pythonNames.test(name) || name === '{envpython}') return fromPython(name, rest);
  if (name === 'coverage') return fromCoverage(rest);
  if (name === 'manage.py' || name === 'django-admin') return fromDjango(name, rest);
  if (!otherRunners.has(name)) return null;
  if (repositories.has(name) && !rest.some(({ text }) => text === 'run')) return null;
  return notTests.has(name) && !/^(?:test|check)/.test(rest[0]?.text ?? '')
    ? null
    : { kind: 'other', name, arguments: rest };
}

interface FoundSyntax {
  readonly kind: RerunSyntax;
  readonly name: string;
  /** The places of the words that name the program. */
  readonly used: readonly number[];
}

/** The runner whose program these words begin with; of several the one that is meant, then the longest. */
function fromSyntax(words: readonly string[], runner?: string): FoundSyntax | null {
  const found = reruns.flatMap((kind) =>
    kind.programs.flatMap((name) => {
      const used = placesOf(name.split(' '), words);
      return used === null ? [] : [{ kind, name, used }];
    }),
  );
  const meant = ({ kind }: FoundSyntax): number => (kind.runner === runner ? 1 : 0);
  return found.sort((a, b) => meant(b) - meant(a) || b.used.length - a.used.length)[0] ?? null;
}

/** Where a program's words stand, one after another; an option among them (`node --test`) may have others before it. */
function placesOf(program: readonly string[], words: readonly string[]): readonly number[] | null {
  const places: number[] = [];
  for (const word of program) {
    let at = places.length === 0 ? 0 : (places.at(-1) ?? 0) + 1;
    while (word.startsWith('-') && words[at] !== word && words[at]?.startsWith('-') === true) at += 1;
    if (words[at] !== word) return null;
    places.push(at);
  }
  return places;
}

/** How many operands of its own each wrapper has before the command. */
const wrappers: ReadonlyMap<string, { readonly operands: number; readonly valued: string }> = new Map([
  ['env', { operands: 0, valued: '-u -C' }],
  ['exec', { operands: 0, valued: '' }],
  ['nice', { operands: 0, valued: '-n' }],
  ['timeout', { operands: 1, valued: '-k -s' }],
  ['stdbuf', { operands: 0, valued: '-i -o -e' }],
  ['xvfb-run', { operands: 0, valued: '-n -s -e -f -p -w' }],
  ['dbus-run-session', { operands: 0, valued: '' }],
]);
const projectTools: ReadonlySet<string> = new Set(['uv', 'poetry', 'pipenv', 'pdm', 'rye']);

function throughWrapper(name: string, rest: readonly Word[]): readonly Word[] | null {
  if (projectTools.has(name)) {
    return rest[0]?.text === 'run' && !rest[1]?.text.startsWith('-') ? rest.slice(1) : null;
  }
  const wrapper = wrappers.get(name);
  if (wrapper === undefined) return null;
  const valued = wrapper.valued.split(' ');
  let at = 0;
  while (rest[at]?.text.startsWith('-') === true) at += valued.includes(rest[at]?.text ?? '') ? 2 : 1;
  return rest.slice(at + wrapper.operands);
}

function fromPython(name: string, words: readonly Word[]): Invocation | null {
  let at = 0;
  while (words[at]?.text.startsWith('-') === true && words[at]?.text !== '-m') {
    if (words[at]?.text === '-c') return null;
    at += /^-[A-Za-z]*[WX]$/.test(words[at]?.text ?? '') ? 2 : 1;
  }
  const rest = words.slice(at + 1);
  if (words[at]?.text === '-m') return fromModule(name, rest);
  const script = words[at]?.text;
  if (script === undefined) return null;
  return fromScript(`${name} ${script}`, script, rest);
}

function fromModule(python: string, words: readonly Word[]): Invocation | null {
  const module = words[0]?.text ?? '';
  const rest = words.slice(1);
  const name = `${python} -m ${module}`;
  if (module === 'unittest') return { kind: 'unittest', name, arguments: rest };
  if (module === 'pytest' || module === 'py.test') return { kind: 'pytest', name, arguments: rest };
  if (module === 'coverage') return fromCoverage(rest);
  const known = fromSyntax(['python', '-m', module]);
  if (known !== null) return { kind: known.kind, name, arguments: rest };
  if (otherModules.has(module)) return { kind: 'other', name, arguments: rest };
  return { kind: 'script', name, arguments: rest };
}

function fromScript(name: string, script: string, rest: readonly Word[]): Invocation | null {
  const base = script.split('/').at(-1) ?? '';
  if (base === 'manage.py') return fromDjango(base, rest);
  if (base === 'setup.py')
    return rest.some(({ text }) => text === 'test') ? { kind: 'other', name, arguments: rest } : null;
  return { kind: 'script', name, arguments: rest };
}

function fromDjango(name: string, rest: readonly Word[]): Invocation | null {
  return rest[0]?.text === 'test' ? { kind: 'django', name: `${name} test`, arguments: rest.slice(1) } : null;
}

const coverageValued: ReadonlySet<string> = new Set(
  '--concurrency --context --data-file --include --omit --rcfile --source'.split(' '),
);

/** `coverage run [options] -m module` or `coverage run [options] script`. */
function fromCoverage(words: readonly Word[]): Invocation | null {
  if (words[0]?.text !== 'run') return null;
  let at = 1;
  while (words[at]?.text.startsWith('-') === true && words[at]?.text !== '-m' && words[at]?.text !== '--module') {
    at += coverageValued.has(words[at]?.text ?? '') ? 2 : 1;
  }
  const script = words[at]?.text;
  if (script === '-m' || script === '--module') return fromModule('python', words.slice(at + 1));
  return script === undefined ? null : fromScript(`coverage run ${script}`, script, words.slice(at + 1));
}
