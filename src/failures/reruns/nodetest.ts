import type { Failure } from '../failure.ts';
import { optionTable, readOperands } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/** node:test: `node --test --test-name-pattern='/^(?:suite )?test$/' a.test.js`, one command for each file. */
export const nodetestRerun: RerunSyntax = {
  runner: 'nodetest',
  programs: ['node --test'],
  commands: (failures) => {
    const byFile = new Map<string, Failure[]>();
    for (const failure of failures) {
      const file = failure.file ?? '';
      byFile.set(file, [...(byFile.get(file) ?? []), failure]);
    }
    return [...byFile.values()].map((each) => ['node', '--test', ...selection(each)]);
  },
  arguments: (failures, own) => {
    const selects = own.find((word) => /^--test-(?:name-pattern|only|skip-pattern)(?:=|$)/.test(word));
    if (selects !== undefined) return `its ${selects.split('=')[0]} selects tests already`;
    const read = readOperands(
      own.map((text) => ({ text, bare: true })),
      nodeOptions,
    );
    if (!read.known) return `dox does not know whether ${read.option} of node takes a value`;
    const [first] = read.operands;
    // Node takes what stands behind a file for another file.
    if (first !== undefined) return `\`${first.text}\` in its command would run as well`;
    return selection(failures);
  },
};

function selection(failures: readonly Failure[]): readonly string[] {
  const files = [...new Set(failures.flatMap(({ file }) => (file === null ? [] : [file])))];
  // A file that could not be loaded has no tests, and runs as a whole.
  if (failures.some(({ unit }) => unit === 'module')) return files;
  return [...new Set(failures.map(pattern))].map((each) => `--test-name-pattern=${each}`).concat(files);
}

/** The name of the test alone selects it before Node 22, that of its suites and itself from there on; both do here. */
function pattern({ id, rerunId }: Failure): string {
  const names = namesOf(rerunId ?? id).map((name) =>
    name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll('\n', '\\n'),
  );
  const above = names.slice(0, -1).join(' ');
  return `/^${above === '' ? '' : `(?:${above} )?`}${names.at(-1)}$/`;
}

function namesOf(rerunId: string): readonly string[] {
  if (!rerunId.startsWith('["')) return [rerunId];
  const names: unknown = JSON.parse(rerunId);
  return Array.isArray(names) ? names.map(String) : [rerunId];
}

/** `node --help`, what is of use with tests. */
const nodeOptions = optionTable(
  `--test-reporter --test-reporter-destination --test-concurrency --test-timeout --test-shard --import --require -r
  --loader --experimental-loader --env-file --conditions -C --test-coverage-include --test-coverage-exclude`,
  `--experimental-test-coverage --test-force-exit --watch --enable-source-maps --experimental-strip-types
  --experimental-test-module-mocks --no-warnings --experimental-vm-modules --expose-gc`,
);
