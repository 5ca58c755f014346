import type { RerunSyntax } from './rerun-syntax.ts';

/** Every runner that dox can tell which tests to run, but for those of Python, which rerun.ts knows itself. */
export const reruns: readonly RerunSyntax[] = [];
