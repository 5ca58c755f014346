import type { Failure } from '../failure.ts';
import { optionTable } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';
import { anyOf, obstacle, titlePattern } from './js-selection.ts';

/**
 * jest: `jest --runTestsByPath a.test.js -t '^suite title$'`, the titles with blanks between them (`--testNamePattern`).
 * In several files at once a name selects the tests of that name in all of them; failures of whole files have no name.
 */
export const jestRerun: RerunSyntax = {
  runner: 'jest',
  programs: ['jest', 'npx jest', 'yarn jest', 'yarn run jest', 'pnpm jest', 'pnpm exec jest', 'bunx jest'],
  commands: (failures) => {
    const files = byFile(failures);
    const whole = [...files].filter(([, titles]) => titles === null).map(([file]) => file);
    const others = [...files].flatMap(([file, titles]) => (titles === null ? [] : [selection([file], titles)]));
    return [...(whole.length === 0 ? [] : [selection(whole, [])]), ...others].map((words) => ['npx', 'jest', ...words]);
  },
  arguments: (failures, own) => {
    const reason = obstacle(own, selecting, options);
    if (reason !== null) return reason;
    const files = byFile(failures);
    const names = [...files.values()].flatMap((titles) => titles ?? []);
    if (names.length > 0 && [...files.values()].includes(null)) {
      return 'jest cannot rerun a whole file and single tests of another at once';
    }
    return selection([...files.keys()], names);
  },
};

function selection(files: readonly string[], names: readonly string[]): readonly string[] {
  const paths = ['--runTestsByPath', ...files];
  return names.length === 0 ? paths : [...paths, '-t', anyOf(names)];
}

/** The patterns of what failed in each file, or null where all of it must run. */
function byFile(failures: readonly Failure[]): ReadonlyMap<string, readonly string[] | null> {
  const files = new Map<string, readonly string[] | null>();
  for (const { id, rerunId, unit } of failures) {
    const text = rerunId ?? id;
    const at = unit === undefined ? text.indexOf('::') : -1;
    const file = at < 0 ? text : text.slice(0, at);
    const before = files.get(file);
    if (at < 0 || before === null) files.set(file, null);
    else files.set(file, [...(before ?? []), titlePattern(text.slice(at + 2), '›')]);
  }
  return files;
}

const selecting =
  /^(?:-t|--testNamePattern|--runTestsByPath|--testPathPatterns?|-o|--onlyChanged|-f|--onlyFailures|--findRelatedTests|--listTests)(?:=|$)/;

/** `jest --help`, 24 to 30. */
const options = optionTable(
  `--cacheDirectory --changedSince --collectCoverageFrom -c --config --coverageDirectory --coveragePathIgnorePatterns
  --coverageProvider --coverageReporters --coverageThreshold --filter --globalSetup --globalTeardown --globals --haste
  --ignoreProjects --maxConcurrency -w --maxWorkers --moduleDirectories --moduleFileExtensions --moduleNameMapper
  --modulePathIgnorePatterns --modulePaths --notifyMode --openHandlesTimeout --outputFile --preset --prettierPath
  --projects --reporters --resolver --rootDir --roots --runner --seed --selectProjects --setupFiles
  --setupFilesAfterEnv --shard --snapshotSerializers --testEnvironment --env --testEnvironmentOptions
  --testFailureExitCode --testMatch --testPathIgnorePatterns --testRegex --testResultsProcessor --testRunner
  --testSequencer --testTimeout --transform --transformIgnorePatterns --unmockedModulePathPatterns
  --watchPathIgnorePatterns --workerIdleMemoryLimit`,
  `-h --help --all --automock -b --bail --cache --no-cache --ci --clearCache --clearMocks --collectCoverage --color
  --colors --coverage --no-coverage --debug --detectLeaks --detectOpenHandles --errorOnDeprecated -e --expand --forceExit
  --injectGlobals --json --logHeapUsage --noStackTrace --notify --passWithNoTests --randomize --resetMocks --resetModules
  --restoreMocks -i --runInBand --showConfig --showSeed --silent --testLocationInResults -u --updateSnapshot --useStderr
  --verbose --no-verbose --watchman --no-watchman --workerThreads`,
);
