import { optionTable, readOperands } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/** Meson: `meson test -C build demo:fails 'demo:name with blanks'`. */
export const mesonRerun: RerunSyntax = {
  runner: 'meson',
  programs: ['meson test'],
  commands: (failures) => [['meson', 'test', ...failures.map(({ id, rerunId }) => rerunId ?? id)]],
  arguments: (failures, own) => {
    const read = readOperands(
      own.map((text) => ({ text, bare: true })),
      mesonOptions,
    );
    if (!read.known) return `dox does not know whether ${read.option} of meson takes a value`;
    const [first] = read.operands;
    if (first !== undefined) return `\`${first.text}\` in its command would run as well`;
    return failures.map(({ id, rerunId }) => rerunId ?? id);
  },
};

/** `meson test --help`, 0.57 to 1.9. */
const mesonOptions = optionTable(
  `-C --maxfail --repeat --wrapper --suite --no-suite --logbase -j --num-processes -t --timeout-multiplier --setup
  --test-args --gdb-path --max-lines`,
  '-h --help --no-rebuild --gdb --list --no-stdsplit --print-errorlogs --benchmark -v --verbose -q --quiet -i --interactive --slice',
);
