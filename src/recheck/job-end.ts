import { textMatcher } from './line-matcher.ts';
import type { LineCondition } from './signature.ts';

/** A line that is this and nothing more. */
function wholeLine(text: string): LineCondition {
  const { literals } = textMatcher([text]);
  return { literals, matches: (line) => line.text.trim() === text, isWantedLast: true };
}

/** What CI systems write at the very end of a job in which nothing failed. Zuul has no such line: its banners say how a playbook ended. */
export const successLines: readonly LineCondition[] = [
  // Jenkins
  wholeLine('Finished: SUCCESS'),
  // GitLab Runner
  wholeLine('Job succeeded'),
  // Travis CI
  wholeLine('Done. Your build exited with 0.'),
];

/** So many lines may follow them. */
export const linesAfterSuccess = 5;

/** What CI systems write where a job or one of its steps has failed. */
export const failureLines: readonly LineCondition[] = [
  ['Finished: FAILURE'],
  ['Finished: UNSTABLE'],
  ['Finished: ABORTED'],
  // Zuul's Jenkins, and Ansible under Zuul
  ['[Zuul] Job complete, result: FAILURE'],
  ['"msg": "non-zero return code"'],
  ['MODULE FAILURE'],
  // GitLab Runner, GitHub Actions, Travis CI, CircleCI
  ['ERROR: Job failed'],
  ['##[error]'],
  ['Done. Your build exited with 1.'],
  ['Exited with code exit status'],
].map((texts) => ({ ...textMatcher(texts), isWantedLast: true }));
