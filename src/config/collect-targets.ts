import { expandBraces } from '../base/expand-braces.ts';
import { quoted } from '../base/printable.ts';
import type { DiagnosticLog, Span } from './diagnostic-log.ts';
import type { Exists } from './project-path.ts';
import { type Layer, readLayer } from './read-layer.ts';
import type { Entry } from './read-shape.ts';
import { nameProblem } from './target-name.ts';

/** A target with all that the file says of it, the weakest layer first; not yet with what it inherits. */
export interface NamedTarget {
  readonly name: string;
  /** The key that named it first. */
  readonly span: Span;
  readonly layers: readonly Layer[];
}

/** How many characters the copies that braces make of an entry may have. */
const mostGenerated = 5_000_000;
/** How many targets a file may have. */
const mostTargets = 2000;

/**
 * The targets by name, in the order of the file. Entries that name the same target add up: those with braces in
 * their names come first, whatever their order, then the plain one, which so can refine what braces generate.
 */
export function collectTargets(
  entries: readonly Entry[],
  exists: Exists,
  log: DiagnosticLog,
): ReadonlyMap<string, NamedTarget> {
  const targets = new Map<string, { name: string; span: Span; generated: Layer[]; plain: Layer[] }>();
  for (const entry of entries) {
    for (const { name, pieces } of namesOf(entry, log)) {
      if (targets.size >= mostTargets) {
        log.error(entry.span, `the file has more than ${mostTargets} targets`);
        return new Map();
      }
      const target = targets.get(name) ?? { name, span: entry.span, generated: [], plain: [] };
      targets.set(name, target);
      const layer = readLayer(entry.map, { ...entry, pieces, exists, log });
      (pieces.length > 0 ? target.generated : target.plain).push(layer);
    }
  }
  const named = [...targets.values()].map(({ name, span, generated, plain }) => {
    return { name, span, layers: [...generated, ...plain] };
  });
  return new Map(named.map((target) => [target.name, target]));
}

function namesOf(entry: Entry, log: DiagnosticLog) {
  const { label, span } = entry;
  const expansion = expandBraces(label);
  if (!expansion.ok) {
    const hint = 'py{27,311} stands for py27 and py311';
    log.error(span, `the target name ${quoted(label)} cannot be used: ${expansion.reason}`, hint);
    return [];
  }
  const length = entry.map === null ? 0 : entry.map.span.end - entry.map.span.start;
  if (expansion.names.length > 1 && expansion.names.length * length > mostGenerated) {
    log.error(span, `the target name ${quoted(label)} stands for too many targets of this length`);
    return [];
  }
  return expansion.names.filter(({ name }) => {
    const problem = nameProblem(name);
    if (problem === null) return true;
    const shown = name === label ? quoted(label) : `${quoted(name)} (of ${quoted(label)})`;
    log.error(span, `the target name ${shown} cannot be used: ${problem}`, 'choose a name such as unit or py311-lint');
    return false;
  });
}
