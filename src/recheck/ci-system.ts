import { usualSystem } from './suggestion.ts';

/** Where one types to run tests again, as far as the process can tell by its variables. */
export interface CiSystem {
  /** A name among `systems`. */
  readonly system: string;
  /** The job that dox runs in, or null. */
  readonly job: string | null;
}

/**
 * The CI system in whose job dox runs: GitHub Actions (docs.github.com, "Variables reference") or Prow (docs.prow.k8s.io,
 * "ProwJobs", job environment variables); else the usual one, of which jobs cannot tell by variables.
 */
export function ciSystem(env: Readonly<Record<string, string | undefined>>): CiSystem {
  if (env.GITHUB_ACTIONS === 'true') return { system: 'github', job: null };
  if (env.PROW_JOB_ID) return { system: 'prow', job: env.JOB_NAME || null };
  return { system: usualSystem, job: null };
}
