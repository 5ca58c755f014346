import * as v from 'valibot';
import { DoxError } from '../base/dox-error.ts';
import { issueOf, type TrackerReference } from '../recheck/bug-reference.ts';
import type { BugHit, BugSearch, Tracker } from '../recheck/tracker.ts';
import { type Api, getJson } from './api.ts';

/** GitHub takes no longer query. */
const mostCharacters = 256;
const pageSize = 20;
const mostPages = 2;

/** docs.github.com, "REST API endpoints for search", search issues. */
const page = v.object({
  items: v.array(v.object({ number: v.number(), title: v.string(), state: v.string() })),
});

/** Issues of a repository of a server of GitHub, whose API it is. */
export function createGithub(api: Api, tracker: Extract<TrackerReference, { readonly kind: 'github' }>): Tracker {
  return {
    async search(search: BugSearch): Promise<readonly BugHit[]> {
      const hits = new Map<string, BugHit>();
      const query = queryFor(search, tracker.repository);
      if (query === null) return [];
      let address: string | null =
        `${api.base}/search/issues?${new URLSearchParams({ q: query, per_page: String(pageSize) })}`;
      for (let count = 0; address !== null && count < mostPages; count += 1) {
        const { body, next } = await getJson(api, address);
        const read = v.safeParse(page, body);
        if (!read.success) throw new DoxError('pull-failed', 'GitHub answers in a form that dox does not know');
        for (const { number, title, state } of read.output.items) {
          const bug = issueOf(tracker, number);
          if (!hits.has(bug.url)) hits.set(bug.url, { bug, title, status: state, open: state === 'open' });
        }
        address = next?.startsWith(`${api.base}/`) === true ? next : null;
      }
      return [...hits.values()];
    },
  };
}

/** The name of a test is a phrase; of an error the words count, and none of them may be an operator. */
function queryFor({ text, by }: BugSearch, repository: string): string | null {
  const where = `repo:${repository} is:issue`;
  const room = mostCharacters - where.length - 3;
  const plain = text
    .replace(/["\\:<>]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (plain === '' || room < 8) return null;
  if (by === 'test') return `"${plain.slice(0, room)}" ${where}`;
  const words = plain.split(' ').filter((word) => !/^(?:AND|OR|NOT|-.*)$/.test(word));
  let query = '';
  for (const word of words) if (query.length + word.length + 1 <= room) query += `${query === '' ? '' : ' '}${word}`;
  return query === '' ? null : `${query} ${where}`;
}
