import type { ImageSource, Ready, Service } from '../config/config.ts';
import { curatedServices } from '../config/curated.ts';
import { durationText } from './quantities.ts';
import { namedInOrder, type Value, type ValueMap } from './value.ts';

/** `services` of a target: names alone where nothing else is to be said; null for none. */
export function saidServices(services: readonly Service[]): Value {
  const said = services.map((service) => [service.name, saidService(service)] as const);
  if (said.length === 0) return null;
  if (said.every(([, value]) => value === null)) return said.map(([name]) => name);
  return namedInOrder(said.map(([name, value]) => [name, value ?? { image: `dox/${name}` }]));
}

/** Null: dox's own of that name, with nothing changed. */
function saidService(service: Service): Value {
  const { name, image, env, command, user, volumes, tmpfs, port, ready, timeout, dependsOn, init, localhost } = service;
  const own = ownVersion(name, image);
  const said: ValueMap = {
    ...(own === undefined ? imageKeys(image) : own === null ? {} : { version: own }),
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...(command === null ? {} : { command }),
    ...(user === null ? {} : { user }),
    ...(volumes.length === 0 ? {} : { volumes }),
    ...(tmpfs.length === 0 ? {} : { tmpfs }),
    ...(port === null ? {} : { port }),
    ...(ready === null ? {} : { ready: saidReady(ready) }),
    ...(timeout === 60 ? {} : { timeout: durationText(timeout) }),
    ...(dependsOn.length === 0 ? {} : { depends_on: dependsOn }),
    ...(init.length === 0 ? {} : { init }),
    ...(localhost ? {} : { localhost }),
  };
  const keys = Object.keys(said);
  if (keys.length === 0) return null;
  return keys.length === 1 && said.version !== undefined ? said.version : said;
}

/** The version of dox's own image of that name, null without one; undefined: it is another image. */
function ownVersion(name: string, image: ImageSource): string | null | undefined {
  if (image.kind !== 'reference' || !curatedServices.includes(name)) return undefined;
  const [own, version, ...rest] = image.reference.split(':');
  if (own !== `dox/${name}` || rest.length > 0) return undefined;
  return version ?? null;
}

function saidReady(ready: Ready): ValueMap {
  switch (ready.kind) {
    case 'tcp':
      return { tcp: ready.port };
    case 'http':
      return { http: `${ready.port}${ready.path === '/' ? '' : ready.path}` };
    case 'log':
      return { log: ready.pattern };
    case 'command':
      return { command: ready.text };
  }
}

/** `image` or `build`. */
export function imageKeys(image: ImageSource): ValueMap {
  if (image.kind === 'reference') return { image: image.reference };
  const { dockerfile, context, target, args } = image;
  const usual = context === '.' ? 'Dockerfile' : `${context}/Dockerfile`;
  const more: ValueMap = {
    ...(dockerfile === usual ? {} : { dockerfile }),
    ...(target === null ? {} : { target }),
    ...(Object.keys(args).length === 0 ? {} : { args }),
  };
  return { build: Object.keys(more).length === 0 ? context : { context, ...more } };
}
