import { emptyHistory, type History, type HistoryRun } from './history.ts';
import { namesLine, parseHistoryLine, runLine } from './history-line.ts';
import { areCodes } from './named-tests.ts';

/** The most runs of one target that are kept. */
export const mostRuns = 200;

/** The history in the text of a file; lines that are none are skipped. */
export function parseHistory(text: string): History {
  const runs: HistoryRun[] = [];
  const names: Record<string, readonly string[]> = Object.create(null);
  for (const line of text.split('\n')) {
    const parsed = line === '' ? null : parseHistoryLine(line);
    if (parsed?.kind === 'run') runs.push(parsed.run);
    else if (parsed?.kind === 'names') names[parsed.key] = parsed.ids;
  }
  return settled(runs, names);
}

/** All runs of several histories, each once, and no more of a target than are kept. In which order they come is all the same. */
export function mergeHistories(histories: readonly History[]): History {
  const runs = histories.flatMap((each) => each.runs);
  return settled(runs, Object.assign(Object.create(null), ...histories.map((each) => each.names)));
}

/** The lines of a history; those that are equal have equal text. */
export function historyText({ runs, names }: History): string {
  const lists = Object.keys(names).sort();
  return [...lists.map((key) => namesLine(key, names[key] ?? [])), ...runs.map(runLine)].join('');
}

/**
 * The newest part of a history, whose text has about so many characters at the most: the names of tests that passed go
 * first, of older runs, then whole runs.
 */
export function newestPart(history: History, most: number): History {
  const kept: HistoryRun[] = [];
  const lists = new Set<string>();
  let size = 0;
  for (const run of history.runs.toReversed()) {
    const { passed } = run;
    const list =
      passed === null || lists.has(passed.names) ? '' : namesLine(passed.names, history.names[passed.names] ?? []);
    const whole = runLine(run).length + list.length;
    if (passed !== null && size + whole <= (most * 3) / 4) {
      lists.add(passed.names);
      kept.push(run);
      size += whole;
      continue;
    }
    const bare = { ...run, passed: null };
    size += runLine(bare).length;
    if (size > most) break;
    kept.push(bare);
  }
  return settled(kept, history.names);
}

/** Sorts the runs, keeps each once and the last ones of each target, and of the lists those that they need. */
function settled(all: readonly HistoryRun[], lists: History['names']): History {
  if (all.length === 0) return emptyHistory;
  const unique = new Map<string, HistoryRun>();
  for (const each of all) {
    const run = withKnownNames(each, lists);
    const key = JSON.stringify([run.run, run.target]);
    const other = unique.get(key);
    if (other === undefined || isBetter(run, other)) unique.set(key, run);
  }
  const counted = new Map<string, number>();
  const newestFirst = [...unique.values()].sort(byAge).filter(({ target }) => {
    const count = (counted.get(target) ?? 0) + 1;
    counted.set(target, count);
    return count <= mostRuns;
  });
  const names: Record<string, readonly string[]> = Object.create(null);
  for (const { passed } of newestFirst) if (passed !== null) names[passed.names] = lists[passed.names] ?? [];
  return { runs: newestFirst.reverse(), names };
}

/** What refers to a list that is not there, or not of that length, says nothing. */
function withKnownNames(run: HistoryRun, lists: History['names']): HistoryRun {
  if (run.passed === null) return run;
  const ids = lists[run.passed.names];
  return ids !== undefined && areCodes(run.passed.codes, ids.length) ? run : { ...run, passed: null };
}

/** Of two records of one run the one that names its tests; else one of them, whichever came first. */
function isBetter(run: HistoryRun, other: HistoryRun): boolean {
  if ((run.passed === null) !== (other.passed === null)) return run.passed !== null;
  return runLine(run) < runLine(other);
}

function byAge(a: HistoryRun, b: HistoryRun): number {
  if (a.time !== b.time) return b.time - a.time;
  const [one, other] = [`${a.run}\n${a.target}`, `${b.run}\n${b.target}`];
  return one < other ? 1 : one > other ? -1 : 0;
}
