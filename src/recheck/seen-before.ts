import type { History } from '../history/history.ts';
import type { KnownBug } from './advice.ts';
import { isOneOf } from './is-one-of.ts';
import { LogLine } from './log-line.ts';
import type { Metadata } from './query.ts';
import type { Signature } from './signature.ts';

/** So many of a project's last runs are looked at. */
const window = 50;

/**
 * In how many of the project's last runs the error of a failed test showed a signature; null where none did, or there is one
 * run only, which may be the one at hand. The history keeps no more of an error than its first telling line, so that it may have been more.
 */
export function seenBefore(signature: Signature, history: History, metadata: Metadata): KnownBug['before'] {
  const names = [...new Set(history.runs.map(({ run }) => run))].slice(-window);
  const recent = new Set(names);
  const { tests, jobs } = signature.only;
  const seen = new Set<string>();
  for (const { run, target, listed } of history.runs) {
    if (!recent.has(run) || seen.has(run) || !isOneOf(jobs, target)) continue;
    const shows = listed.some(({ id, message }) => {
      return message !== null && isOneOf(tests, id) && signature.matches(new LogLine(message), metadata) === true;
    });
    if (shows) seen.add(run);
  }
  return seen.size === 0 || names.length < 2 ? null : { runs: seen.size, of: names.length };
}
