import { quoted } from '../base/printable.ts';
import type { DiagnosticLog, Span } from './diagnostic-log.ts';
import { isKeyName } from './schema.ts';
import { explainKey, meantKey, type Position } from './unknown-key.ts';
import { isNothing, type MapEntry, type MapTree, type Tree } from './yaml-tree.ts';

/** One mapping of the file that stands for a target, or with braces in its name for several. */
export interface Entry {
  /** As in the file: `py{27,311}`, `testing:pep8`. */
  readonly label: string;
  readonly span: Span;
  /** Null where the target is named but says nothing itself. */
  readonly map: MapTree | null;
  readonly position: Position;
  /** For messages: ` in target "unit"`. */
  readonly owner: string;
}

/** A file in one of its three shapes, taken apart but not yet read. */
export interface Shape {
  readonly kind: 'targets' | 'flat' | 'sections';
  /** What holds for all targets: the top of a file with `targets:`. */
  readonly top: MapTree | null;
  readonly entries: readonly Entry[];
}

/** The first dox's word for its one or default target. */
export const usualTarget = 'testing';

/**
 * Which shape a file has: with `targets` it is ours; with `image`, `images`, `build` or `commands` at the top it is
 * one target, named `testing`; otherwise the mappings at the top are sections.
 */
export function readShape(root: MapTree, log: DiagnosticLog): Shape | null {
  const { entries } = root;
  const targets = entries.get('targets') ?? mistypedTargets(root, log);
  if (targets !== undefined) return readTargets(root, targets, log);
  if (['image', 'images', 'build', 'commands'].some((name) => entries.has(name))) return flat(root);
  return readSections(root, log);
}

/** A mapping of mappings under a name that is near to `targets`: reported, and then read as what it must be. */
function mistypedTargets({ entries }: MapTree, log: DiagnosticLog): MapEntry | undefined {
  for (const [label, entry] of entries) {
    const { keySpan, value } = entry;
    if (value.kind !== 'map' || meantKey(label, 'top') !== 'targets' || looksLikeSection(label, value)) continue;
    log.error(keySpan, `unknown key ${quoted(label)} at the top`, 'did you mean "targets"?');
    return entry;
  }
  return undefined;
}

function readTargets(root: MapTree, targets: MapEntry, log: DiagnosticLog): Shape | null {
  const { keySpan, value } = targets;
  if (value.kind !== 'map' || value.entries.size === 0) {
    const problem = value.kind === 'map' || isNothing(value) ? 'is empty' : 'must be a mapping of names to targets';
    log.error(keySpan, `"targets" ${problem}`, 'name at least one:\ntargets:\n  unit:\n    commands: [pytest]');
    return null;
  }
  const entries: Entry[] = [];
  for (const [label, { keySpan: span, value: body }] of value.entries) {
    const owner = ` in target ${quoted(label)}`;
    const map = body.kind === 'map' ? body : null;
    if (map === null && !isNothing(body)) {
      log.error(body.span, `target ${quoted(label)} must be a mapping`, 'write its commands as "commands: …" below it');
    } else entries.push({ label, span, map, position: 'target', owner });
  }
  return { kind: 'targets', top: root, entries };
}

function flat(root: MapTree): Shape {
  const entry: Entry = { label: usualTarget, span: root.span, map: root, position: 'flat', owner: '' };
  return { kind: 'flat', top: null, entries: [entry] };
}

function readSections(root: MapTree, log: DiagnosticLog): Shape | null {
  const entries: Entry[] = [];
  const strangers: Stranger[] = [];
  for (const [label, { keySpan: span, value }] of root.entries) {
    const map = value.kind === 'map' ? value : null;
    const inherits = (map !== null || isNothing(value)) && root.entries.has(parentSection(label));
    if (inherits || (map !== null && looksLikeSection(label, map))) {
      entries.push({ label, span, map, position: 'section', owner: ` in section ${quoted(label)}` });
    } else strangers.push({ label, span, value });
  }
  if (entries.length > 0) {
    for (const { label, span } of strangers) {
      const hint = 'without "targets:", there are only sections (mappings with "commands") at the top';
      log.error(span, `unknown section ${quoted(label)}`, hint);
    }
    return { kind: 'sections', top: null, entries };
  }
  reportNoTargets(root, strangers, log);
  return null;
}

interface Stranger {
  readonly label: string;
  readonly span: Span;
  readonly value: Tree;
}

/** `testing` of `testing:pep8`; empty for a section that is no child. */
export function parentSection(label: string): string {
  return label.slice(0, Math.max(0, label.lastIndexOf(':')));
}

/** A mapping that holds a key of a section, or something near to one; but not `env:` or a mistyped `targets:`. */
function looksLikeSection(label: string, map: MapTree): boolean {
  if (isKeyName(label)) return false;
  return [...map.entries.keys()].some((name) => meantKey(name, 'section') !== null);
}

function reportNoTargets(root: MapTree, strangers: readonly Stranger[], log: DiagnosticLog): void {
  const unknown = strangers.filter(({ label }) => !isKeyName(label));
  for (const { label, span, value } of unknown) {
    const { message, hint } = explainKey({ word: label, position: 'top', owner: ' at the top', value });
    log.error(span, message, hint);
  }
  const hint = 'name at least one target:\nimage: debian:bookworm-slim\ntargets:\n  unit:\n    commands: [pytest]';
  if (unknown.length === 0) log.error(root.span, 'there are no targets and no commands', hint);
}
