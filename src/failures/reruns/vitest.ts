import type { Failure } from '../failure.ts';
import { optionTable } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';
import { readName } from '../runners/vitest-name.ts';
import { anyOf, obstacle, titlePattern } from './js-selection.ts';

/**
 * vitest: `vitest run a.test.ts -t '^ ?suite title$'`, the titles with blanks between them, and before version 2 one in
 * front. A file is any that has this in its path; in several files at once a name selects the tests of that name in all.
 */
export const vitestRerun: RerunSyntax = {
  runner: 'vitest',
  programs: [
    'vitest',
    'npx vitest',
    'yarn vitest',
    'yarn run vitest',
    'pnpm vitest',
    'pnpm exec vitest',
    'bunx vitest',
  ],
  commands: (failures) => {
    return [...byFile(failures).values()].map((group) => {
      return ['npx', 'vitest', 'run', ...projects([group]), group.file, ...names([group])];
    });
  },
  arguments: (failures, own) => {
    const isRun = own[0] === 'run';
    const reason = obstacle(isRun ? own.slice(1) : own, selecting, options);
    if (reason !== null) return reason;
    const groups = [...byFile(failures).values()];
    if (groups.some(({ patterns }) => patterns === null) && groups.some(({ patterns }) => patterns !== null)) {
      return 'vitest cannot rerun a whole file and single tests of another at once';
    }
    const inProjects = own.some((word) => /^--project(?:=|$)/.test(word)) ? [] : projects(groups);
    const files = [...new Set(groups.map(({ file }) => file))];
    return [...(isRun ? [] : ['--run']), ...inProjects, ...files, ...names(groups)];
  },
};

interface Group {
  readonly project: string | null;
  readonly file: string;
  /** Of what failed in it; null where all of it must run. */
  readonly patterns: readonly string[] | null;
}

function byFile(failures: readonly Failure[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const failure of failures) {
    const name = readName(failure.rerunId ?? failure.id);
    if (name === null) continue;
    const { project, file } = name;
    const key = `${project ?? ''}|${file}`;
    const before = groups.get(key);
    const whole = name.titles === '' || before?.patterns === null;
    groups.set(key, {
      project,
      file,
      patterns: whole ? null : [...(before?.patterns ?? []), pattern(name.titles, failure)],
    });
  }
  return groups;
}

/** Of a suite all tests. */
function pattern(titles: string, { unit }: Failure): string {
  return unit === undefined ? titlePattern(titles, '>') : `${titlePattern(titles, '>')} .*`;
}

/** Only where all that failed is in one. */
function projects(groups: readonly Group[]): readonly string[] {
  const all = [...new Set(groups.map(({ project }) => project))];
  return all.includes(null) ? [] : all.map((project) => `--project=${project}`);
}

function names(groups: readonly Group[]): readonly string[] {
  const patterns = groups.flatMap((group) => group.patterns ?? []);
  return patterns.length === 0 ? [] : ['-t', anyOf(patterns).replace('^', '^ ?')];
}

const selecting = /^(?:-t|--testNamePattern|--changed|--related|--tagsFilter|--mergeReports|--listTags)(?:=|$)/;

/** `vitest --help`, 1 to 4. */
const options = optionTable(
  `-r --root -c --config --dir --reporter --outputFile --mode --browser --pool --poolOptions --execArgv --vmMemoryLimit
  --maxWorkers --minWorkers --environment --shard --sequence --testTimeout --hookTimeout --bail --retry --diff --exclude
  --project --slowTestThreshold --teardownTimeout --maxConcurrency --attachmentsDir --configLoader --experimental
  --workspace`,
  `-u --update -w --watch --no-watch --ui --open --api --silent --hideSkippedTests --coverage --coverage.enabled
  --isolate --no-isolate --globals --dom --fileParallelism --no-file-parallelism --passWithNoTests --logHeapUsage
  --detectAsyncLeaks --allowOnly --dangerouslyIgnoreUnhandledErrors --inspect --inspectBrk --expandSnapshotDiff
  --disableConsoleIntercept --typecheck --typecheck.only --cache --no-cache --expect --printConsoleTrace
  --includeTaskLocation --run --color --no-color --clearScreen --standalone --threads --no-threads -h --help`,
);
