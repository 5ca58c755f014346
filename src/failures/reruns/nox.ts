import type { Failure } from '../failure.ts';
import { optionTable } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';
import { refuseOwn } from './own-arguments.ts';

const known = {
  ...optionTable(
    '-f --noxfile -db --default-venv-backend -fb --force-venv-backend --envdir --report',
    `-v --verbose -r --reuse-existing-virtualenvs -R -x --stop-on-first-error --no-venv --non-interactive --nocolor
    --forcecolor --add-timestamp -ts --error-on-missing-interpreters --error-on-external-run --install-only --no-install`,
  ),
  selecting: new Set('-s --session --sessions -e -k --keywords -t --tags -p --python --pythons -l --list'.split(' ')),
};

/** `nox -s SESSION...`, a parametrised one with its parameters: `tests(django='1.9')` (nox/_options.py). */
export const noxRerun: RerunSyntax = {
  runner: 'nox',
  programs: ['nox', 'python -m nox'],
  commands: (failures) => [['nox', ...sessions(failures)]],
  arguments: (failures, own) => refuseOwn('nox', own, known) ?? sessions(failures),
};

function sessions(failures: readonly Failure[]): readonly string[] {
  return ['-s', ...failures.map(({ id, rerunId }) => rerunId ?? id)];
}
