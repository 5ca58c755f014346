import { InvalidArgumentError } from 'commander';
import { parseDuration } from './config/parse-duration.ts';
import { parseSize } from './config/parse-size.ts';
import type { Flags } from './flags.ts';

/** Every value as it is given, of an option that may be repeated. */
export function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

/** The names in all values, which commas separate. */
export function commas(value: string, previous: readonly string[] | undefined): readonly string[] {
  const names = value.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('there is an empty name in it.');
  return [...(previous ?? []), ...names];
}

/** `FIELD=VALUE`, any number of times. */
export function fields(value: string, previous: Flags['meta']): Flags['meta'] {
  const [, field, text] = /^([A-Za-z_]\w*)=(.+)$/s.exec(value) ?? [];
  if (field === undefined || text === undefined) throw new InvalidArgumentError('write FIELD=VALUE.');
  const known = previous ?? new Map<string, readonly string[]>();
  return new Map([...known, [field, [...(known.get(field) ?? []), text]]]);
}

/** Seconds. */
export function duration(value: string): number {
  const parsed = parseDuration(value);
  if (parsed === null) throw new InvalidArgumentError('write seconds or 90s, 5m, 1h30m.');
  return parsed;
}

/** A small number. */
export function count(value: string): number {
  if (!/^\d{1,2}$/.test(value)) throw new InvalidArgumentError('write a number from 0 to 99.');
  return Number(value);
}

/** Seconds, of what may be weeks. */
export function age(value: string): number {
  const parsed = parseDuration(value, Number.POSITIVE_INFINITY);
  if (parsed === null) throw new InvalidArgumentError('write 12h, 30d or 2w.');
  return parsed;
}

/** Bytes. */
export function size(value: string): number {
  const parsed = parseSize(value);
  if (parsed === null) throw new InvalidArgumentError('write 500m or 20g.');
  return parsed;
}
