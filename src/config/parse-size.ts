const powers = ['', 'k', 'm', 'g', 't'];

/** Bytes of `512m`, `2g`, `1.5GiB` or plain `1048576`, in powers of 1024 as for `docker run`; null if not such, or 0. */
export function parseSize(text: string): number | null {
  const match = /^(\d{1,16}(?:\.\d{1,9})?) ?([kmgt]?)(?:i?b)?$/i.exec(text.trim());
  if (match === null) return null;
  const bytes = Math.round(Number(match[1]) * 1024 ** powers.indexOf((match[2] ?? '').toLowerCase()));
  return bytes > 0 && bytes <= Number.MAX_SAFE_INTEGER ? bytes : null;
}
