/** More than any dox.yml needs, and little enough that reading it stays quick. */
const mostBytes = 512 * 1024;

export type Decoded = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/** The text of a config file, without a byte order mark; refuses what is too big, binary or not UTF-8. */
export function decodeText(source: string | Uint8Array): Decoded {
  if (source.length > mostBytes) return { ok: false, reason: `it is larger than ${mostBytes / 1024} KiB` };
  let text: string;
  try {
    text = typeof source === 'string' ? source : new TextDecoder('utf-8', { fatal: true }).decode(source);
  } catch {
    return { ok: false, reason: 'it is not text in UTF-8' };
  }
  if (text.includes('\0')) return { ok: false, reason: 'it is a binary file' };
  return { ok: true, text: text.startsWith('\ufeff') ? text.slice(1) : text };
}
