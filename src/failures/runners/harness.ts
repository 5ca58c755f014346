import type { Trigger } from '../parser.ts';

/** Lines of runners that start other runners and print their output: ctest, Bazel, Meson. */
export const harnessTriggers: readonly Trigger[] = [
  { start: 'Test project ' },
  { start: 'Total Test time (real) =' },
  { start: '==================== Test output for ' },
  { start: '='.repeat(80) },
  { start: '――――――――' },
];

/**
 * Tells whether a stream stands inside of the output of a test that ctest, Bazel or Meson ran: what a runner prints in
 * there is already told by them, so that one failure would be named twice.
 */
export class Harness {
  #inside: 'ctest' | 'bazel' | 'meson' | null = null;

  /** Takes any line, but needs only those of `harnessTriggers`; true if what comes is inside. */
  isInside(text: string): boolean {
    const by = this.#inside;
    if (text.startsWith('Test project ')) this.#inside = 'ctest';
    else if (text.startsWith('==================== Test output for ')) this.#inside = 'bazel';
    else if (text.startsWith('――――――――') && by !== 'ctest') this.#inside = text.includes('✀') ? 'meson' : null;
    else if (by === 'ctest' && text.startsWith('Total Test time (real) =')) this.#inside = null;
    else if (by === 'bazel' && text.startsWith('='.repeat(80))) this.#inside = null;
    return this.#inside !== null;
  }
}
