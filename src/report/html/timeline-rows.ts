import { isTolerated } from '../known-tests.ts';
import type { Summary } from '../summary.ts';
import type { Span } from '../timeline.ts';
import type { PageTimeline, PageVerdict, TimelineRow } from './page-model.ts';

/** The rows of the timeline: images as they come, each target, and below it its services. Null where nothing ran. */
export function timelineRows({ timeline, started, ended, targets }: Summary): PageTimeline | null {
  if (timeline.length === 0) return null;
  const end = timeline.reduce((latest, span) => Math.max(latest, span.began, span.ended ?? 0), ended);
  const verdicts = new Map<string, PageVerdict>(
    targets.map((target) => [target.label, isTolerated(target) ? 'skipped' : target.verdict]),
  );
  const rows = groups(timeline).map((spans): TimelineRow => {
    const { kind, name } = spans[0];
    return {
      kind,
      name,
      verdict: kind === 'target' ? (verdicts.get(name) ?? 'interrupted') : null,
      spans: spans.map(({ phase, attempt, began, ended: until }) => {
        const from = seconds(began - started);
        return { phase, attempt, from, to: seconds((until ?? end) - started), open: until === null };
      }),
    };
  });
  return { began: started, ended: end, rows };
}

function seconds(milliseconds: number): number {
  return Math.max(0, milliseconds) / 1000;
}

/** Spans of one thing are a row; a row stands where its thing began, services below their target. */
function groups(timeline: readonly Span[]): readonly (readonly [Span, ...Span[]])[] {
  const rows = new Map<string, [Span, ...Span[]]>();
  for (const span of timeline) {
    const key = JSON.stringify([span.kind, span.target, span.name]);
    const row = rows.get(key);
    if (row === undefined) rows.set(key, [span]);
    else row.push(span);
  }
  const all = [...rows.values()];
  return all
    .filter(([{ kind }]) => kind !== 'service')
    .flatMap((row) => {
      const [{ kind, name }] = row;
      const own = all.filter(([each]) => each.kind === 'service' && each.target === name);
      return kind === 'target' ? [row, ...own] : [row];
    });
}
