import type { Event } from '../run/event.ts';

type EventOf<Kind extends Event['kind']> = Extract<Event, { readonly kind: Kind }>;

/** What a CI system wants to read in the output itself. Each returns whole lines to write, or nothing. */
export interface CiMarks {
  /** Before anything else. */
  begin(event: EventOf<'run-started'>): string;
  /** Around the line that begins a target's output. */
  open(event: EventOf<'target-started'>, heading: string): string;
  /** After all of a target's output. */
  close(event: EventOf<'target-ended'>): string;
  /** The targets are over. */
  ended(event: EventOf<'run-ended'>): string;
  /** After all other output. */
  end(): string;
}
