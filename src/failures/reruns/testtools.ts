import type { Failure } from '../failure.ts';
import { optionTable } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';
import { refuseOwn } from './own-arguments.ts';

const known = {
  ...optionTable('', '-v --verbose -q --quiet --locals -f --failfast -c --catch -b --buffer'),
  selecting: new Set(['-k', '-l', '--list', '--load-list']),
};

/** `python -m testtools.run NAME...`, names as unittest's loader knows them (testtools/run.py). */
export const testtoolsRerun: RerunSyntax = {
  runner: 'testtools',
  programs: ['python -m testtools.run'],
  commands: (failures) => [['python', '-m', 'testtools.run', ...names(failures)]],
  arguments: (failures, own) => refuseOwn('testtools.run', own, known) ?? names(failures),
};

function names(failures: readonly Failure[]): readonly string[] {
  return failures.map(({ id, rerunId }) => rerunId ?? id);
}
