import type { Failure } from '../failure.ts';
import { optionTable } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';
import { refuseOwn } from './own-arguments.ts';

const known = {
  ...optionTable(
    `-w --where -c --config -l --debug --debug-log --logging-config --logging-format --logging-datefmt --logging-filter
    --xunit-file --xunit-testsuite-name --cover-package --cover-html-dir --cover-xml-file --cover-min-percentage
    --processes --process-timeout --verbosity --py3where --doctest-extension --doctest-result-variable
    --doctest-fixtures --doctest-options --profile-sort --profile-stats-file --profile-restrict`,
    `-v --verbose -q --quiet -x --stop -s --nocapture --nologcapture --logging-clear-handlers --logging-level --exe
    --noexe --no-path-adjustment --traverse-namespace --first-package-wins --no-byte-compile --with-coverage
    --cover-erase --cover-tests --cover-inclusive --cover-html --cover-branches --cover-xml --with-xunit --with-doctest
    --doctest-tests --with-isolation --with-profile --no-skip --no-deprecated --detailed-errors -d --pdb --pdb-failures
    --pdb-errors --with-id --all-modules --id-file --immediate`,
  ),
  selecting: new Set(
    '--tests -m --match --testmatch -e --exclude -i --include -a --attr -A --eval-attr --failed --collect-only'.split(
      ' ',
    ),
  ),
};

/** `nosetests pkg.mod:Class.test`: a colon stands behind the module (nose/selector.py). */
export const noseRerun: RerunSyntax = {
  runner: 'nose',
  alsoPrints: ['unittest'],
  programs: ['nosetests', 'nosetests3', 'nosetests2', 'nosetests-3', 'python -m nose'],
  commands: (failures) => [['nosetests', ...names(failures)]],
  arguments: (failures, own) => refuseOwn('nose', own, known) ?? names(failures),
};

function names(failures: readonly Failure[]): readonly string[] {
  return failures.map((failure) =>
    failure.runner === 'unittest' ? colonName(failure) : (failure.rerunId ?? failure.id),
  );
}

/** A test of unittest's, `module.Class.test`, as nose wants it; what broke as a whole is a class or a module. */
function colonName({ id, rerunId, unit }: Failure): string {
  const parts = (rerunId ?? id).split('.');
  const module = unit === 'module' ? parts : parts.slice(0, unit === 'class' ? -1 : -2);
  const inside = parts.slice(module.length);
  return inside.length === 0 ? module.join('.') : `${module.join('.')}:${inside.join('.')}`;
}
