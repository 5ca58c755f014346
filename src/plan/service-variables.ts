import type { ServicePlan } from './plan.ts';

/** What a service's variables begin with: `my-db` gives `MY_DB`. */
export function variablePrefix(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

/** Where the tests find a service: NAME_HOST, and NAME_PORT if its port is known. */
export function serviceVariables({
  name,
  localhost,
  port,
}: Pick<ServicePlan, 'name' | 'localhost' | 'port'>): Readonly<Record<string, string>> {
  const prefix = variablePrefix(name);
  const host = { [`${prefix}_HOST`]: localhost ? 'localhost' : name };
  return port === null ? host : { ...host, [`${prefix}_PORT`]: String(port) };
}
