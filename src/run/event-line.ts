import { inertJson } from '../base/inert-json.ts';
import type { Event } from './event.ts';

/** An event as it is kept and handed on, one line of JSON; null for progress, which is only for the eye. */
export function eventLine(event: Event): string | null {
  return event.kind === 'image-progress' ? null : `${inertJson(JSON.stringify(event))}\n`;
}
