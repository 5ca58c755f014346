import type { RerunSyntax } from '../rerun-syntax.ts';

/** Bazel: `bazel test --cache_test_results=no -- //a:b //c:d`. */
export const bazelRerun: RerunSyntax = {
  runner: 'bazel',
  programs: ['bazel test', 'bazelisk test', 'bazel coverage'],
  commands: (failures) => [['bazel', 'test', '--cache_test_results=no', ...failures.map(({ id }) => id)]],
  arguments: (failures, own) => {
    const target = own.find((word) => !word.startsWith('--'));
    if (target !== undefined) return `\`${target}\` in its command would run as well`;
    return failures.map(({ id, rerunId }) => rerunId ?? id);
  },
};
