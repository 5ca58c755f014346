import type { Failure } from '../failure.ts';
import { optionTable, readOperands } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/** prove: `prove -v t/a.t t/b.t`. */
export const proveRerun: RerunSyntax = {
  runner: 'prove',
  programs: ['prove', 'carton exec prove', 'carton exec -- prove'],
  commands: (failures) => [['prove', '-v', ...scripts(failures)]],
  arguments: (failures, own) => {
    const selects = own.find((word) => word.startsWith('--state'));
    if (selects !== undefined) return `its ${selects.split('=')[0]} selects tests already`;
    const read = readOperands(
      own.map((text) => ({ text, bare: true })),
      options,
    );
    if (!read.known) return `dox does not know whether ${read.option} of prove takes a value`;
    const [first] = read.operands;
    return first === undefined ? scripts(failures) : `\`${first.text}\` in its command would run as well`;
  },
};

function scripts(failures: readonly Failure[]): readonly string[] {
  return [...new Set(failures.map(({ id, rerunId }) => rerunId ?? id))];
}

/** `man prove`. */
const options = optionTable(
  `-I -P -M -e -j -a --exec --ext --harness --formatter --source --archive --jobs --rc --rules --statefile`,
  `-v -l -b -s -c -f -o -Q -q -r -D -t -T -U -W -w -p -m -V -H -h -n --verbose --lib --blib --shuffle --color --nocolor
  --count --nocount --failures --comments --ignore-exit --merge --normalize --parse --quiet --QUIET --recurse --reverse
  --timer --trap --norc --directives --dry`,
);
