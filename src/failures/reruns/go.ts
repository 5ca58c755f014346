import { optionTable } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';
import { goFlags, goSelections } from './go-selection.ts';
import { obstacle } from './js-selection.ts';

/**
 * go test: `go test example.com/calc -count=1 -run '^TestTable$/^(a|b)$'`. Before Go 1.20 alternatives cannot span levels,
 * so tests of several parents, like those of several packages, take several commands.
 */
export const goRerun: RerunSyntax = {
  runner: 'go',
  programs: ['go test'],
  commands: (failures) => goSelections(failures).map(({ pkg, flags }) => ['go', 'test', pkg, '-count=1', ...flags]),
  arguments: (failures, own) => {
    const reason = obstacle(own, selecting, options);
    if (reason !== null) return reason;
    const [selection, ...others] = goSelections(failures);
    if (selection === undefined || others.length > 0)
      return 'go test cannot select tests of several parents or packages at once';
    return [selection.pkg, '-count=1', ...selection.flags];
  },
};

const selecting = /^-?-(?:test\.)?(?:run|bench|skip|fuzz|list|args)(?:=|$)/;
const options = optionTable(goFlags.valued, goFlags.plain);
