import { DoxError } from '../base/dox-error.ts';
import { type Api, postJson } from './api.ts';
import type { CommentPlace } from './comment-place.ts';

/** What a comment is left with: the API of its place, with the credentials in its headers. */
export interface Comment {
  readonly place: CommentPlace;
  readonly text: string;
  readonly api: Api;
}

/**
 * Leaves a comment. Gerrit's documentation, REST API, "Set Review"; docs.github.com, "Create an issue comment". Throws
 * `usage` where it is refused, `pull-failed` where the server cannot be asked.
 */
export async function leaveComment({ place, text, api }: Comment): Promise<void> {
  if (place.kind === 'github') {
    await postJson(api, `${api.base}/repos/${place.repository}/issues/${place.number}/comments`, { body: text });
    return;
  }
  const answer = await postJson(api, `${api.base}/a/changes/${place.change}/revisions/current/review`, {
    message: text,
  });
  // every answer of Gerrit's API begins so, against being run as a script; a page for people does not
  if (!answer.startsWith(")]}'")) throw new DoxError('pull-failed', `${place.base} does not answer as Gerrit does`);
}
