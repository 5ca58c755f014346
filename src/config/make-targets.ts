import { closest } from '../base/closest.ts';
import type { Place } from '../base/diagnostic.ts';
import { quoted } from '../base/printable.ts';
import type { Bindep } from './bindep/bindep-rule.ts';
import type { BindepFiles } from './bindep/read-bindep.ts';
import type { NamedTarget } from './collect-targets.ts';
import type { Target } from './config.ts';
import type { DiagnosticLog, Span } from './diagnostic-log.ts';
import { dockerfileImage } from './dockerfile-image.ts';
import { makeServices } from './make-services.ts';
import { makeTarget } from './make-target.ts';
import type { Exists } from './project-path.ts';
import { parentSection, type Shape } from './read-shape.ts';
import type { Resolution, Resolved } from './resolve-targets.ts';

export interface MadeTargets {
  readonly targets: readonly Target[];
  /** Names of those without commands that others extend: they are only there for that, and never run. */
  readonly templates: ReadonlySet<string>;
}

export interface TargetsInput {
  readonly shape: Shape;
  readonly named: ReadonlyMap<string, NamedTarget>;
  readonly resolution: Resolution;
  readonly exists: Exists;
  readonly bindep: BindepFiles;
  readonly log: DiagnosticLog;
}

/** The targets that can run, each complete; the log says which lack commands or an image. */
export function makeTargets(input: TargetsInput): MadeTargets {
  const { named, resolution, exists, log } = input;
  const targets: Target[] = [];
  const templates = new Set<string>();
  const withoutCommands: NamedTarget[] = [];
  const withoutImage: NamedTarget[] = [];
  for (const target of named.values()) {
    const { name, span } = target;
    const resolved = resolution.resolved.get(name);
    if (resolved === undefined) continue;
    if (!resolved.given.has('commands') && resolution.bases.has(name)) {
      templates.add(name);
      continue;
    }
    if (!resolved.given.has('commands') && !resolution.broken.has(name)) withoutCommands.push(target);
    const dockerfile = hasImage(resolved) ? null : dockerfileImage(exists);
    if (!hasImage(resolved) && dockerfile === null && !resolution.broken.has(name)) withoutImage.push(target);
    const services = makeServices(resolved, log);
    const { images = dockerfile === null ? undefined : [dockerfile], commands } = resolved;
    if (images === undefined || commands === undefined) continue;
    const place = (at: Span): Place => log.place(at.start);
    const bindep = bindepOf(target, resolved, input);
    targets.push(
      makeTarget({ name, place: place(span), placeOf: place, resolved, images, commands, services, bindep }),
    );
  }
  report(withoutCommands, 'commands', (target) => commandsHint(target, input), input);
  report(withoutImage, 'image', () => imageHint(input), input);
  return { targets, templates };
}

function bindepOf(
  { name, span }: NamedTarget,
  { values, spans }: Resolved,
  { bindep, log }: TargetsInput,
): Bindep | null {
  const found = bindep.find(values.bindep ?? null);
  if (found.problem !== undefined)
    log.error(spans.bindep ?? span, `"bindep" of target ${quoted(name)}: ${found.problem}`);
  return found.bindep;
}

function hasImage({ given }: Resolved): boolean {
  return ['image', 'images', 'build'].some((key) => given.has(key));
}

/** One diagnostic for all targets that one key of the file names. */
function report(
  targets: readonly NamedTarget[],
  what: 'commands' | 'image',
  hint: (target: NamedTarget) => string,
  { shape, log }: TargetsInput,
): void {
  const bySpan = new Map<Span, NamedTarget[]>();
  for (const target of targets) bySpan.set(target.span, [...(bySpan.get(target.span) ?? []), target]);
  for (const [span, group] of bySpan) {
    const [first] = group;
    if (first === undefined) continue;
    const missing = what === 'image' ? 'no image' : 'no commands';
    const message =
      shape.kind === 'flat'
        ? `there ${what === 'image' ? 'is' : 'are'} ${missing}`
        : `${subject(group, shape)} ${missing}`;
    log.error(span, message, hint(first));
  }
}

function subject(group: readonly NamedTarget[], shape: Shape): string {
  const word = shape.kind === 'sections' ? 'section' : 'target';
  const [first] = group;
  if (group.length === 1) return `${word} ${quoted(first?.name ?? '')} has`;
  const shown = group.slice(0, 4).map(({ name }) => quoted(name));
  const more = group.length - shown.length;
  return `${word}s ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''} have`;
}

function commandsHint({ name, layers }: NamedTarget, { shape, named }: TargetsInput): string {
  if (shape.kind === 'flat') return 'add "commands:", a list of what to run';
  if (shape.kind === 'sections') {
    const parent = parentSection(name);
    const orphan = parent !== '' && !named.has(parent);
    return orphan ? `there is no section ${quoted(parent)} to inherit them from` : 'add "commands:" to it';
  }
  const others = [...named.values()].filter((other) => other.layers.some((layer) => layer.commands !== undefined));
  const meant =
    layers.length === 1
      ? closest(
          name,
          others.map((other) => other.name),
        )
      : null;
  const advice = 'add "commands:" to it, or at the top for all targets';
  return meant === null ? advice : `did you mean ${quoted(meant)}? Else ${advice}`;
}

function imageHint({ shape }: TargetsInput): string {
  const where = shape.kind === 'targets' ? ' to it, or at the top for all targets' : '';
  return `add "image: debian:bookworm-slim" or another${where}`;
}
