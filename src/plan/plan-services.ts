import type { Diagnostic } from '../base/diagnostic.ts';
import { quoted } from '../base/printable.ts';
import type { ImageSource, Service, Target } from '../config/config.ts';
import { curatedReference, isCuratedReference } from '../config/curated.ts';
import { planImage } from './image-plan.ts';
import { plannedTmpfs, plannedVolumes } from './mounts.ts';
import type { ImagePlan, ServicePlan } from './plan.ts';

export interface PlannedServices {
  /** Each after those that it depends on. */
  readonly services: readonly ServicePlan[];
  readonly images: readonly ImagePlan[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What a target's services are and run on; two that would listen on one port of localhost are errors. */
export function planServices(target: Target, root: string, rebuild: ImagePlan['rebuild']): PlannedServices {
  const services: ServicePlan[] = [];
  const images: ImagePlan[] = [];
  const diagnostics: Diagnostic[] = [];
  const wishes = { ...target, system: [], bindep: null, add: [], prep: [] };
  for (const service of inOrder(target.services)) {
    const planned = planImage(service.image, wishes, rebuild);
    if (planned.ok) {
      images.push(planned.image);
      services.push(servicePlan(service, planned.image, root));
    } else {
      const message = `service ${quoted(service.name)}: ${planned.message}`;
      diagnostics.push({ severity: 'error', message, hint: planned.hint, ...placeOf(service.image) });
    }
  }
  return { services, images, diagnostics: [...diagnostics, ...clashes(target.services)] };
}

function servicePlan(service: Service, image: ImagePlan, root: string): ServicePlan {
  const { name, env, command, user, ready, timeout, dependsOn, init, localhost } = service;
  const port = portOf(service);
  const volumes = plannedVolumes(service.volumes, root);
  const tmpfs = plannedTmpfs(service.tmpfs);
  const folder = name;
  const own = { name, folder, image: image.id, env, command, user, volumes, tmpfs };
  return { ...own, port, ready, timeout, dependsOn, init, localhost };
}

/** As the configuration says, else as dox's own image has it. */
function portOf({ port, image }: Service): number | null {
  if (port !== null || image.kind !== 'reference' || !isCuratedReference(image.reference)) return port;
  const curated = curatedReference(image.reference);
  return curated.ok ? curated.source.port : null;
}

/** In the order of the file, but each after those that it depends on. */
function inOrder(services: readonly Service[]): readonly Service[] {
  const ordered = new Set<Service>();
  const visit = (service: Service, trail: readonly Service[]): void => {
    // The configuration has refused circles.
    if (ordered.has(service) || trail.includes(service)) return;
    for (const name of service.dependsOn) {
      const needed = services.find((each) => each.name === name);
      if (needed !== undefined) visit(needed, [...trail, service]);
    }
    ordered.add(service);
  };
  for (const service of services) visit(service, []);
  return [...ordered];
}

/** One error at each of two services that share a port of localhost. */
function clashes(services: readonly Service[]): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const taken = new Map<number, Service>();
  for (const service of services) {
    const port = portOf(service);
    if (port === null || !service.localhost) continue;
    const first = taken.get(port);
    if (first === undefined) {
      taken.set(port, service);
      continue;
    }
    const message = `services ${quoted(first.name)} and ${quoted(service.name)} both listen on localhost:${port}`;
    const hint = `say "localhost: false" for one of them: ${quoted(service.name)} is then reached as ${service.name}:${port}`;
    for (const each of [first, service]) diagnostics.push({ severity: 'error', message, hint, ...placeOf(each) });
  }
  return diagnostics;
}

function placeOf({ place }: Service | ImageSource): Pick<Diagnostic, 'place'> {
  return place === undefined ? {} : { place };
}
