import type { RerunSyntax } from '../rerun-syntax.ts';

const whole = 'DevStack cannot run a part of stack.sh';

/** DevStack runs as a whole or not at all. */
export const devstackRerun: RerunSyntax = {
  runner: 'devstack',
  programs: ['stack.sh'],
  commands: () => whole,
  arguments: () => whole,
};
