/** More than any dox.yml needs, and little enough that reading it stays quick. */
const mostBytes = 512 * 1024;

export type Decoded = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/** The text of a config file, without a byte order mark; refuses what is larger than `most` bytes, binary or not UTF-8. */
export function decodeText(source: string | Uint8Array, most: number = mostBytes): Decoded {
  if (source.length > most) return { ok: false, reason: `it is larger than ${most / 1024} KiB` };
  let text: string;
  try {
    text = typeof source === 'string' ? source : new TextDecoder('utf-8', { fatal: true }).decode(source);
  } catch {
    return { ok: false, reason: 'it is not text in UTF-8' };
  }
  if (text.includes('\0')) return { ok: false, reason: 'it is a binary file' };
  return { ok: true, text: text.startsWith('\ufeff') ? text.slice(1) : text };
}
