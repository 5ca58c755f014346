import type { RerunSyntax } from '../rerun-syntax.ts';

/** A program that was built with doctest: `--test-case='one,the other'`. */
export const doctestRerun: RerunSyntax = {
  runner: 'doctest',
  programs: [],
  commands: () => 'doctest does not print which program it is in: give that program --test-case',
  arguments: (failures, own) => {
    const selects = own.find((word) => /^--?(?:dt-)?(?:tc|test-case)=/.test(word));
    if (selects !== undefined) return `\`${selects}\` selects tests already`;
    const strange = failures.find(({ id, rerunId }) => /[*?]/.test(rerunId ?? id));
    if (strange !== undefined) return `doctest takes the asterisk or question mark of ${strange.id} for any text`;
    return [`--test-case=${failures.map(({ id, rerunId }) => escaped(rerunId ?? id)).join(',')}`];
  },
};

/** Commas separate names (doctest.cpp, parseCommaSepArgs). */
function escaped(name: string): string {
  return name.replace(/[\\,]/g, '\\$&');
}
