import * as v from 'valibot';
import { DoxError } from '../base/dox-error.ts';
import { launchpadBug } from '../recheck/bug-reference.ts';
import type { BugHit, BugSearch, Tracker } from '../recheck/tracker.ts';
import { type Api, getJson } from './api.ts';

/** Where Launchpad's own API is. */
export const launchpadApi = 'https://api.launchpad.net/devel';

/** Without them Launchpad gives only open bugs; a closed one explains a failure on an older branch. */
const open = ['New', 'Incomplete', 'Confirmed', 'Triaged', 'In Progress'];
const closed = ['Fix Committed', 'Fix Released'];
const pageSize = 20;
const mostPages = 2;

/** A page of bug tasks (Launchpad's WADL, searchTasks): one bug stands there once for each project and series. */
const page = v.object({
  entries: v.array(v.object({ bug_link: v.string(), title: v.string(), status: v.string() })),
  next_collection_link: v.optional(v.nullable(v.string())),
});

/** Bugs of a project of Launchpad, or of all (null). */
export function createLaunchpad(api: Api, project: string | null): Tracker {
  return {
    async search(search: BugSearch): Promise<readonly BugHit[]> {
      const hits = new Map<string, BugHit>();
      let address: string | null = firstPage(api.base, project, search.text);
      for (let count = 0; address !== null && count < mostPages; count += 1) {
        const { body } = await getJson(api, address);
        const read = v.safeParse(page, body);
        if (!read.success) throw new DoxError('pull-failed', 'Launchpad answers in a form that dox does not know');
        for (const hit of read.output.entries.flatMap((entry) => hitOf(entry))) {
          if (!hits.has(hit.bug.url)) hits.set(hit.bug.url, hit);
        }
        const next = read.output.next_collection_link ?? null;
        // a link to elsewhere is not followed
        address = next?.startsWith(`${api.base}/`) === true ? next : null;
      }
      return [...hits.values()];
    },
  };
}

function firstPage(base: string, project: string | null, text: string): string {
  const query = new URLSearchParams({
    'ws.op': 'searchTasks',
    search_text: text,
    omit_duplicates: 'true',
    'ws.size': String(pageSize),
  });
  for (const status of [...open, ...closed]) query.append('status', status);
  return `${base}/${project === null ? 'bugs' : encodeURIComponent(project)}?${query}`;
}

function hitOf(entry: v.InferOutput<typeof page>['entries'][number]): readonly BugHit[] {
  const number = /\/bugs\/(\d{1,9})$/.exec(entry.bug_link)?.[1];
  if (number === undefined) return [];
  const title = /^Bug #\d{1,9} in [^"]{0,300}: "([^\n]{0,1000})"$/.exec(entry.title)?.[1] ?? entry.title;
  return [{ bug: launchpadBug(Number(number)), title, status: entry.status, open: open.includes(entry.status) }];
}
