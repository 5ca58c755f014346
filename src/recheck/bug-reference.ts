import { githubServer, hostOf, isHosted } from './github-server.ts';

/** Where bugs are kept: a project of Launchpad (null: all of them), or a repository of a server of GitHub (`https://github.com`). */
export type TrackerReference =
  | { readonly kind: 'launchpad'; readonly project: string | null }
  | { readonly kind: 'github'; readonly server: string; readonly repository: string };

/** A bug: in a tracker that dox knows, or wherever a link leads. */
export type BugReference =
  | { readonly kind: 'launchpad'; readonly number: number; readonly url: string }
  | {
      readonly kind: 'github';
      readonly server: string;
      readonly repository: string;
      readonly number: number;
      readonly url: string;
    }
  | { readonly kind: 'link'; readonly url: string };

const launchpadLink = /^https:\/\/(?:bugs\.)?launchpad\.net\/(?:bugs\/|[^?#]{1,200}\/\+bug\/)(\d{1,9})\/?$/;
const githubLink =
  /^(https?:\/\/[^/\s?#@]{1,200})\/([\w.-]{1,100}\/[\w.-]{1,100})\/(?:issues|pull)\/(\d{1,9})\/?(?:[?#].*)?$/;
const githubBug = /^github:([\w.-]{1,100}\/[\w.-]{1,100})#(\d{1,9})$/;
const githubTracker = /^github:([\w.-]{1,100}\/[\w.-]{1,100})$/;

/**
 * Reads how a bug is written: `launchpad:1449136`, `github:owner/repo#12` (of the server of GitHub that is meant), a link, or a
 * number where there is a tracker. Null if it is none of these.
 */
export function parseBug(
  text: string,
  tracker: TrackerReference | null,
  server: string = githubServer,
): BugReference | null {
  const [, launchpad] = /^(?:launchpad|lp):(\d{1,9})$/.exec(text) ?? launchpadLink.exec(text) ?? [];
  if (launchpad !== undefined) return launchpadBug(Number(launchpad));
  const [, owner, issue] = githubBug.exec(text) ?? [];
  if (owner !== undefined) return issueOf({ server, repository: owner }, Number(issue));
  const [, origin = '', repository, linked] = githubLink.exec(text) ?? [];
  if (repository !== undefined) {
    const host = hostOf(origin);
    if (host === hostOf(server)) return issueOf({ server, repository }, Number(linked));
    if (isHosted(host)) return issueOf({ server: `https://${host}`, repository }, Number(linked));
  }
  const [, number] = /^#?(\d{1,9})$/.exec(text) ?? [];
  if (number !== undefined && tracker !== null) {
    return tracker.kind === 'launchpad' ? launchpadBug(Number(number)) : issueOf(tracker, Number(number));
  }
  return isLink(text) ? { kind: 'link', url: text } : null;
}

/** Reads `launchpad`, `launchpad:project` or `github:owner/repo` (of the server that is meant); null if it is none of these. */
export function parseTracker(text: string, server: string = githubServer): TrackerReference | null {
  const [whole, project] = /^launchpad(?::([a-z0-9][a-z0-9+.-]{0,100}))?$/.exec(text) ?? [];
  if (whole !== undefined) return { kind: 'launchpad', project: project ?? null };
  const [, repository] = githubTracker.exec(text) ?? [];
  return repository === undefined ? null : { kind: 'github', server, repository };
}

type Repository = Pick<Extract<TrackerReference, { readonly kind: 'github' }>, 'server' | 'repository'>;

/** A bug of Launchpad. */
export function launchpadBug(number: number): BugReference {
  return { kind: 'launchpad', number, url: `https://bugs.launchpad.net/bugs/${number}` };
}

/** An issue of a repository of GitHub. */
export function issueOf({ server, repository }: Repository, number: number): BugReference {
  return { kind: 'github', server, repository, number, url: `${server}/${repository}/issues/${number}` };
}

function isLink(text: string): boolean {
  return /^https?:\/\/[^\s/]+/.test(text) && URL.canParse(text);
}

/**
 * What stands for a bug where bare numbers are those of this tracker (null: of Launchpad): its number if it is one of them,
 * else `owner/repo#12` where that server is meant, or its address.
 */
export function bugWord(bug: BugReference, tracker: TrackerReference | null): string {
  switch (bug.kind) {
    case 'link':
      return bug.url;
    case 'launchpad':
      return tracker?.kind === 'github' ? bug.url : String(bug.number);
    case 'github': {
      const { server, repository, number } = bug;
      if (hostOf(server) !== hostOf(tracker?.kind === 'github' ? tracker.server : githubServer)) return bug.url;
      const isOwn = tracker?.kind === 'github' && tracker.repository.toLowerCase() === repository.toLowerCase();
      return isOwn ? String(number) : `${repository}#${number}`;
    }
  }
}
