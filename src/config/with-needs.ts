import { quoted } from '../base/printable.ts';
import type { Target } from './config.ts';
import type { DiagnosticLog, Span } from './diagnostic-log.ts';
import { type NamedOne, namedTargets } from './named-targets.ts';
import type { Resolved } from './resolve-targets.ts';

export interface NeedsInput {
  readonly targets: readonly Target[];
  readonly templates: ReadonlySet<string>;
  /** Of all targets of the file, also those that are broken. */
  readonly names: readonly string[];
  readonly resolved: ReadonlyMap<string, Resolved>;
  readonly log: DiagnosticLog;
}

/** The targets with the names that their `needs` stand for; unknown ones and circles go to the log. */
export function withNeeds({ targets, templates, names, resolved, log }: NeedsInput): readonly Target[] {
  if (targets.every(({ name }) => resolved.get(name)?.needs === undefined)) return targets;
  const runnable = names.filter((name) => !templates.has(name));
  const needs = new Map<string, readonly NamedOne[]>();
  for (const { name } of targets) {
    const key = `"needs" of target ${quoted(name)}`;
    const found = namedTargets(resolved.get(name)?.needs ?? [], { key, runnable, templates, log });
    // a pattern hardly means the target itself
    needs.set(
      name,
      found.filter((each) => !each.isPattern || each.name !== name),
    );
  }
  reportCircles(needs, log);
  return targets.map((target) => ({ ...target, needs: (needs.get(target.name) ?? []).map(({ name }) => name) }));
}

/** Each circle once, where it closes. */
function reportCircles(needs: ReadonlyMap<string, readonly NamedOne[]>, log: DiagnosticLog): void {
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (name: string, span: Span | null): void => {
    const at = trail.indexOf(name);
    if (at >= 0 && span !== null) reportCircle([...trail.slice(at), name], span, log);
    if (at >= 0 || done.has(name)) return;
    trail.push(name);
    for (const each of needs.get(name) ?? []) visit(each.name, each.span);
    trail.pop();
    done.add(name);
  };
  for (const name of needs.keys()) visit(name, null);
}

function reportCircle(circle: readonly string[], span: Span, log: DiagnosticLog): void {
  const [first = ''] = circle;
  const shown = circle.length > 8 ? [...circle.slice(0, 6), '…', first] : circle;
  const message =
    circle.length === 2 ? `target ${quoted(first)} needs itself` : `targets need each other: ${shown.join(' → ')}`;
  log.error(span, message, 'take one of the names out of "needs"');
}
