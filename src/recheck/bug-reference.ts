/** Where bugs are kept: a project of Launchpad (null: all of them), or a repository of GitHub. */
export type TrackerReference =
  | { readonly kind: 'launchpad'; readonly project: string | null }
  | { readonly kind: 'github'; readonly repository: string };

/** A bug: in a tracker that dox knows, or wherever a link leads. */
export type BugReference =
  | { readonly kind: 'launchpad'; readonly number: number; readonly url: string }
  | { readonly kind: 'github'; readonly repository: string; readonly number: number; readonly url: string }
  | { readonly kind: 'link'; readonly url: string };

const launchpadLink = /^https:\/\/(?:bugs\.)?launchpad\.net\/(?:bugs\/|[^?#]{1,200}\/\+bug\/)(\d{1,9})\/?$/;
const githubLink = /^https:\/\/github\.com\/([\w.-]{1,100}\/[\w.-]{1,100})\/(?:issues|pull)\/(\d{1,9})\/?(?:[?#].*)?$/;
const githubBug = /^github:([\w.-]{1,100}\/[\w.-]{1,100})#(\d{1,9})$/;
const githubTracker = /^github:([\w.-]{1,100}\/[\w.-]{1,100})$/;

/**
 * Reads how a bug is written: `launchpad:1449136`, `github:owner/repo#12`, a link, or a number where there is a tracker.
 * Null if it is none of these.
 */
export function parseBug(text: string, tracker: TrackerReference | null): BugReference | null {
  const [, launchpad] = /^(?:launchpad|lp):(\d{1,9})$/.exec(text) ?? launchpadLink.exec(text) ?? [];
  if (launchpad !== undefined) return launchpadBug(Number(launchpad));
  const [, owner, issue] = githubBug.exec(text) ?? githubLink.exec(text) ?? [];
  if (owner !== undefined) return issueOf(owner, Number(issue));
  const [, number] = /^#?(\d{1,9})$/.exec(text) ?? [];
  if (number !== undefined && tracker !== null) {
    return tracker.kind === 'launchpad' ? launchpadBug(Number(number)) : issueOf(tracker.repository, Number(number));
  }
  return isLink(text) ? { kind: 'link', url: text } : null;
}

/** Reads `launchpad`, `launchpad:project` or `github:owner/repo`; null if it is none of these. */
export function parseTracker(text: string): TrackerReference | null {
  const [whole, project] = /^launchpad(?::([a-z0-9][a-z0-9+.-]{0,100}))?$/.exec(text) ?? [];
  if (whole !== undefined) return { kind: 'launchpad', project: project ?? null };
  const [, found] = githubTracker.exec(text) ?? [];
  return found === undefined ? null : { kind: 'github', repository: found };
}

/** A bug of Launchpad. */
export function launchpadBug(number: number): BugReference {
  return { kind: 'launchpad', number, url: `https://bugs.launchpad.net/bugs/${number}` };
}

function issueOf(repository: string, number: number): BugReference {
  return { kind: 'github', repository, number, url: `https://github.com/${repository}/issues/${number}` };
}

function isLink(text: string): boolean {
  return /^https?:\/\/[^\s/]+/.test(text) && URL.canParse(text);
}

/**
 * What stands for a bug where bare numbers are those of this tracker (null: of Launchpad): its number if it is one of them,
 * else `owner/repo#12`, or its address.
 */
export function bugWord(bug: BugReference, tracker: TrackerReference | null): string {
  switch (bug.kind) {
    case 'link':
      return bug.url;
    case 'launchpad':
      return tracker?.kind === 'github' ? bug.url : String(bug.number);
    case 'github': {
      const { repository, number } = bug;
      const isOwn = tracker?.kind === 'github' && tracker.repository.toLowerCase() === repository.toLowerCase();
      return isOwn ? String(number) : `${repository}#${number}`;
    }
  }
}
