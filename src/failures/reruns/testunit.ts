import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

const selecting = /^(?:-n|-t|--name|--testcase|--ignore-name|--ignore-testcase|--location)/;

/**
 * `-n` takes the name without its class, or `Class#name` for a single one, and `-t` the class; a test must satisfy all
 * that are given (lib/test/unit/autorunner.rb, collector.rb), so tests of two classes need two runs.
 */
export const testunitRerun: RerunSyntax = {
  runner: 'testunit',
  programs: ['ruby', 'bundle exec ruby'],
  commands: rakeCommands,
  arguments(failures, own) {
    const selects = own.find((word) => selecting.test(word));
    if (selects !== undefined) return `\`${selects}\` in its command selects tests already`;
    const [first, ...others] = byClass(failures);
    if (first === undefined || others.length > 0) return 'test-unit cannot select tests of several classes at once';
    return select(...first);
  },
};

function rakeCommands(failures: readonly Failure[]): readonly (readonly string[])[] {
  return [...byClass(failures)].map(([name, names]) => ['rake', 'test', testOptions(select(name, names))]);
}

/** The names of the tests that failed, or null where the class did. */
function byClass(failures: readonly Failure[]): ReadonlyMap<string, readonly string[] | null> {
  const classes = new Map<string, readonly string[] | null>();
  for (const { id, rerunId, unit } of failures) {
    const text = rerunId ?? id;
    const at = text.lastIndexOf('(');
    if (unit === 'class' || at < 0) classes.set(text, null);
    else {
      const name = text.slice(at + 1, -1);
      const known = classes.get(name);
      if (known !== null) classes.set(name, [...(known ?? []), text.slice(0, at)]);
    }
  }
  return classes;
}

function select(name: string, names: readonly string[] | null): readonly string[] {
  const testcase = ['-t', name];
  if (names === null) return testcase;
  const [only] = names;
  if (names.length === 1 && only !== undefined) return ['-n', `${name}#${only}`];
  return ['-n', `/^(?:${names.map(escaped).join('|')})$/`, ...testcase];
}

/** Rake hands TESTOPTS to a shell, so each word in it is quoted. */
function testOptions(words: readonly string[]): string {
  return `TESTOPTS=${words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')}`;
}

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/#]/g, '\\$&');
}
