import type { Options } from '../../src/plan/options.ts';

/** What the command line asks for when it says nothing. */
export const usualOptions: Options = {
  where: [],
  environments: [],
  labels: [],
  skipEnv: null,
  images: [],
  direct: null,
  args: [],
  meant: null,
  rebuild: 'no',
  pull: 'missing',
  push: false,
  failFast: false,
  retries: 0,
  failOnFlaky: false,
  keep: false,
  timeout: null,
};
