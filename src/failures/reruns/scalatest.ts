import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/**
 * sbt's `testOnly pkg.Spec -- -t "the whole name"`, one argument of sbt for each suite. Sources:
 * https://www.scala-sbt.org/1.x/docs/Testing.html, https://www.scalatest.org/user_guide/using_the_runner
 */
export const scalatestRerun: RerunSyntax = {
  runner: 'scalatest',
  programs: ['sbt'],
  commands(failures) {
    const tasks = testOnly(failures);
    return typeof tasks === 'string' ? tasks : [['sbt', ...tasks]];
  },
  arguments(failures, own) {
    if (own.some((word) => !word.startsWith('-'))) return 'its command has tasks of its own, which would run as well';
    return testOnly(failures);
  },
};

function testOnly(failures: readonly Failure[]): readonly string[] | string {
  const suites = new Map<string, string[] | null>();
  for (const { rerunId, id } of failures) {
    const selected = rerunId ?? id;
    const blank = selected.indexOf(' ');
    const suite = blank < 0 ? selected : selected.slice(0, blank);
    const known = suites.get(suite);
    // The whole suite was aborted.
    if (blank < 0 || known === null) suites.set(suite, null);
    else suites.set(suite, [...(known ?? []), selected.slice(blank + 1)]);
  }
  const names = [...suites.values()].flatMap((each) => each ?? []);
  if (names.some((name) => /["\\]/.test(name))) return 'sbt takes no name with quotes or backslashes in it';
  return [...suites].map(([suite, tests]) => {
    return tests === null
      ? `testOnly ${suite}`
      : `testOnly ${suite} -- ${tests.map((name) => `-t "${name}"`).join(' ')}`;
  });
}
