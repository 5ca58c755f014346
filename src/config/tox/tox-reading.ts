import type { Diagnostic } from '../../base/diagnostic.ts';
import type { ToxProject } from './tox-project.ts';

/** What came of reading a project's settings for tox: null where tox would refuse the whole file; then it says why. */
export interface ToxReading {
  readonly project: ToxProject | null;
  readonly diagnostics: readonly Diagnostic[];
}
