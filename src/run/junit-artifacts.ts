import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure, FailureReport, RunnerReport } from '../failures/failure.ts';
import type { JunitOutcome } from '../failures/junit-xml.ts';

interface Artifacts {
  readonly root: string;
  /** Relative to the root. */
  readonly paths: readonly string[];
  /** Files that are older are left from another run; milliseconds since the epoch. */
  readonly since: number;
}

/** What the tests wrote as JUnit XML among the artifacts, one report for all files; null if there is none such. */
export async function junitArtifacts(artifacts: Artifacts): Promise<RunnerReport | null> {
  const reports = (await readAll(artifacts, false)).flatMap(({ report }) => report ?? []);
  if (reports.length === 0) return null;
  const { Tally } = await import('../failures/tally.ts');
  const tally = new Tally();
  for (const report of reports) tally.add(report);
  return tally.report(
    'junit',
    reports.every(({ complete }) => complete),
  );
}

/** All tests of these files by name, in order; none where there is no such file. */
export async function junitCases(artifacts: Artifacts): Promise<readonly JunitOutcome[]> {
  return (await readAll(artifacts, true)).flatMap(({ reader, report }) => (report === null ? [] : reader.cases()));
}

async function readAll({ root, paths, since }: Artifacts, keepsCases: boolean) {
  const files = paths.map((path) => join(root, path)).filter((path) => path.endsWith('.xml') && isNew(path, since));
  if (files.length === 0) return [];
  const { createJunitXmlReader } = await import('../failures/junit-xml.ts');
  return files.map((path) => {
    const reader = createJunitXmlReader({ keepsCases });
    reader.push(readFileSync(path));
    return { reader, report: reader.end() };
  });
}

/** To the second, since not every file system knows better. */
function isNew(path: string, since: number): boolean {
  return statSync(path).mtimeMs >= Math.floor(since / 1000) * 1000;
}

/**
 * The report of a target that wrote JUnit XML: that is believed before the text of the one runner that spoke. Where several
 * did, nobody knows whose it is: it says more of the failures that the text names, and adds those that it does not.
 */
export function withJunit({ runners }: FailureReport, junit: RunnerReport | null): FailureReport {
  if (junit === null) return { runners };
  const [only] = runners;
  if (only === undefined) return { runners: [junit] };
  const named = new Map(runners.flatMap((report) => report.failures.map((failure) => [failure.id, failure])));
  const more = (failure: Failure): Failure => enriched(failure, named.get(failure.id), only.runner);
  if (runners.length === 1) {
    const { failures, flaky, counts, lastTests, warnings } = junit;
    const own = { failures: failures.map(more), flaky: flaky.map(more) };
    return { runners: [{ ...only, ...own, counts: counts ?? only.counts, lastTests, warnings }] };
  }
  const known = new Map(junit.failures.map((failure) => [failure.id, failure]));
  const told = runners.map((report) => ({
    ...report,
    failures: report.failures.map((failure) => {
      const found = known.get(failure.id);
      return found === undefined ? failure : enriched(found, failure, report.runner);
    }),
  }));
  const others = junit.failures.filter(({ id }) => !named.has(id));
  return { runners: others.length === 0 ? told : [...told, { ...junit, failures: others, flaky: [], counts: null }] };
}

/** What the XML says, with what only the text tells: the place, and how the test is run again. */
function enriched(xml: Failure, text: Failure | undefined, runner: string): Failure {
  if (text === undefined) return { ...xml, runner };
  const { rerunId, file, line, unit } = text;
  return {
    ...xml,
    runner: text.runner,
    rerunId,
    file: file ?? xml.file,
    line: file === null ? xml.line : line,
    ...(unit === undefined ? {} : { unit }),
  };
}
