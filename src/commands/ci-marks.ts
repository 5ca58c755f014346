import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import type { Io } from '../base/io.ts';
import type { CiMarks } from '../report/ci-marks.ts';

/**
 * The streams for what a person reads: standard output belongs to a report that was asked for there. On GitHub it is
 * one stream, since the runner reads two side by side: what a test wrote to one could come after dox's own mark on
 * the other.
 */
export function shownStreams(io: Io, { takeStdout, direct }: Readonly<Record<'takeStdout' | 'direct', boolean>>): Io {
  const stdout = takeStdout ? io.stderr : io.stdout;
  return { ...io, stdout, stderr: isGithub(io) && !direct ? stdout : io.stderr };
}

/** What the CI system that dox runs in wants to read, or null; never for a direct command, whose output is its own. */
export async function ciMarks(io: Io, direct: boolean): Promise<CiMarks | null> {
  const { env } = io;
  const random = (): string => randomBytes(16).toString('hex');
  if (direct) return null;
  if (isGithub(io)) {
    const { githubMarks } = await import('../report/github-marks.ts');
    return githubMarks({ random, workspace: env.GITHUB_WORKSPACE || null, exists: existsSync });
  }
  if (env.GITLAB_CI !== 'true') return null;
  const { gitlabMarks } = await import('../report/gitlab-marks.ts');
  return gitlabMarks(random);
}

/** Whether dox runs in a step of GitHub Actions. */
export function isGithub({ env }: Pick<Io, 'env'>): boolean {
  return env.GITHUB_ACTIONS === 'true';
}
