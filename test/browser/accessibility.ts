import type { Page } from 'playwright-core';

/** Roles of what one acts upon, and of regions that need a name (WAI-ARIA 1.2, "name from" author, required). */
const needName = new Set([
  'button',
  'link',
  'textbox',
  'searchbox',
  'combobox',
  'listbox',
  'option',
  'progressbar',
  'dialog',
  'region',
  'figure',
  'img',
]);

/** What a browser tells assistive software of controls and pictures that have no name; empty where all is well. */
export async function nameless(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  return nodes.flatMap(({ ignored, role, name, nodeId }) => {
    if (ignored || !needName.has(role?.value)) return [];
    return typeof name?.value === 'string' && name.value.trim() !== '' ? [] : [`${role?.value} ${nodeId}`];
  });
}

/** The names of all that has a role. */
export async function namesOf(page: Page, wanted: string): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  return nodes.filter(({ ignored, role }) => !ignored && role?.value === wanted).map(({ name }) => String(name?.value));
}

/**
 * Texts that are seen and do not stand out from their ground by 4.5:1, or 3:1 where they are large (WCAG 2.2, 1.4.3), with
 * their ratio. Colours are those that the browser has computed, laid over each other as it does.
 */
export function faintTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = 1;
    canvas.height = 1;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('no canvas');
    /** Paints colours over each other and reads what comes of it. */
    const painted = (colours: readonly string[]): readonly number[] => {
      context.clearRect(0, 0, 1, 1);
      for (const colour of colours) {
        context.fillStyle = colour;
        context.fillRect(0, 0, 1, 1);
      }
      return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const luminance = (colour: readonly number[]): number => {
      const [red = 0, green = 0, blue = 0] = colour.map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const groundsOf = (element: Element): readonly string[] => {
      const grounds: string[] = [];
      for (let each: Element | null = element; each !== null; each = each.parentElement) {
        grounds.unshift(getComputedStyle(each).backgroundColor);
      }
      return grounds;
    };
    const faint: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (element === null || text === '' || ['SCRIPT', 'STYLE', 'NOSCRIPT', 'OPTION'].includes(element.tagName))
        continue;
      if (!element.checkVisibility({ visibilityProperty: true }) || element.getClientRects().length === 0) continue;
      const style = getComputedStyle(element);
      const grounds = groundsOf(element);
      const [one, other] = [luminance(painted([...grounds, style.color])), luminance(painted(grounds))];
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (isLarge ? 3 : 4.5)) faint.push(`${ratio.toFixed(2)} ${element.className}: ${text.slice(0, 40)}`);
    }
    return [...new Set(faint)];
  });
}
