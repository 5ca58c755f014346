import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/** mocha: `npx mocha -g '^(?:suite test|suite of a broken hook .*)$'`. */
export const mochaRerun: RerunSyntax = {
  runner: 'mocha',
  programs: ['', 'npx ', 'yarn ', 'pnpm ', 'nyc ', 'npx nyc ', 'c8 ', 'npx c8 '].map((before) => `${before}mocha`),
  commands: (failures) => [['npx', 'mocha', ...selection(failures)]],
  arguments: (failures, own) => {
    const selects = own.find((word) => /^(?:-g|--grep|-f|--fgrep)(?:=|$)/.test(word));
    return selects === undefined ? selection(failures) : `its ${selects.split('=')[0]} selects tests already`;
  },
};

function selection(failures: readonly Failure[]): readonly string[] {
  const patterns = [...new Set(failures.map(pattern))];
  return ['-g', patterns.length === 1 ? `^${patterns[0]}$` : `^(?:${patterns.join('|')})$`];
}

/** A full title; the tests of a suite have its own before theirs. */
function pattern({ id, rerunId, unit }: Failure): string {
  const title = (rerunId ?? id).replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replaceAll('\n', '\\n');
  return unit === 'suite' ? `${title} .*` : title;
}
