import { DoxError } from '../base/dox-error.ts';
import type { Io } from '../base/io.ts';
import type { Advice } from '../recheck/advice.ts';
import type { ChosenSystem } from '../recheck/chosen-system.ts';
import { type CommentPlace, commentPlaceOf, parseCommentPlace } from '../trackers/comment-place.ts';
import { leaveComment } from '../trackers/leave-comment.ts';
import { commentApi } from './web-api.ts';

/** Where --post leaves its comment: at the address, or, without one, where the CI system's variables say. Throws `usage` for neither. */
export function postPlace(address: string | true, io: Io): CommentPlace {
  const place = address === true ? commentPlaceOf(io.env) : parseCommentPlace(address, io.env);
  if (place !== null) return place;
  const hint =
    'give the address of the change or pull request: https://review.example/c/project/+/123, https://github.com/o/r/pull/7, or one on the server of GitHub that GH_HOST names';
  const message =
    address === true
      ? '--post: nothing here says which change it is'
      : `--post: ${address} is no change or pull request (a log goes before it: dox recheck LOG --post)`;
  throw new DoxError('usage', message, { hint });
}

/**
 * Throws `usage` where all that would be typed is a command, which no comment can be, so that this is told before a log is read
 * for nothing.
 */
export function refuseCommands({ templates, isChosen }: ChosenSystem): void {
  const [first] = templates;
  if (first === undefined || !templates.every(isCommand)) return;
  if (isChosen) throw noComment(first);
  const message = `--post: nothing says what to write there: in GitHub Actions it is \`${first}\`, a command, not a comment`;
  const hint =
    "write `system: zuul`, `system: prow` or the comment itself, `system: '/retest'`, in recheck.yml, or give --system";
  throw new DoxError('usage', message, { hint });
}

/** What is typed at a shell: gh's own. */
function isCommand(typed: string): boolean {
  return typed.startsWith('gh ');
}

function noComment(command: string): DoxError {
  const hint = 'choose what is typed with --system or with `system` in recheck.yml';
  return new DoxError('usage', `\`${command}\` is a command, not a comment`, { hint });
}

/** Leaves what the advice says to type as a comment; says so on standard error. Nothing is left where a recheck is not right. */
export async function postComment(advice: Advice, place: CommentPlace, io: Io): Promise<void> {
  const { type, justified } = advice;
  if (!justified || type === null) {
    io.stderr.write('dox: no comment is left\n');
    return;
  }
  if (isCommand(type)) throw noComment(type);
  const stop = new AbortController();
  const deaf = io.onSignal(() => stop.abort());
  try {
    await leaveComment({ place, text: type, api: commentApi(place, { io, signal: stop.signal }) });
  } finally {
    deaf();
  }
  io.stderr.write(`dox: left the comment \`${type}\` at ${place.url}\n`);
}
