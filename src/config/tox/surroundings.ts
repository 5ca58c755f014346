import type { SourceInput } from '../config-source.ts';

/** What a project's settings may depend on beside their own file. */
export type Surroundings = Pick<SourceInput, 'files' | 'env'>;
