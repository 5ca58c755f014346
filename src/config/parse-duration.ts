const units: Readonly<Record<string, number>> = { w: 7 * 86_400, d: 86_400, h: 3600, m: 60, s: 1, ms: 0.001 };
/** 20 days: longer than any test, and short enough for the clock's timers. */
const longest = 20 * 86_400;

/**
 * Seconds of `90`, `90s`, `5m`, `1h30m`, `1.5h`, `500ms`, `7d` or `2w`; null if it is none of these, not above 0, or
 * over `most`, which is 20 days unless told.
 */
export function parseDuration(text: string, most = longest): number | null {
  const trimmed = text.trim();
  const seconds = /^\d{1,9}(?:\.\d{1,9})?$/.test(trimmed) ? Number(trimmed) : sumOfParts(trimmed);
  return seconds !== null && seconds > 0 && seconds <= most ? seconds : null;
}

function sumOfParts(text: string): number | null {
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:[wdhs]|ms?) ?){1,4}$/.test(text)) return null;
  const parts = [...text.matchAll(/(\d{1,9}(?:\.\d{1,9})?)([wdhs]|ms?)/g)];
  const names = parts.map((part) => part[2]);
  if (new Set(names).size < names.length) return null;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
}
