import { optionTable } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';
import { refuseOwn } from './own-arguments.ts';
import { idPatterns } from './python-regex.ts';

const known = {
  ...optionTable(
    '--concurrency -b --blacklist-file -e --exclude-list --black-regex -B --exclude-regex -E --worker-file --dynamic',
    `--serial --partial --subunit --until-failure --isolated --random --combine --no-subunit-trace --force-subunit-trace
    --color --slowest --abbreviate --suppress-attachments --all-attachments --show-binary-attachments`,
  ),
  selecting: new Set(
    '--failing --load-list --whitelist-file -w --include-list -i --no-discover -n --pdb --analyze-isolation'.split(' '),
  ),
};

/**
 * `stestr run REGEX...` runs what any of them matches (stestr/commands/run.py). `--failing` is no way: it knows neither
 * class fixtures nor unexpected successes.
 */
export const stestrRerun: RerunSyntax = {
  runner: 'stestr',
  programs: ['stestr run', 'python -m stestr run', 'python -m stestr.cli run'],
  commands: (failures) => [['stestr', 'run', ...idPatterns(failures)]],
  arguments: (failures, own) => refuseOwn('stestr', own, known) ?? idPatterns(failures),
};
