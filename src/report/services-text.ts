import { formatSeconds } from '../base/duration.ts';
import { shellQuoteAll } from '../base/shell-quote.ts';
import type { Ready } from '../config/config.ts';
import type { ImagePlan, ServicePlan } from '../plan/plan.ts';

/** What `dox plan` says of a target's services, in the order in which they may start. */
export function servicesText(services: readonly ServicePlan[], images: readonly ImagePlan[]): string[] {
  if (services.length === 0) return [];
  return ['  services:', ...services.flatMap((service) => serviceLines(service, images))];
}

function serviceLines(service: ServicePlan, images: readonly ImagePlan[]): string[] {
  const { name, command, user, env, volumes, tmpfs, init, dependsOn } = service;
  const image = images.find(({ id }) => id === service.image);
  const rows: [string, string | null][] = [
    ['depends_on', dependsOn.join(', ')],
    ['command', command === null ? null : shellQuoteAll(command)],
    ['user', user],
    ['environment', Object.keys(env).join(', ')],
    ['mounts', volumes.map((each) => `${each.source} → ${each.target}`).join(', ')],
    ['tmpfs', Object.keys(tmpfs).join(', ')],
    ['ready', `${readyText(service)}, within ${formatSeconds(service.timeout)}`],
    ['init', init.join('; ').replaceAll('\n', '; ')],
  ];
  const shown = rows.filter(([, value]) => value !== null && value !== '');
  return [
    `    ${name}: ${image?.label ?? service.image} at ${address(service)}`,
    ...shown.map(([key, value]) => `      ${key}: ${value}`),
  ];
}

function address({ name, localhost, port }: ServicePlan): string {
  return `${localhost ? 'localhost' : name}:${port ?? "(the image's port)"}`;
}

function readyText({ ready, port }: ServicePlan): string {
  return ready === null
    ? `the image's health check, else ${port === null ? 'its port' : `port ${port}`}`
    : probe(ready);
}

function probe(ready: Ready): string {
  switch (ready.kind) {
    case 'tcp':
      return `port ${ready.port}`;
    case 'http':
      return `http://localhost:${ready.port}${ready.path}`;
    case 'log':
      return `output that matches ${ready.pattern}`;
    case 'command':
      return ready.text;
  }
}
