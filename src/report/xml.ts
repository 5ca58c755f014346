import { plainText } from './plain-text.ts';

/** Attributes by name; those that are null are left out. */
export type Attributes = Readonly<Record<string, string | number | null>>;

/** An element with what is in it, which is XML already. Each element is on a line of its own. */
export function element(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const start = `<${name}${attributesText(attributes)}`;
  if (children.length === 0) return `${start}/>`;
  return `${start}>\n${children.join('\n')}\n</${name}>`;
}

/** An element with text in it. */
export function textElement(name: string, attributes: Attributes, text: string): string {
  return `<${name}${attributesText(attributes)}>${escaped(text)}</${name}>`;
}

function attributesText(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === null ? '' : ` ${name}="${attributeText(String(value))}"`))
    .join('');
}

/** A parser makes a blank of a line end in an attribute, unless it is written as a reference. */
function attributeText(text: string): string {
  return escaped(text).replace(/[\t\n]/g, (character) => `&#${character.charCodeAt(0)};`);
}

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Nor is a line a command to a CI runner that shows the file in its log (`::command::`, `##[command]`). */
function escaped(text: string): string {
  return plainText(text)
    .replace(/[&<>"']/g, (character) => references[character] ?? character)
    .replace(/^([^\S\n]*:):/gm, '$1&#58;')
    .replaceAll('##[', '#&#35;[');
}
