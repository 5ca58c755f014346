import { el } from './dom.ts';

const keys: readonly (readonly [string, string])[] = [
  ['1 – 5', 'the views'],
  ['/', 'find: tests, or lines of the logs'],
  ['j  k', 'down, up'],
  ['Enter', 'open; in the search, the next line found'],
  ['Esc', 'back'],
  ['t', 'theme'],
  ['?', 'this'],
];

/** The dialog that tells the keys. */
export function helpDialog(): HTMLDialogElement {
  const close = el('button', { type: 'button' }, 'Close');
  const rows = keys.map(([key, what]) => el('div', {}, el('dt', {}, el('kbd', {}, key)), el('dd', {}, what)));
  const dialog = el(
    'dialog',
    { 'aria-labelledby': 'keys' },
    el('h2', { id: 'keys' }, 'Keys'),
    el('dl', {}, ...rows),
    close,
  );
  close.addEventListener('click', () => dialog.close());
  return dialog;
}
