import { type ViewName, views } from './route.ts';
import type { View } from './view.ts';

interface Keyboard {
  /** The view that is shown. */
  readonly view: () => View;
  readonly go: (view: ViewName) => void;
  readonly help: () => void;
  readonly theme: () => void;
}

/** The page's own keys; none is taken where one types, or together with a key of the browser's. */
export function listenToKeys({ view, go, help, theme }: Keyboard): void {
  const actions: Readonly<Record<string, () => void>> = {
    '/': () => {
      if (view().find === undefined) go('log');
      view().find?.();
    },
    j: () => view().move?.(1),
    k: () => view().move?.(-1),
    Enter: () => view().open?.(),
    '?': help,
    t: theme,
    ...Object.fromEntries(views.map((name, index) => [String(index + 1), () => go(name)])),
  };
  document.addEventListener('keydown', (event) => {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector('dialog[open]') !== null) return;
    if (key === 'Escape') {
      leave(event, view());
      return;
    }
    const isTyping = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
    const isPressing = key === 'Enter' && target instanceof Element && target.closest('a, button, summary') !== null;
    const action = actions[key];
    if (isTyping || isPressing || action === undefined) return;
    event.preventDefault();
    action();
  });
}

/** First out of the field that one types in, then back in the view. */
function leave(event: KeyboardEvent, view: View): void {
  event.preventDefault();
  const wasTyping = event.target instanceof HTMLInputElement && event.target.value === '';
  if (wasTyping && document.activeElement instanceof HTMLElement) document.activeElement.blur();
  else view.back?.();
}
