import type { ProjectFiles } from './project-files.ts';

/** What a project's settings may depend on beside their own file. */
export interface Surroundings {
  readonly files: ProjectFiles;
  /** The environment in which dox runs, for `{env:NAME}`. */
  readonly env: Readonly<Record<string, string | undefined>>;
}
