import { describe, expect, test } from 'vitest';
import { addToTimeline, type Span } from '../../src/report/timeline.ts';
import type { Event } from '../../src/run/event.ts';
import { targetResult } from '../support/results.ts';

/** Each span as `kind name phase attempt from-to`, its end `…` where it is not known. */
function told(events: readonly Event[]): readonly string[] {
  const spans = events.reduce<readonly Span[]>((all, event) => addToTimeline(all, event), []);
  return spans.map(
    ({ kind, name, phase, attempt, began, ended }) => `${kind} ${name} ${phase} ${attempt} ${began}-${ended ?? '…'}`,
  );
}

const target = 'unit';
const started = (time: number): Event => ({ kind: 'target-started', time, target, image: 'i', log: 'l' });
const created = (time: number): Event => ({ kind: 'container-created', time, target, container: 'c' });
const running = (time: number): Event => ({ kind: 'container-started', time, target });
const ended = (time: number, changes: Parameters<typeof targetResult>[0] = {}): Event => {
  return { kind: 'target-ended', time, result: targetResult(changes) };
};
const image = (time: number, action: 'pull' | 'prepare'): Event => {
  return { kind: 'image-started', time, image: 'i', action, why: null };
};
const ready = (time: number): Event => {
  const facts = { reference: 'r', id: 'd', base: 'b', created: null, reused: false, renewed: null, system: {} };
  return { kind: 'image-ready', time, image: { plan: 'p', label: 'i', ...facts } };
};

describe('the timeline of a run', () => {
  test('a target waits for its image, starts and runs', () => {
    expect(told([started(1), created(3), running(4), ended(9)])).toEqual([
      'target unit wait 1 1-3',
      'target unit start 1 3-4',
      'target unit run 1 4-9',
    ]);
  });

  test('an image is pulled, then prepared, until it is ready', () => {
    expect(told([started(1), image(2, 'pull'), image(5, 'prepare'), ready(8), created(9)])).toEqual([
      'target unit wait 1 1-9',
      'image i pull 0 2-5',
      'image i prepare 0 5-8',
      'target unit start 1 9-…',
    ]);
  });

  test('an image that another dox makes is waited for', () => {
    expect(told([{ kind: 'image-waiting', time: 1, image: 'i', action: 'build' }, ready(4)])).toEqual([
      'image i wait 0 1-4',
    ]);
  });

  test('an image that cannot be made ends with its target', () => {
    const failed = ended(6, { verdict: 'could not run' });
    expect(told([started(1), image(2, 'prepare'), failed])).toEqual([
      'target unit wait 1 1-6',
      'image i prepare 0 2-6',
    ]);
  });

  test('it goes on where another target is still under way', () => {
    const other: Event = { kind: 'target-started', time: 1, target: 'other', image: 'i', log: 'l' };
    const spans = told([other, started(1), image(2, 'prepare'), ended(6, { verdict: 'failed' })]);
    expect(spans).toContain('image i prepare 0 2-…');
  });

  test('the commands begin when the last service is ready', () => {
    const service = (kind: 'service-started' | 'service-ready', time: number, name: string): Event => {
      return { kind, time, target, service: name };
    };
    const events = [
      started(1),
      created(2),
      running(3),
      service('service-started', 3, 'db'),
      service('service-started', 3, 'cache'),
      service('service-ready', 4, 'cache'),
      service('service-ready', 7, 'db'),
      ended(9),
    ];
    expect(told(events)).toEqual([
      'target unit wait 1 1-2',
      'target unit start 1 2-7',
      'service db start 1 3-7',
      'service cache start 1 3-4',
      'service cache run 1 4-9',
      'service db run 1 7-9',
      'target unit run 1 7-9',
    ]);
  });

  test('each try is told by itself', () => {
    const again: Event = { kind: 'target-retried', time: 6, target, number: 2, of: 3, tests: 1 };
    expect(told([started(1), running(2), again, started(6), running(7), ended(9)])).toEqual([
      'target unit wait 1 1-2',
      'target unit run 1 2-6',
      'target unit wait 2 6-7',
      'target unit run 2 7-9',
    ]);
  });

  test('what a run that broke off did has no end', () => {
    expect(told([started(1), running(2)])).toEqual(['target unit wait 1 1-2', 'target unit run 1 2-…']);
  });
});
