import { Refusal } from '../refusal.ts';
import { type Item, nextItem } from './item.ts';
import type { SectionReader } from './section-reader.ts';

interface Context {
  readonly reader: SectionReader;
  /** Only `{[section]key}` is replaced. */
  readonly crossOnly: boolean;
  /** An unset variable costs the file, if it is read outside of `[testenv:…]`. */
  readonly inTestenv: boolean;
}

/** Replaces the innermost items again and again until nothing changes, as tox 3 does. */
export function substitute(text: string, context: Context): string {
  let before = text;
  for (;;) {
    const after = replaceOnce(before, context);
    if (after === before) return after;
    before = after;
  }
}

function replaceOnce(text: string, context: Context): string {
  let done = '';
  let rest = 0;
  for (let item = nextItem(text, 0); item !== null; item = nextItem(text, item.end)) {
    done += text.slice(rest, item.start) + standsFor(item, text, context);
    rest = item.end;
  }
  return rest === 0 ? text : context.reader.parts.budget.fits(done + text.slice(rest));
}

function standsFor(item: Item, text: string, context: Context): string {
  const { type, value, fallback } = item;
  const written = text.slice(item.start, item.end);
  const { reader } = context;
  if (context.crossOnly) return value.startsWith('[') ? fromSection(value, context) : written;
  if (written.startsWith('{:')) {
    if (written === '{:}') return ':';
    throw refused(`"${written}" stands for nothing`);
  }
  if (value === 'opts' || value === 'packages') return `{${value}}`;
  if (value === 'posargs') return reader.posargs(fallback);
  if (type === 'posargs') return reader.posargs(fallback ? `${value}:${fallback}` : value);
  if (type === null && value === '') throw refused('"{}" stands for nothing (tox 4 leaves it as it is)');
  if (type === null && !fallback && value === '/') return '/';
  if (type === 'env') return variable(value, fallback, context);
  if (type === 'tty') return fallback ?? '';
  if (type !== null) throw refused(`tox 3 does not know "{${type}:…}"`);
  const name = reader.names.get(value);
  if (name === undefined) return fromSection(value, context);
  return typeof name === 'string' ? name : name();
}

function variable(name: string, fallback: string | null, { reader, inTestenv }: Context): string {
  if (name === '') throw refused('"{env:}" names no variable');
  const value = reader.environ(name) ?? fallback;
  if (value !== null) return value;
  throw new Refusal(`the variable ${name} is not set, and "{env:${name}}" has no default`, { whole: !inTestenv });
}

function fromSection(value: string, { reader, crossOnly }: Context): string {
  const bracket = value.startsWith('[') ? value.indexOf(']') : -1;
  if (bracket < 0) throw refused(`tox 3 does not know "{${value}}"`);
  return reader.referred(value.slice(1, bracket), value.slice(bracket + 1), crossOnly);
}

function refused(message: string): Refusal {
  return new Refusal(message, { whole: true });
}
