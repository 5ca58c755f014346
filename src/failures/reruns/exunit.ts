import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

const selecting = /^--(?:only|include|exclude|failed|stale|partitions|name-pattern)(?:=|$)/;
/** Options with a value of their own word (`mix help test`). */
const valued =
  /^--(?:cover|export-coverage|formatter|max-cases|max-failures|max-requires|profile-require|repeat-until-failure|seed|slowest|slowest-modules|timeout)$/;

/** `mix test test/a_test.exs:3 test/b_test.exs:7`; several places are taken since Elixir 1.12. */
export const exunitRerun: RerunSyntax = {
  runner: 'exunit',
  programs: ['mix test'],
  commands: (failures) => [['mix', 'test', ...places(failures)]],
  arguments(failures, own) {
    const selects = own.find((word, at) => {
      return selecting.test(word) || (!word.startsWith('-') && !valued.test(own[at - 1] ?? ''));
    });
    return selects === undefined ? places(failures) : `\`${selects}\` in its command selects tests already`;
  },
};

function places(failures: readonly Failure[]): readonly string[] {
  return [...new Set(failures.map(({ id, rerunId }) => rerunId ?? id))];
}
