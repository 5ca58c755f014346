import { svg } from './dom.ts';

/** What has a mark: verdicts, outcomes. */
export type Marked = 'passed' | 'failed' | 'error' | 'flaky' | 'could not run' | 'skipped' | 'interrupted' | 'unknown';

/** Paths in a square of 16; each has a form of its own, since colours alone tell not everybody. */
const forms: Readonly<Record<Marked, string>> = {
  passed: 'M4.5 8.4 7 10.9 11.6 5.6',
  failed: 'M5.3 5.3l5.4 5.4M10.7 5.3l-5.4 5.4',
  error: 'M8 4.2v4.6M8 11.4v.2',
  flaky: 'M4 9.2c1.4-3 2.7-3 4-1.2s2.6 1.8 4-1.2',
  'could not run': 'M8 4.2v4.6M8 11.4v.2',
  skipped: 'M4.6 8h6.8',
  interrupted: 'M6 6h4v4H6z',
  unknown: 'M8 8v.2',
};

const colours: Readonly<Record<Marked, string>> = {
  passed: 'good',
  failed: 'bad',
  error: 'bad',
  flaky: 'odd',
  'could not run': 'bad',
  skipped: 'dim',
  interrupted: 'odd',
  unknown: 'dim',
};

/** The name of the colour that goes with it: good, bad, odd or dim. */
export function colourOf(what: Marked): string {
  return colours[what];
}

/** A round mark; what it says is read aloud where no word stands beside it. */
export function mark(what: Marked, spoken = false): SVGElement {
  const named = spoken ? { role: 'img', 'aria-label': what } : { 'aria-hidden': 'true' };
  return svg(
    'svg',
    { class: `mark ${colours[what]}`, viewBox: '0 0 16 16', ...named },
    svg('circle', { cx: 8, cy: 8, r: 7.2 }),
    svg('path', { d: forms[what] }),
  );
}
