/** Seconds as one writes them: `90s`, `5m`, `2h`. */
export function durationText(seconds: number): string {
  if (!Number.isInteger(seconds)) return String(seconds);
  if (seconds % 86_400 === 0) return `${seconds / 86_400}d`;
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

/** Bytes as one writes them: `512m`, `2g`. */
export function sizeText(bytes: number): string {
  const units = ['', 'k', 'm', 'g'];
  let at = 0;
  let count = bytes;
  for (; at < units.length - 1 && count % 1024 === 0; at += 1) count /= 1024;
  return `${count}${units[at]}`;
}
