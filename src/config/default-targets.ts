import { closest } from '../base/closest.ts';
import { expandBraces, splitNames } from '../base/expand-braces.ts';
import { quoted } from '../base/printable.ts';
import type { DiagnosticLog, Span } from './diagnostic-log.ts';
import { itemsOf, type Tree } from './yaml-tree.ts';

export interface DefaultContext {
  /** The targets that can run. */
  readonly runnable: readonly string[];
  /** Targets that are only there to be extended. */
  readonly templates: ReadonlySet<string>;
  readonly log: DiagnosticLog;
}

/** The names that the checked value of `default` stands for, in its order; what is not known goes to the log. */
export function defaultTargets(value: Tree, context: DefaultContext): readonly string[] {
  const chosen = new Set<string>();
  for (const item of itemsOf(value)) {
    if (item.kind !== 'text') continue;
    for (const written of splitNames(item.text)) {
      for (const name of expanded(written, item.span, context.log)) {
        const found = matching(name, context.runnable);
        for (const each of found) chosen.add(each);
        if (found.length === 0) reportUnknown(name, item.span, context);
      }
    }
  }
  return [...chosen];
}

function expanded(written: string, span: Span, log: DiagnosticLog): readonly string[] {
  const expansion = expandBraces(written);
  if (expansion.ok) return expansion.names.map(({ name }) => name);
  log.error(span, `"default": ${quoted(written)} cannot be used: ${expansion.reason}`);
  return [];
}

function matching(pattern: string, names: readonly string[]): readonly string[] {
  if (pattern === 'ALL') return names;
  return names.filter((name) => (/[*?]/.test(pattern) ? globMatches(pattern, name) : name === pattern));
}

/** `*` stands for any text, `?` for one character. Goes back to the last `*` only, so its time is bounded. */
function globMatches(pattern: string, name: string): boolean {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let afterStar = 0;
  while (at < name.length) {
    const wanted = pattern[inPattern];
    if (wanted === '*') {
      star = inPattern++;
      afterStar = at;
    } else if (wanted === '?' || wanted === name[at]) {
      inPattern += 1;
      at += 1;
    } else if (star >= 0) {
      inPattern = star + 1;
      at = ++afterStar;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(inPattern));
}

function reportUnknown(name: string, span: Span, { runnable, templates, log }: DefaultContext): void {
  if (templates.has(name)) {
    const message = `target ${quoted(name)} in "default" has no commands; it is only there to be extended`;
    log.error(span, message, 'name one that extends it, or give it commands');
    return;
  }
  if (log.isFull) return;
  const meant = closest(name, runnable);
  const hint =
    meant === null ? `the targets are: ${runnable.slice(0, 20).join(', ')}` : `did you mean ${quoted(meant)}?`;
  log.error(span, `unknown target ${quoted(name)} in "default"`, hint);
}
