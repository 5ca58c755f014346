import type { Failure } from '../failure.ts';
import { optionTable } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';
import { refuseOwn } from './own-arguments.ts';

const known = {
  ...optionTable(
    '-c --conf --workdir --root --result-json --hashseed --discover --index-url -i --pip-pre --force-dep --runner',
    `-v -q -r --recreate --skip-missing-interpreters -s --skip-pkg-install --notest -n --sitepackages --alwayscopy
    --no-provision --parallel-live -o --no-color --colored`,
  ),
  selecting: new Set(['-e', '--skip-env', '-f', '-m', '-l', '-a', '--listenvs', '-p', '--parallel', '--devenv']),
};

/** `tox -e ENV,ENV`, the same in tox 3 and 4. */
export const toxRerun: RerunSyntax = {
  runner: 'tox',
  programs: ['tox', 'tox run', 'tox r', 'python -m tox', 'python -m tox run'],
  commands: (failures) => [['tox', ...environments(failures)]],
  arguments: (failures, own) => refuseOwn('tox', own, known) ?? environments(failures),
};

function environments(failures: readonly Failure[]): readonly string[] {
  return ['-e', failures.map(({ id, rerunId }) => rerunId ?? id).join(',')];
}
