import { closest } from '../base/closest.ts';
import { expandBraces } from '../base/expand-braces.ts';
import { globMatcher, isGlob } from '../base/glob.ts';
import { quoted } from '../base/printable.ts';
import type { DiagnosticLog, Span } from './diagnostic-log.ts';
import type { WrittenName } from './read-layer.ts';

export interface NamesContext {
  /** The key in which they are named, for messages: `"default"`. */
  readonly key: string;
  /** The targets that can run. */
  readonly runnable: readonly string[];
  /** Targets that are only there to be extended. */
  readonly templates: ReadonlySet<string>;
  readonly log: DiagnosticLog;
}

/** A target that a name stands for, and whether it is named by itself, not by a pattern. */
export interface NamedOne {
  readonly name: string;
  readonly span: Span;
  readonly isPattern: boolean;
}

/** The targets that names and patterns stand for, in their order, each once; what is not known goes to the log. */
export function namedTargets(written: readonly WrittenName[], context: NamesContext): readonly NamedOne[] {
  const chosen = new Map<string, NamedOne>();
  for (const { name: text, span } of written) {
    for (const name of expanded(text, span, context)) {
      const found = matching(name, context.runnable);
      for (const each of found) {
        if (!chosen.has(each)) chosen.set(each, { name: each, span, isPattern: each !== name });
      }
      if (found.length === 0) reportUnknown(name, span, context);
    }
  }
  return [...chosen.values()];
}

function expanded(written: string, span: Span, { key, log }: NamesContext): readonly string[] {
  const expansion = expandBraces(written);
  if (expansion.ok) return expansion.names.map(({ name }) => name);
  log.error(span, `${key}: ${quoted(written)} cannot be used: ${expansion.reason}`);
  return [];
}

function matching(pattern: string, names: readonly string[]): readonly string[] {
  if (pattern === 'ALL') return names;
  return names.filter(isGlob(pattern) ? globMatcher(pattern) : (name) => name === pattern);
}

function reportUnknown(name: string, span: Span, { key, runnable, templates, log }: NamesContext): void {
  if (templates.has(name)) {
    const message = `target ${quoted(name)} in ${key} has no commands; it is only there to be extended`;
    log.error(span, message, 'name one that extends it, or give it commands');
    return;
  }
  if (log.isFull) return;
  const meant = closest(name, runnable);
  const hint =
    meant === null ? `the targets are: ${runnable.slice(0, 20).join(', ')}` : `did you mean ${quoted(meant)}?`;
  log.error(span, `unknown target ${quoted(name)} in ${key}`, hint);
}
