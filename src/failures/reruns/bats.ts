import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/** bats: `bats -f '^(a name|another)$' a.bats`. */
export const batsRerun: RerunSyntax = {
  runner: 'bats',
  programs: ['bats', 'npx bats', './bats'],
  commands: (failures) => {
    const files = failures.flatMap(({ file }) => (file?.endsWith('.bats') === true ? [file] : []));
    // A failure may have its place in a file of helpers, and bats needs to be told what to run.
    if (files.length < failures.length)
      return 'dox does not know the files of these tests: run `bats -f` with their names';
    return [['bats', ...selection(failures), ...new Set(files)]];
  },
  arguments: (failures, own) => {
    const selects = own.find((word) => /^(?:-f|--filter|--filter-status|--filter-tags)(?:=|$)/.test(word));
    return selects === undefined ? selection(failures) : `its ${selects.split('=')[0]} selects tests already`;
  },
};

function selection(failures: readonly Failure[]): readonly string[] {
  const names = [...new Set(failures.map(({ id, rerunId }) => pattern(rerunId ?? id)))];
  return ['-f', names.length === 1 ? `^${names[0]}$` : `^(${names.join('|')})$`];
}

/** bats 1.8 matches the name as the file has it, with a backslash before what a shell would take for more than itself. */
function pattern(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&').replace(/(?:\\\$|\\\\|["`])/g, '\\\\?$&');
}
