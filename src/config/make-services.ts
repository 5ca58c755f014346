import { closest } from '../base/closest.ts';
import { quoted } from '../base/printable.ts';
import type { Service } from './config.ts';
import { curatedServices } from './curated.ts';
import type { DiagnosticLog, Span } from './diagnostic-log.ts';
import { curatedReferences, type ServiceDraft } from './read-service.ts';
import type { Resolved } from './resolve-targets.ts';
import { noImageHint } from './service-name.ts';
import { setVariables } from './set-variables.ts';

/** Seconds that a service may take until it is ready. */
const usualTimeout = 60;

/** The services of a target from its resolved values, with their defaults; what does not fit together goes to the log. */
export function makeServices(resolved: Resolved, log: DiagnosticLog): readonly Service[] {
  const drafts = [...(resolved.services?.values() ?? [])].filter(({ state }) => state !== 'gone');
  if (drafts.length === 0) return [];
  checkNetwork(drafts, resolved, log);
  checkDependencies(drafts, log);
  return drafts.flatMap((draft) => makeService(draft, log) ?? []);
}

function makeService(draft: ServiceDraft, log: DiagnosticLog): Service | null {
  const { name, span, values, dependsOn = [] } = draft;
  const image = draft.image ?? usualImage(draft, log);
  if (image === null) return null;
  return {
    name,
    image,
    env: setVariables(values.env),
    command: values.command ?? null,
    user: values.user ?? null,
    volumes: values.volumes ?? [],
    tmpfs: values.tmpfs ?? [],
    port: values.port ?? null,
    ready: readyOf(values.ready),
    timeout: values.timeout ?? usualTimeout,
    dependsOn: [...new Set(dependsOn.map((each) => each.name))],
    init: (values.init ?? []).map((text) => text.trimEnd()),
    localhost: values.localhost ?? true,
    place: log.place(span.start),
  };
}

function usualImage({ name, span, given }: ServiceDraft, log: DiagnosticLog) {
  if (given.has('image')) return null;
  if (curatedServices.includes(name)) return curatedReferences(name, null, span, log)[0] ?? null;
  log.error(span, `service ${quoted(name)} has no image`, noImageHint(name, null));
  return null;
}

function readyOf(ready: ServiceDraft['values']['ready'] = {}): Service['ready'] {
  const { tcp, http, log, command } = ready;
  if (tcp !== undefined) return { kind: 'tcp', port: tcp };
  if (http !== undefined) return { kind: 'http', ...http };
  if (log !== undefined) return { kind: 'log', pattern: log };
  return command === undefined ? null : { kind: 'command', text: command };
}

/** On the machine's own network all runs would share the ports; names are resolved only in a network of dox's. */
function checkNetwork(drafts: readonly ServiceDraft[], { values, spans }: Resolved, log: DiagnosticLog): void {
  const { network = 'bridge' } = values;
  if (network === 'bridge' || spans.network === undefined) return;
  if (network === 'host') {
    const message =
      '"network: host" and "services" exclude each other: the services would listen on this machine itself';
    log.error(spans.network, message, 'leave "network" away: the tests reach a service as localhost:PORT all the same');
    return;
  }
  for (const { name, span, localhostSpan, values: own } of drafts) {
    if (own.localhost !== false) continue;
    const message = `service ${quoted(name)} has "localhost: false", which needs "network: bridge", not ${quoted(network)}`;
    log.error(localhostSpan ?? span, message, 'leave "localhost" away, or "network"');
  }
}

function checkDependencies(drafts: readonly ServiceDraft[], log: DiagnosticLog): void {
  const byName = new Map(drafts.map((draft) => [draft.name, draft]));
  for (const draft of drafts) {
    for (const needed of draft.dependsOn ?? []) {
      const other = byName.get(needed.name);
      if (other === undefined) reportUnknown(draft.name, needed, [...byName.keys()], log);
      else if (draft.values.localhost === false && other.values.localhost !== false) {
        const message = `service ${quoted(draft.name)} has "localhost: false", and could not reach ${quoted(other.name)}, which it depends on`;
        log.error(needed.span, message, `say "localhost: false" for ${quoted(other.name)} as well`);
      }
    }
  }
  const done = new Set<string>();
  for (const { name } of drafts) reportCycles(name, [], { byName, done, log });
}

interface Needed {
  readonly name: string;
  readonly span: Span;
}

function reportUnknown(name: string, needed: Needed, known: readonly string[], log: DiagnosticLog): void {
  const others = known.filter((each) => each !== name);
  const meant = closest(needed.name, others);
  const hint =
    meant !== null
      ? `did you mean ${quoted(meant)}?`
      : others.length === 0
        ? 'there are no other services'
        : `the others are: ${others.join(', ')}`;
  log.error(needed.span, `service ${quoted(name)} depends on ${quoted(needed.name)}, which is no service here`, hint);
}

interface Walk {
  readonly byName: ReadonlyMap<string, ServiceDraft>;
  /** Those from which all has been walked. */
  readonly done: Set<string>;
  readonly log: DiagnosticLog;
}

/** A cycle is reported once, where it closes, told from the service that it comes back to. */
function reportCycles(name: string, trail: readonly string[], walk: Walk): void {
  if (walk.done.has(name)) return;
  const here = [...trail, name];
  for (const needed of walk.byName.get(name)?.dependsOn ?? []) {
    if (!here.includes(needed.name)) {
      reportCycles(needed.name, here, walk);
      continue;
    }
    const circle = [...here.slice(here.indexOf(needed.name)), needed.name];
    const message =
      circle.length === 2
        ? `service ${quoted(name)} depends on itself`
        : `services depend on each other: ${circle.join(' → ')}`;
    walk.log.error(needed.span, message, 'take one of the names out of "depends_on"');
  }
  walk.done.add(name);
}
