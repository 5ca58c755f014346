import { DoxError } from '../base/dox-error.ts';
import type { ServicePlan, TargetPlan } from '../plan/plan.ts';
import { serviceVariables } from '../plan/service-variables.ts';
import type { PreparedImage } from './prepare-image.ts';

type Images = ReadonlyMap<string, PreparedImage>;

/**
 * The target with the ports of services that only their images tell, by the one port that they EXPOSE, and with the
 * variables for them. Throws `usage` where two would listen on one port of localhost, which the plan could not see.
 */
export function withImagePorts(target: TargetPlan, images: Images): TargetPlan {
  const services = target.services.map((service) => ({ ...service, port: portOf(service, images) }));
  const taken = new Map<number, string>();
  for (const { name, port, localhost } of services) {
    if (port === null || !localhost) continue;
    const first = taken.get(port);
    if (first !== undefined) {
      const message = `${target.label}: services "${first}" and "${name}" both listen on localhost:${port}`;
      const hint = `say "localhost: false" for one of them: "${name}" is then reached as ${name}:${port}`;
      throw new DoxError('usage', message, { hint });
    }
    taken.set(port, name);
  }
  const found: Record<string, string> = Object.assign({}, ...services.map(serviceVariables));
  return { ...target, services, env: { ...found, ...target.env } };
}

function portOf({ port, image }: ServicePlan, images: Images): number | null {
  const [exposed, ...more] = images.get(image)?.info.ports ?? [];
  return port ?? (more.length === 0 ? (exposed ?? null) : null);
}
