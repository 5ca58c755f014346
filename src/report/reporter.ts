import type { Event } from '../run/event.ts';

/** Turns what happens into bytes somewhere. There may be several; each gets everything, in order. */
export interface Reporter {
  event(event: Event): void;
  /** Output of the running target; a returned promise holds it back until it settles. */
  output?(stream: 'stdout' | 'stderr', chunk: Uint8Array): void | Promise<void>;
}
