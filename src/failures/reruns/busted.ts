import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

const selecting = /^(?:--filter|--filter-out|--name|--tags|--exclude-tags|-t|--list|-l)(?:=|$)/;

/** `--filter` is a Lua pattern that is searched for in the full name; of several one must be found. */
export const bustedRerun: RerunSyntax = {
  runner: 'busted',
  programs: ['busted'],
  commands: (failures) => {
    const words = select(failures);
    return typeof words === 'string' ? words : [['busted', ...words]];
  },
  arguments(failures, own) {
    const selects = own.find((word) => selecting.test(word));
    return selects === undefined ? select(failures) : `\`${selects}\` in its command selects tests already`;
  },
};

function select(failures: readonly Failure[]): readonly string[] | string {
  const file = failures.find(({ unit }) => unit !== undefined);
  if (file !== undefined) return `busted cannot select ${file.id} together with tests`;
  return failures.map(({ id, rerunId }) => `--filter=^${(rerunId ?? id).replace(/[^\w\s\x80-\uffff]/g, '%$&')}$`);
}
