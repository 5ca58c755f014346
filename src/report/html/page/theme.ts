import { el } from './dom.ts';

const themes = ['auto', 'light', 'dark'] as const;

type Theme = (typeof themes)[number];

const key = 'dox-theme';

/** The button that goes from the system's theme to the light one, to the dark one and back; it remembers the choice. */
export function themeButton(): HTMLElement {
  const button = el('button', { type: 'button', class: 'tool', id: 'theme' });
  let theme = remembered();
  const show = (): void => {
    document.documentElement.dataset.theme = theme;
    button.textContent = theme === 'auto' ? 'Auto' : theme === 'light' ? 'Light' : 'Dark';
    button.setAttribute('aria-label', `Theme: ${theme}. Change it`);
    button.title = 'Theme (t)';
  };
  button.addEventListener('click', () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'auto';
    remember(theme);
    show();
  });
  show();
  return button;
}

/** Not every browser keeps anything for a file. */
function remembered(): Theme {
  try {
    const kept = localStorage.getItem(key);
    return themes.find((theme) => theme === kept) ?? 'auto';
  } catch {
    return 'auto';
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // then it is for this time only
  }
}
