import type { RerunSyntax } from '../rerun-syntax.ts';

/** A program that was built with Catch2: `'one,the other\, with a comma'`. */
export const catch2Rerun: RerunSyntax = {
  runner: 'catch2',
  programs: [],
  commands: () =>
    'dox does not know the path of the program that holds these tests: give it their names, separated by commas',
  arguments: (failures, own) => {
    const selecting = own.find((word) => !word.startsWith('-'));
    if (selecting !== undefined) return `\`${selecting}\` selects tests already`;
    return [failures.map(({ id, rerunId }) => escaped(rerunId ?? id)).join(',')];
  },
};

/** What its test specs take for more than itself (src/catch2/internal/catch_test_spec_parser.cpp). */
function escaped(name: string): string {
  return name.replace(/[\\,[\]"~]/g, '\\$&');
}
