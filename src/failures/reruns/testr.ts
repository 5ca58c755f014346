import type { Failure } from '../failure.ts';
import { optionTable } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';
import { refuseOwn } from './own-arguments.ts';
import { idPatterns } from './python-regex.ts';

const known = {
  ...optionTable(
    '--concurrency -d --here',
    '--parallel --partial --subunit --full-results --until-failure --isolated -q --quiet',
  ),
  selecting: new Set(['--failing', '--load-list', '--analyze-isolation']),
};

/** `testr run REGEX...` runs what any of them matches (testrepository/commands/run.py). */
export const testrRerun: RerunSyntax = {
  runner: 'testr',
  programs: ['testr run', 'python -m testrepository run'],
  commands: (failures) => refuseNames(failures) ?? [['testr', 'run', ...idPatterns(failures)]],
  arguments: (failures, own) => refuseNames(failures) ?? refuseOwn('testr', own, known) ?? idPatterns(failures),
};

/** testr 0.0.20 writes the ids it has found in Latin-1, and its runner reads them as UTF-8: nothing runs at all. */
function refuseNames(failures: readonly Failure[]): string | null {
  const other = failures.find(({ id }) => /[^\x20-\x7e]/.test(id));
  return other === undefined ? null : `testr can only select tests with names in ASCII, not ${other.id}`;
}
