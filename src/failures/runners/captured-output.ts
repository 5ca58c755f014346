import type { Trigger } from '../parser.ts';

/** A heading such as `Captured stdout:`. */
export const capturedTriggers: readonly Trigger[] = [{ start: 'Captured ', end: ':' }];

/**
 * Tells whether a stream stands inside of what stestr shows of a test's own output: the heading, a rule of tildes of its
 * length, and all until the next test's line, or the heading of the list or of the totals. What looks like a runner in
 * there was printed by the test. Source: stestr/subunit_trace.py, print_attachments, show_outcome.
 */
export class CapturedOutput {
  #heading: string | null = null;
  #inside = false;

  /** Takes the lines of `capturedTriggers`, and every line after one until it is false again. */
  isInside(text: string): boolean {
    if (this.#inside) this.#inside = !ends(text);
    else if (this.#heading !== null) this.#inside = /^~{9,99}$/.test(text) && text.length === this.#heading.length;
    this.#heading = !this.#inside && text.startsWith('Captured ') && text.endsWith(':') ? text : null;
    return this.#inside || this.#heading !== null;
  }
}

function ends(text: string): boolean {
  return /^\{\d{1,4}\} \S/.test(text) || text === '======' || text === '==============================';
}
