import type { ServiceDraft } from './read-service.ts';
import type { ServiceDrafts } from './read-services.ts';

/** The same services, where of those with nothing after their names the inherited ones are gone. */
export function settleServices(services: ServiceDrafts, isInherited: (name: string) => boolean): ServiceDrafts {
  const settle = (service: ServiceDraft): ServiceDraft => {
    if (service.state !== 'nothing') return service;
    return { ...service, state: isInherited(service.name) ? 'gone' : 'there' };
  };
  return new Map([...services].map(([name, service]) => [name, settle(service)]));
}

/** `over` wins, service by service and in each key by key; one that is gone comes back as it is said anew. */
export function mergeServices(under: ServiceDrafts, over: ServiceDrafts): ServiceDrafts {
  const merged = new Map(under);
  for (const [name, service] of over) {
    const before = merged.get(name);
    const anew = before === undefined || before.state === 'gone' || service.state === 'gone';
    merged.set(name, anew ? service : mergeService(before, service));
  }
  return merged;
}

function mergeService(under: ServiceDraft, over: ServiceDraft): ServiceDraft {
  const env = { ...under.values.env, ...over.values.env };
  return {
    ...under,
    ...over,
    values: { ...under.values, ...over.values, env },
    given: new Set([...under.given, ...over.given]),
  };
}
