import { splitWords } from '../../base/split-words.ts';
import { type Circumstances, evaluateCondition, type Known } from './evaluate-condition.ts';
import { parseCondition } from './parse-condition.ts';
import type { TravisJob } from './travis-project.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a job takes place under a condition; null where that cannot be told. */
export function holds(condition: string, job: TravisJob, env: Environment): boolean | null {
  const parsed = parseCondition(condition);
  return parsed === null ? null : evaluateCondition(parsed, circumstances(job, env));
}

/**
 * What a run of dox knows of itself: it stands for a push or a pull request, and for no tag and no cron job, unless the
 * caller's environment has Travis's own variables.
 */
function circumstances(job: TravisJob, env: Environment): Circumstances {
  const given = (name: string): Known => {
    const value = env[name];
    return value === undefined ? null : [value === '' ? null : value];
  };
  return {
    variables: {
      type: given('TRAVIS_EVENT_TYPE') ?? ['push', 'pull_request'],
      tag: given('TRAVIS_TAG') ?? [null],
      branch: given('TRAVIS_BRANCH'),
      repo: given('TRAVIS_REPO_SLUG'),
      head_branch: given('TRAVIS_PULL_REQUEST_BRANCH'),
      head_repo: given('TRAVIS_PULL_REQUEST_SLUG'),
      commit_message: given('TRAVIS_COMMIT_MESSAGE'),
      os: [job.os],
      dist: [job.dist],
      language: [job.language],
      sudo: [job.texts.sudo ?? null],
      group: [job.texts.group ?? null],
    },
    env: Object.fromEntries(job.env.map(({ name, raw }) => [name, splitWords(raw)[0] ?? ''])),
  };
}
