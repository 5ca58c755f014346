import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

const selecting = /^--(?:only|include|exclude|failed|stale|partitions|name-pattern)(?:=|$)/;
/** Options with a value of their own word (`mix help test`). */
const valued =
  /^--(?:cover|export-coverage|formatter|max-cases|max-failures|max-requires|profile-require|repeat-until-failure|seed|slowest|slowest-modules|timeout)$/;

/** `mix test test/a_test.exs:3:7`; places in several files at once are taken since Elixir 1.16. */
export const exunitRerun: RerunSyntax = {
  runner: 'exunit',
  programs: ['mix test'],
  commands: (failures) => places(failures).map((place) => ['mix', 'test', place]),
  arguments(failures, own) {
    const selects = own.find((word, at) => {
      return selecting.test(word) || (!word.startsWith('-') && !valued.test(own[at - 1] ?? ''));
    });
    return selects === undefined ? places(failures) : `\`${selects}\` in its command selects tests already`;
  },
};

/** The lines of each file behind it; a file of which all must run has none. */
function places(failures: readonly Failure[]): readonly string[] {
  const files = new Map<string, Set<string>>();
  for (const { id, rerunId } of failures) {
    const place = rerunId ?? id;
    const colon = place.lastIndexOf(':');
    const hasLine = colon > 0 && /^\d{1,9}$/.test(place.slice(colon + 1));
    const file = hasLine ? place.slice(0, colon) : place;
    const line = hasLine ? place.slice(colon + 1) : '';
    files.set(file, (files.get(file) ?? new Set()).add(line));
  }
  return [...files].map(([file, lines]) => (lines.has('') ? file : [file, ...lines].join(':')));
}
