import type { Failure } from '../failures/failure.ts';
import type { TrackerReference } from './bug-reference.ts';
import { lastingParts } from './changing-parts.ts';
import type { BugSearch } from './tracker.ts';

/** A search as a link for a person. */
export interface SearchLink extends BugSearch {
  readonly url: string;
}

const longest = 120;

/**
 * What to search a tracker for, the most promising first: the bare name of the test, as people name bugs, then what its
 * error says, without numbers, addresses and quoted values, which are other ones each time.
 */
export function bugSearches({ id, message, unit }: Pick<Failure, 'id' | 'message' | 'unit'>): readonly BugSearch[] {
  const error = tellingWords(message ?? '');
  const searches: BugSearch[] = [];
  const name = unit === undefined || unit === 'class' ? bareName(id) : '';
  if (name !== '') searches.push({ text: name, by: 'test' });
  if (error !== '') searches.push({ text: error, by: 'error' });
  return searches;
}

/** The test's own name: without file, class, parameters, and what runners put behind it. */
function bareName(id: string): string {
  const [whole = ''] = id.slice(0, 1000).split('\n');
  const [go] = /\.Test\w{1,200}(?=\/|$)/.exec(whole) ?? [];
  if (go !== undefined) return go.slice(1);
  const [bare = ''] = whole.split(/[[({]/);
  const name =
    bare
      .split(/::|[›>#/]/)
      .at(-1)
      ?.trim() ?? '';
  // of a test that has no name of its own, its file's
  const [, file] = /^([\w.-]+\.[a-z]{1,5})(?::\d+)?$/.exec(name) ?? [];
  if (file !== undefined && bare.includes('/')) return file.slice(0, longest);
  const last = /^[\w.$]+$/.test(name) ? name.slice(name.lastIndexOf('.') + 1) : name;
  return last.slice(0, longest);
}

/** Of what says little without the values in it, they are searched for too; nothing where it still says nothing. */
function tellingWords(message: string): string {
  const words = errorWords(message, true);
  if (isTelling(words)) return words;
  const all = errorWords(message, false);
  return isTelling(all) ? all : '';
}

/** Words that stand in the errors of any test. */
const plain: ReadonlySet<string> = new Set(
  'expect expected expecting actual received failed should equal equals have with that this true false none null undefined'.split(
    ' ',
  ),
);

function isTelling(words: string): boolean {
  return words.split(/[^\p{L}\p{N}_.]+/u).some((each) => {
    const word = each.toLowerCase();
    if (word.length < 4 || !/\p{L}{3}/u.test(word) || plain.has(word)) return false;
    return !word.startsWith('assert') && !/(?:error|exception|failure)$/.test(word);
  });
}

function errorWords(message: string, withoutQuoted: boolean): string {
  const [line = ''] = message.split('\n').filter((each) => each.trim() !== '');
  const cut = line.slice(0, 2000);
  return lastingParts(withoutQuoted ? cut.replace(/'[^']{0,200}'|"[^"]{0,200}"/g, ' ') : cut)
    .join(' ')
    .replace(/[^\p{L}\p{N}_.:\s-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longest)
    .trim();
}

/** A search in the tracker's own pages, or, without one, in all of GitHub. */
export function searchLink(search: BugSearch, tracker: TrackerReference | null): SearchLink {
  const words = encodeURIComponent(search.text);
  if (tracker === null) {
    return { ...search, url: `https://github.com/search?type=issues&q=${words.replaceAll('%20', '+')}` };
  }
  if (tracker.kind === 'github') {
    return {
      ...search,
      url: `${tracker.server}/${tracker.repository}/issues?q=is%3Aissue+${words.replaceAll('%20', '+')}`,
    };
  }
  const project = tracker.project === null ? '' : `${tracker.project}/`;
  return { ...search, url: `https://bugs.launchpad.net/${project}+bugs?field.searchtext=${words}` };
}

/** Where a new bug is reported, with its title filled in; null where the tracker needs a project for that. */
export function newBugLink(title: string, tracker: TrackerReference): string | null {
  const words = encodeURIComponent(title);
  if (tracker.kind === 'github') return `${tracker.server}/${tracker.repository}/issues/new?title=${words}`;
  return tracker.project === null
    ? null
    : `https://bugs.launchpad.net/${tracker.project}/+filebug?field.title=${words}`;
}
