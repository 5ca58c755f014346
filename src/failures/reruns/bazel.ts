import { optionTable, readOperands } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/** Bazel: `bazel test --cache_test_results=no -- //a:b //c:d`. */
export const bazelRerun: RerunSyntax = {
  runner: 'bazel',
  programs: ['bazel test', 'bazelisk test', 'bazel coverage'],
  commands: (failures) => [['bazel', 'test', '--cache_test_results=no', ...failures.map(({ id }) => id)]],
  arguments: (failures, own) => {
    const read = readOperands(
      own.map((text) => ({ text, bare: true })),
      bazelOptions,
    );
    if (!read.known) return `dox does not know whether ${read.option} of bazel takes a value`;
    const [target] = read.operands;
    if (target !== undefined) return `\`${target.text}\` in its command would run as well`;
    return failures.map(({ id, rerunId }) => rerunId ?? id);
  },
};

/** Options of `bazel help test` that are written without an equals sign. */
const bazelOptions = optionTable(
  '-c -j --config --jobs --test_output --test_filter --test_arg --test_env --test_timeout --compilation_mode --define',
  '-k -s --keep_going --nocache_test_results --verbose_failures --subcommands --build_tests_only',
);
