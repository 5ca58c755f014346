import { closest } from '../base/closest.ts';
import { quoted } from '../base/printable.ts';
import type { NamedTarget } from './collect-targets.ts';
import type { DiagnosticLog, Span } from './diagnostic-log.ts';
import { mergeServices, settleServices } from './merge-services.ts';
import type { Layer } from './read-layer.ts';
import { parentSection } from './read-shape.ts';

/** What a target says once everything it inherits is in it. */
export type Resolved = Omit<Layer, 'bases'>;

/** Every target with what it inherits; `bases` are the names that some other target extends. */
export interface Resolution {
  readonly resolved: ReadonlyMap<string, Resolved>;
  readonly bases: ReadonlySet<string>;
  /** Those that extend what is not there, or each other: nobody knows what they lack. */
  readonly broken: ReadonlySet<string>;
}

const nothing: Resolved = { values: {}, given: new Set(), spans: {} };

/**
 * Puts the layers of each target over those it extends, and all of them over `top`. Unknown names and cycles go to
 * the log. `parent:child` extends `parent` where there is such a target and `bySection` is set.
 */
export function resolveTargets(
  targets: ReadonlyMap<string, NamedTarget>,
  top: Layer | null,
  bySection: boolean,
  log: DiagnosticLog,
): Resolution {
  const own = new Map<string, Resolved>();
  const bases = new Set<string>();
  const broken = new Set<string>();
  const visit = (name: string, trail: readonly string[]): Resolved => {
    const known = own.get(name);
    const target = targets.get(name);
    if (known !== undefined) return known;
    if (target === undefined) return nothing;
    let merged = nothing;
    for (const base of basesOf(target, targets, bySection)) {
      bases.add(base.name);
      const isCycle = base.name === name || trail.includes(base.name);
      if (!targets.has(base.name)) reportUnknown(base, name, targets, log);
      else if (isCycle) reportCycle(base, [...trail, name], log);
      else merged = mergeLayers(merged, inheritable(visit(base.name, [...trail, name])));
      if (isCycle || !targets.has(base.name) || broken.has(base.name)) broken.add(name);
    }
    for (const layer of target.layers) merged = mergeLayers(merged, settled(layer, merged, top));
    own.set(name, merged);
    return merged;
  };
  const resolved = new Map<string, Resolved>();
  const all = top === null ? nothing : settled(top, nothing, null);
  for (const name of targets.keys()) resolved.set(name, mergeLayers(all, visit(name, [])));
  return { resolved, bases, broken };
}

interface Base {
  readonly name: string;
  readonly span: Span;
}

function basesOf(target: NamedTarget, targets: ReadonlyMap<string, NamedTarget>, bySection: boolean): readonly Base[] {
  if (bySection) {
    const parent = parentSection(target.name);
    return targets.has(parent) ? [{ name: parent, span: target.span }] : [];
  }
  return target.layers.findLast((layer) => layer.given.has('extends'))?.bases ?? [];
}

/** A description is about its own target only. */
function inheritable(base: Resolved): Resolved {
  const { description: _, ...values } = base.values;
  return { ...base, values };
}

/** Says of the services without a value which are taken away: those that are inherited. */
function settled(layer: Layer, merged: Resolved, top: Layer | null): Resolved {
  const { services } = layer;
  if (services === undefined) return layer;
  const isInherited = (name: string) => merged.services?.has(name) === true || top?.services?.has(name) === true;
  return { ...layer, services: settleServices(services, isInherited) };
}

/**
 * `over` wins: values and lists replace, `env` is merged variable by variable, services key by key; an image is one
 * choice.
 */
function mergeLayers(under: Resolved, over: Resolved): Resolved {
  const env = { ...under.values.env, ...over.values.env };
  const services = under.services && over.services ? mergeServices(under.services, over.services) : undefined;
  return {
    ...under,
    ...over,
    ...(services === undefined ? {} : { services }),
    values: { ...under.values, ...over.values, env },
    given: new Set([...under.given, ...over.given]),
    spans: { ...under.spans, ...over.spans },
  };
}

function reportUnknown(base: Base, name: string, targets: ReadonlyMap<string, unknown>, log: DiagnosticLog): void {
  if (log.isFull) return;
  const others = [...targets.keys()].filter((each) => each !== name);
  const meant = closest(base.name, others);
  const hint = meant === null ? `the targets are: ${others.slice(0, 20).join(', ')}` : `did you mean ${quoted(meant)}?`;
  log.error(base.span, `unknown target ${quoted(base.name)} in "extends" of target ${quoted(name)}`, hint);
}

/** A cycle is reported once, where it closes, told from the target that it comes back to. */
function reportCycle(base: Base, trail: readonly string[], log: DiagnosticLog): void {
  const circle = [...trail.slice(trail.indexOf(base.name)), base.name];
  const message =
    circle.length === 2
      ? `target ${quoted(base.name)} extends itself`
      : `targets extend each other: ${circle.join(' → ')}`;
  log.error(base.span, message, 'take one of the names out of "extends"');
}
