/** Steps in seconds that a clock's reader knows. */
const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200, 86_400];

/** Where an axis of so many seconds has its ticks: at most `most` steps, at round times from 0. */
export function ticks(seconds: number, most: number): readonly number[] {
  const last = steps.at(-1) ?? 1;
  const step = steps.find((each) => seconds / each <= most) ?? last * Math.ceil(seconds / last / most);
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => Math.round(index * step * 10) / 10);
}

/** A tick's time: `0`, `0.5 s`, `30 s`, `1:20`, `1 h 30`. */
export function tickText(seconds: number): string {
  if (seconds === 0) return '0';
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  const minutes = Math.floor((seconds % 3600) / 60);
  return `${Math.floor(seconds / 3600)} h${minutes === 0 ? '' : ` ${minutes}`}`;
}
