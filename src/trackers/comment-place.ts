/** Where a comment can be left: a change in Gerrit, or an issue or pull request of GitHub. */
export type CommentPlace =
  | {
      readonly kind: 'gerrit' /** Without a slash at its end. */;
      readonly base: string;
      readonly change: string;
      readonly url: string;
    }
  | { readonly kind: 'github'; readonly repository: string; readonly number: number; readonly url: string };

type Environment = Readonly<Record<string, string | undefined>>;

/** `https://review.example/c/openstack/nova/+/12345/3` and, older, `https://review.example/#/c/12345/`. */
const gerritLink =
  /^(https?:\/\/[^/\s?#]{1,200}(?:\/[\w.-]{1,100}){0,3}?)\/(?:#\/)?c\/(?:([^\s?#+]{1,200})\/\+\/)?(\d{1,9})(?:\/\d{1,6})?\/?$/;
const githubLink =
  /^https:\/\/github\.com\/([\w.-]{1,100}\/[\w.-]{1,100})\/(?:pull|issues)\/(\d{1,9})(?:[/?#].{0,500})?$/;

/** `https://review.example/12345`, which Gerrit itself shortens a change's address to. */
const gerritShort = /^(https?:\/\/[^/\s?#]{1,200})\/(\d{1,9})\/?$/;

/** The place that an address names; null if it is none of these. */
export function parseCommentPlace(text: string): CommentPlace | null {
  const [, repository, number] = githubLink.exec(text) ?? [];
  if (repository !== undefined) return { kind: 'github', repository, number: Number(number), url: text };
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

/** The place that a CI system's variables name, or null: GitHub Actions' for a pull request, Zuul's address of a change. */
export function commentPlaceOf(env: Environment): CommentPlace | null {
  const { GITHUB_REPOSITORY: repository, GITHUB_REF: ref = '', ZUUL_CHANGE_URL: change } = env;
  const number = /^refs\/pull\/(\d{1,9})\//.exec(ref)?.[1];
  if (repository !== undefined && number !== undefined)
    return parseCommentPlace(`https://github.com/${repository}/pull/${number}`);
  return change === undefined ? null : parseCommentPlace(change);
}
