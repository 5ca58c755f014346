import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/** A program that was built with GoogleTest: `--gtest_filter=Calc.Adds:Vals/P.IsZero/1`. */
export const gtestRerun: RerunSyntax = {
  runner: 'gtest',
  programs: [],
  commands: () => 'GoogleTest does not print which program it is in: give that program --gtest_filter',
  arguments: (failures, own) => {
    if (own.some((word) => word.startsWith('--gtest_filter'))) return 'its --gtest_filter selects tests already';
    const strange = failures.find((failure) => !isPlain(failure));
    if (strange !== undefined) return `--gtest_filter cannot name ${strange.id}`;
    const hasDisabled = failures.some(({ id }) => /(?:^|[./])DISABLED_/.test(id));
    const names = failures.map(({ id, rerunId }) => rerunId ?? id);
    return [`--gtest_filter=${names.join(':')}`, ...(hasDisabled ? ['--gtest_also_run_disabled_tests'] : [])];
  },
};

/** In a filter `:` ends a name and `-` begins those that do not run; `*` and `?` stand for others. */
function isPlain({ id, rerunId, unit }: Failure): boolean {
  const name = unit === undefined ? (rerunId ?? id) : id;
  return rerunId !== null && !/[:*?-]/.test(name);
}
