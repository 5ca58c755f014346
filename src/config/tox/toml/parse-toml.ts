import { parse, TomlError } from 'smol-toml';
import type { DiagnosticLog, Span } from '../../diagnostic-log.ts';
import { type TomlMark, tomlMarks } from './toml-marks.ts';
import type { TomlEntry, TomlTable, TomlTree } from './toml-tree.ts';

/** How deep lists and inline tables may be nested. */
const deepest = 200;

/** The tree of a TOML 1.0 text, or null if it is wrong; then the log says where and why. */
export function parseToml(text: string, log: DiagnosticLog): TomlTable | null {
  let value: unknown;
  try {
    value = parse(text, { integersAsBigInt: true, maxDepth: deepest });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const start = offsetOf(text, error.line, error.column);
    const [first = ''] = error.message.replace(/^Invalid TOML document: /, '').split('\n', 1);
    log.error({ start, end: start + 1 }, `TOML: ${first}`);
    return null;
  }
  const marks = tomlMarks(text);
  const tree = located(value, marks, marks.span);
  return tree.kind === 'table' ? tree : null;
}

function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let at = 1; at < line; at += 1) start = text.indexOf('\n', start) + 1;
  return Math.min(start + column - 1, text.length);
}

function located(value: unknown, mark: TomlMark | undefined, around: Span): TomlTree {
  const span = mark?.span ?? around;
  if (typeof value === 'string') return { kind: 'text', text: value, span };
  if (typeof value === 'boolean') return { kind: 'flag', value, span };
  if (typeof value === 'bigint') return { kind: 'number', value: Number(value), isInteger: true, span };
  if (typeof value === 'number') return { kind: 'number', value, isInteger: false, span };
  if (Array.isArray(value)) {
    return { kind: 'list', items: value.map((item: unknown, at) => located(item, mark?.items[at], span)), span };
  }
  if (value === null || typeof value !== 'object' || value instanceof Date) return { kind: 'other', span };
  const members = new Map<string, unknown>(Object.entries(value));
  const entries = new Map<string, TomlEntry>();
  // An object puts keys that look like numbers first ([env.310]); the marks know the order of the file.
  for (const key of [...(mark?.entries.keys() ?? []), ...members.keys()]) {
    if (entries.has(key) || !members.has(key)) continue;
    const below = mark?.entries.get(key);
    entries.set(key, { keySpan: below?.keySpan ?? span, value: located(members.get(key), below, span) });
  }
  return { kind: 'table', entries, span };
}
