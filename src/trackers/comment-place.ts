import { githubServer, isOfGithub } from '../recheck/github-server.ts';

/** Where a comment can be left: a change in Gerrit, or an issue or pull request of GitHub. */
export type CommentPlace =
  | {
      readonly kind: 'gerrit';
      /** The address of the server, without a slash at its end. */
      readonly base: string;
      /** As Gerrit's API names it: `openstack%2Fnova~12345`, or the number alone. */
      readonly change: string;
      /** The change's page. */
      readonly url: string;
    }
  | {
      readonly kind: 'github';
      /** Such as `https://github.com`. */
      readonly server: string;
      /** `owner/name`. */
      readonly repository: string;
      readonly number: number;
      /** The page of the issue or pull request. */
      readonly url: string;
    };

type Environment = Readonly<Record<string, string | undefined>>;

/** `https://review.example/c/openstack/nova/+/12345/3` and, older, `https://review.example/#/c/12345/`. */
const gerritLink =
  /^(https?:\/\/[^/\s?#]{1,200}(?:\/[\w.-]{1,100}){0,3}?)\/(?:#\/)?c\/(?:([^\s?#+]{1,200})\/\+\/)?(\d{1,9})(?:\/\d{1,6})?\/?$/;
const githubLink =
  /^(https?:\/\/[^/\s?#@]{1,200})\/([\w.-]{1,100}\/[\w.-]{1,100})\/(?:pull|issues)\/(\d{1,9})(?:[/?#].{0,500})?$/;

/** `https://review.example/12345`, which Gerrit itself shortens a change's address to. */
const gerritShort = /^(https?:\/\/[^/\s?#]{1,200})\/(\d{1,9})\/?$/;

/** The place that an address names; null if it is none of these, nor of a server of GitHub that the environment knows. */
export function parseCommentPlace(text: string, env: Environment = {}): CommentPlace | null {
  const [, server, repository, number] = githubLink.exec(text) ?? [];
  if (server !== undefined && repository !== undefined && isOfGithub(server, env))
    return { kind: 'github', server, repository, number: Number(number), url: text };
  const [, host, short] = gerritShort.exec(text) ?? [];
  if (host !== undefined && short !== undefined) return { kind: 'gerrit', base: host, change: short, url: text };
  const [, base, project, change] = gerritLink.exec(text) ?? [];
  if (base === undefined || change === undefined) return null;
  // Gerrit's documentation, REST API, "change-id": the project and the number, or the number alone
  return {
    kind: 'gerrit',
    base,
    change: project === undefined ? change : `${encodeURIComponent(project)}~${change}`,
    url: text,
  };
}

/**
 * The place that a CI system's variables name, or null: GitHub Actions' for a pull request (docs.github.com, "Variables
 * reference"), Prow's for a presubmit (docs.prow.k8s.io, "ProwJobs", job environment variables), those of Jenkins' Gerrit
 * Trigger (GerritTriggerParameters.java). Zuul sets none: `zuul.change_url` is a variable of Ansible's.
 */
export function commentPlaceOf(env: Environment): CommentPlace | null {
  const { GITHUB_REPOSITORY: repository, GITHUB_REF: ref = '', GITHUB_SERVER_URL: server } = env;
  const number = /^refs\/pull\/(\d{1,9})\//.exec(ref)?.[1];
  if (repository !== undefined && number !== undefined)
    return parseCommentPlace(`${server || githubServer}/${repository}/pull/${number}`, env);
  const { PROW_JOB_ID: prow, REPO_OWNER: owner, REPO_NAME: name, PULL_NUMBER: pull } = env;
  if (prow && owner && name && pull) return parseCommentPlace(`${githubServer}/${owner}/${name}/pull/${pull}`, env);
  return env.GERRIT_CHANGE_URL ? parseCommentPlace(env.GERRIT_CHANGE_URL, env) : null;
}
