type Child = Node | string | null;

interface Properties {
  readonly class?: string;
  readonly id?: string;
  readonly [attribute: string]: string | number | boolean | undefined;
}

/**
 * An HTML element with attributes and children; a string is always text. Attributes that are false or undefined are left
 * away. Names of attributes come from this code alone, never from data.
 */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  set(made, properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** The same for SVG. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  set(made, properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}

function set(element: Element, properties: Properties): void {
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
}
