import type { Lock } from '../config/lock.ts';
import type { LockChange } from '../plan/lock-changes.ts';

/** Changes of a lock as a person reads them, `old → new`, one a line, under their platforms. */
export function lockChangesText(changes: readonly LockChange[]): string {
  const lines: string[] = [];
  let platform = '';
  const names = changes.map((change) => change.package ?? change.image);
  const width = Math.max(0, ...names.map((name) => name.length));
  for (const [index, change] of changes.entries()) {
    if (change.platform !== platform) lines.push(change.platform);
    platform = change.platform;
    const where = change.package === null ? '' : `  (${change.image})`;
    lines.push(`  ${names[index]?.padEnd(width)}  ${shortened(change.from)} → ${shortened(change.to)}${where}`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** Of a digest its first twelve digits, as engines show them. */
function shortened(value: string | null): string {
  return value?.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]{52}$/, '$1') ?? 'none';
}

/** How much a lock holds: `linux/amd64: 2 images, 31 packages`. */
export function lockSummaryText({ platforms }: Lock): string {
  const parts = [...platforms].sort().map(([platform, { images, prepared }]) => {
    const packages = [...prepared.values()].reduce((sum, image) => sum + image.packages.size + image.others.size, 0);
    return `${platform}: ${count(images.size, 'image')}, ${prepared.size} made of them, ${count(packages, 'package')}`;
  });
  return parts.length === 0 ? 'nothing' : parts.join('; ');
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
