import type { Event } from '../run/event.ts';

/** A stretch of a run in which an image, a service or a target did one thing. */
export interface Span {
  readonly kind: 'image' | 'service' | 'target';
  /** The image's or the target's label, or the service's name. */
  readonly name: string;
  /** The target that it belongs to; null for an image, which targets share. */
  readonly target: string | null;
  /**
   * `wait`: an image waits for another dox that makes it, a target for its images. `start`: a service is not ready yet, a
   * target's commands have not begun. `run`: from then on to the end.
   */
  readonly phase: 'wait' | 'pull' | 'build' | 'prepare' | 'start' | 'run';
  /** Which try of the target, from 1; 0 for an image. */
  readonly attempt: number;
  /** Milliseconds since the epoch, as `ended`. */
  readonly began: number;
  /** Null while it goes on, and for ever if its end was never told. */
  readonly ended: number | null;
}

type Spans = readonly Span[];

/** One step of the fold from events to spans, in the order of their beginning. */
export function addToTimeline(spans: Spans, event: Event): Spans {
  switch (event.kind) {
    case 'image-waiting':
      return imagePhase(spans, event, 'wait');
    case 'image-started':
      return imagePhase(spans, event, event.action);
    case 'image-ready':
      return ended(spans, (span) => isImage(span, event.image.label), event.time);
    case 'target-started':
      return [...spans, targetSpan(event, 'wait', triesOf(spans, event.target) + 1)];
    case 'container-created':
      return targetPhase(spans, event, 'start');
    case 'container-started':
      return targetPhase(spans, event, 'run');
    case 'service-started':
      return serviceStarted(spans, event);
    case 'service-ready':
      return serviceReady(spans, event);
    case 'target-retried':
      return ended(spans, (span) => span.target === event.target, event.time);
    case 'target-ended': {
      const { result, time } = event;
      const failedImage = (span: Span): boolean => span.kind === 'image' && result.verdict !== 'passed';
      const done = ended(spans, (span) => span.target === result.label, time);
      // the image that could not be made is never ready
      return isAlone(done) ? ended(done, failedImage, time) : done;
    }
    case 'run-started':
    case 'engine-connected':
    case 'image-progress':
    case 'image-line':
    case 'warning':
    case 'interrupted':
    case 'run-ended':
      return spans;
  }
}

/** Whether no other target is under way, whose image it may be. */
function isAlone(spans: Spans): boolean {
  return spans.every((span) => span.kind !== 'target' || span.ended !== null);
}

function isImage(span: Span, label: string): boolean {
  return span.kind === 'image' && span.name === label;
}

/** Ends those that go on. */
function ended(spans: Spans, which: (span: Span) => boolean, time: number): Spans {
  if (!spans.some((span) => span.ended === null && which(span))) return spans;
  return spans.map((span) => (span.ended === null && which(span) ? { ...span, ended: time } : span));
}

function imagePhase(
  spans: Spans,
  { image, time }: Extract<Event, { readonly kind: 'image-started' | 'image-waiting' }>,
  phase: Span['phase'],
): Spans {
  const span: Span = { kind: 'image', name: image, target: null, phase, attempt: 0, began: time, ended: null };
  return [...ended(spans, (each) => isImage(each, image), time), span];
}

interface OfTarget {
  readonly target: string;
  readonly time: number;
}

function targetSpan({ target, time }: OfTarget, phase: Span['phase'], attempt: number): Span {
  return { kind: 'target', name: target, target, phase, attempt, began: time, ended: null };
}

function targetPhase(spans: Spans, event: OfTarget, phase: Span['phase']): Spans {
  const own = (span: Span): boolean => span.kind === 'target' && span.target === event.target;
  return [...ended(spans, own, event.time), targetSpan(event, phase, triesOf(spans, event.target))];
}

function triesOf(spans: Spans, target: string): number {
  return spans.reduce((most, span) => (span.target === target ? Math.max(most, span.attempt) : most), 0);
}

function serviceStarted(spans: Spans, event: OfTarget & { readonly service: string }): Spans {
  const { service, target, time } = event;
  const attempt = triesOf(spans, target);
  const span: Span = { kind: 'service', name: service, target, phase: 'start', attempt, began: time, ended: null };
  return [...spans, span];
}

/** The commands of a target begin when the last of its services is ready: until then its container only waits. */
function serviceReady(spans: Spans, { service, target, time }: OfTarget & { readonly service: string }): Spans {
  const own = (span: Span): boolean => span.kind === 'service' && span.target === target && span.name === service;
  const attempt = triesOf(spans, target);
  const ready = [...ended(spans, own, time)];
  ready.push({ kind: 'service', name: service, target, phase: 'run', attempt, began: time, ended: null });
  const at = ready.findIndex(
    ({ kind, ended: end, ...span }) =>
      kind === 'target' && end === null && span.phase === 'run' && span.target === target,
  );
  const running = ready[at];
  if (running === undefined) return ready;
  const before = ready.findLastIndex(
    (span) => span.kind === 'target' && span.target === target && span.phase === 'start',
  );
  const later = ready.map((span, index) => (index === before ? { ...span, ended: time } : span));
  later.splice(at, 1);
  return [...later, { ...running, began: time }];
}
