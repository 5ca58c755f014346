import { join } from 'node:path';
import { DoxError } from '../base/dox-error.ts';
import type { Io } from '../base/io.ts';
import { xdgFolder } from '../base/xdg-folder.ts';
import type { TrackerReference } from '../recheck/bug-reference.ts';
import type { Tracker } from '../recheck/tracker.ts';
import { createAnswers } from '../trackers/answers.ts';
import { type Api, usualPauses, usualTimeout } from '../trackers/api.ts';
import type { CommentPlace } from '../trackers/comment-place.ts';
import { createGithub } from '../trackers/github.ts';
import { githubAccess } from '../trackers/github-access.ts';
import { createLaunchpad, launchpadApi } from '../trackers/launchpad.ts';

interface Asking {
  readonly io: Io;
  readonly signal: AbortSignal;
}

/** The tracker that a reference names, at the address that DOX_LAUNCHPAD_API or GITHUB_API_URL says, or at its usual one. */
export function trackerAt(reference: TrackerReference, asking: Asking): Tracker {
  const { env } = asking.io;
  if (reference.kind === 'launchpad') {
    return createLaunchpad(apiAt(env.DOX_LAUNCHPAD_API || launchpadApi, {}, asking), reference.project);
  }
  const { base, token } = githubAccess(reference.server, env);
  return createGithub(apiAt(base, githubHeaders(token), asking), reference);
}

/** The API at which a comment is left, with the credentials that the caller's variables hold. Throws `usage` where they are missing. */
export function commentApi(place: CommentPlace, asking: Asking): Api {
  const { env } = asking.io;
  if (place.kind === 'github') {
    const { base, token, tokens } = githubAccess(place.server, env);
    if (token === undefined) {
      throw new DoxError('usage', `a comment on ${place.url} needs a token`, { hint: `set ${tokens}` });
    }
    return apiAt(base, githubHeaders(token), asking);
  }
  const { GERRIT_USERNAME: user, GERRIT_PASSWORD: password } = env;
  if (!user || !password) {
    const hint = 'set GERRIT_USERNAME and GERRIT_PASSWORD: the HTTP credentials in your settings there';
    throw new DoxError('usage', `a comment on ${place.url} needs a user and a password`, { hint });
  }
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return apiAt(place.base, { authorization }, asking);
}

function githubHeaders(token: string | undefined): Api['headers'] {
  return { accept: 'application/vnd.github+json', ...(token && { authorization: `Bearer ${token}` }) };
}

function apiAt(address: string, headers: Api['headers'], { io, signal }: Asking): Api {
  const base = address.replace(/\/+$/, '');
  if (!/^https?:\/\//.test(base) || !URL.canParse(base)) {
    throw new DoxError('usage', `${base} is not the address of an API`, { hint: 'it begins with https://' });
  }
  const answers = createAnswers(join(xdgFolder(io, 'cache'), 'trackers'));
  return { base, headers, signal, timeout: usualTimeout, pauses: usualPauses, answers, now: io.now };
}
