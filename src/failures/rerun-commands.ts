import type { Failure } from './failure.ts';
import { refuseFailures } from './rerun.ts';
import type { RerunSyntax } from './rerun-syntax.ts';
import { reruns } from './reruns.ts';

/** Python's own two, whose arguments in a target's command rerun.ts works out. */
const ofPython: readonly Pick<RerunSyntax, 'runner' | 'commands'>[] = [
  { runner: 'pytest', commands: (failures) => [['pytest', ...names(failures)]] },
  { runner: 'unittest', commands: (failures) => [['python', '-m', 'unittest', ...names(failures)]] },
];

/** The commands that run failures of one runner again where its usual command is not known; or why there are none. */
export function rerunCommands(failures: readonly Failure[]): readonly (readonly string[])[] | string {
  const refusal = refuseFailures(failures);
  if (refusal !== null) return refusal;
  const runner = failures[0]?.runner;
  const syntax = [...ofPython, ...reruns].find((each) => each.runner === runner);
  return syntax?.commands(failures) ?? `dox does not know how ${runner} selects tests`;
}

function names(failures: readonly Failure[]): readonly string[] {
  return failures.map((failure) => failure.rerunId ?? failure.id);
}
