import type { RerunSyntax } from '../rerun-syntax.ts';

const reason = 'karma cannot select tests: it leaves that to the framework in the browser';

/** karma: always all. */
export const karmaRerun: RerunSyntax = {
  runner: 'karma',
  programs: [
    'karma start',
    'npx karma start',
    'yarn karma start',
    'pnpm karma start',
    'pnpm exec karma start',
    'ng test',
    'npx ng test',
  ],
  commands: () => reason,
  arguments: () => reason,
};
