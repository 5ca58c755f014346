import { Command4 } from './command.ts';
import { SetEnv4 } from './set-env.ts';

/** A value of tox 4's settings after its conversion. */
export type Value4 = string | number | boolean | readonly string[] | readonly Command4[] | SetEnv4;

/** What another value gets that refers to this one. */
export function writtenOut(value: Value4): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (value instanceof SetEnv4) {
    return [...value.names()]
      .sort()
      .map((name) => `${name}=${value.load(name, [])}`)
      .join('\n');
  }
  return value.map((item) => (item instanceof Command4 ? item.shell : item)).join('\n');
}
