/** The text that lies in an element of the page as gzip in base64; empty where there is no such element. */
export async function unpacked(id: string): Promise<string> {
  const packed = document.getElementById(id)?.textContent ?? '';
  if (packed === '') return '';
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

/** JSON text that the page's own writer has made. */
export function parsed<T>(text: string): T {
  return JSON.parse(text) as T; // the writer has checked its shape by its type
}
