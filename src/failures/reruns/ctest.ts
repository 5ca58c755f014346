import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/** CTest: `ctest --output-on-failure -R '^(one|other)$'`. */
export const ctestRerun: RerunSyntax = {
  runner: 'ctest',
  programs: ['ctest'],
  commands: (failures) => [['ctest', '--output-on-failure', ...selection(failures)]],
  arguments: (failures, own) => {
    const selects = own.find((word) => /^(?:-R|--tests-regex|--rerun-failed|-I|--tests-information)(?:=|$)/.test(word));
    return selects === undefined ? selection(failures) : `its ${selects.split('=')[0]} selects tests already`;
  },
};

function selection(failures: readonly Failure[]): readonly string[] {
  const names = [...new Set(failures.map(({ id, rerunId }) => rerunId ?? id))].map(escaped);
  return ['-R', names.length === 1 ? `^${names[0]}$` : `^(${names.join('|')})$`];
}

/** What CMake's regular expressions take for more than itself (Help/command/string.rst). */
function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]|]/g, '\\$&');
}
