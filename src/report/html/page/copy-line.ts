import { el } from './dom.ts';

/** A line to paste, with a button that copies it. */
export function copyLine(line: string, what = 'command'): HTMLElement {
  const code = el('code', {}, line);
  const button = el('button', { type: 'button', class: 'copy', 'aria-label': `Copy the ${what}` }, 'Copy');
  button.addEventListener('click', () => {
    copy(line, code).then((done) => {
      button.textContent = done ? 'Copied' : 'Selected';
      setTimeout(() => {
        button.textContent = 'Copy';
      }, 1600);
    });
  });
  return el('div', { class: 'copy-line' }, code, button);
}

/** Where a page may not write to the clipboard, the line is at least selected, so that a key copies it. */
async function copy(line: string, code: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(line);
    return true;
  } catch {
    getSelection()?.selectAllChildren(code);
    return false;
  }
}
