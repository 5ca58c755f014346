import type { RerunSyntax } from '../rerun-syntax.ts';

/** A program that was built with Boost.Test: `--run_test=suite/case:other`. */
export const boostRerun: RerunSyntax = {
  runner: 'boost',
  programs: [],
  commands: () => 'Boost.Test does not print which program it is in: give that program --run_test',
  arguments: (failures, own) => {
    const selects = own.find((word) => /^(?:-t|--run_test)/.test(word));
    if (selects !== undefined) return `\`${selects}\` selects tests already`;
    return [`--run_test=${failures.map(({ id, rerunId }) => rerunId ?? id).join(':')}`];
  },
};
