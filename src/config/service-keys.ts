import * as v from 'valibot';
import {
  account,
  build,
  commandWords,
  duration,
  imageName,
  oneOrMore,
  pattern,
  port,
  portAndPath,
  serviceName,
  tmpfs,
  variables,
  version,
  volumes,
  written,
} from './value-schemas.ts';
import type { ValueSpec } from './value-spec.ts';

function key<Schema extends v.GenericSchema>(spec: ValueSpec<Schema>): ValueSpec<Schema> {
  return spec;
}

/** Every key of a service, once: the reader and the JSON Schema come from here. */
export const serviceKeys = {
  image: key({
    description: "The service's image, such as postgres:15 or dox/zookeeper:3.8.",
    expected: 'the name of an image, such as postgres:15',
    schema: imageName,
  }),
  version: key({
    description: "The version of dox's own image of that name, such as 3.8.",
    expected: 'a version such as 3.8',
    schema: version,
  }),
  build: key({
    description: "Builds the image from a Dockerfile of the project, as a target's.",
    expected: 'a folder, or a mapping with dockerfile, context, target and args',
    item: 'a text',
    schema: build,
  }),
  env: key({
    description: 'Environment variables of the service.',
    expected: 'a mapping of variables to values',
    item: 'a text, or null to take the variable away',
    schema: variables,
  }),
  command: key({
    description: "What takes the place of the image's CMD.",
    expected: 'a command line or a list of words',
    item: 'a text',
    schema: commandWords,
  }),
  user: key({
    description: 'Who it runs as: a name, UID or UID:GID; without it, what the image says.',
    expected: 'a name, UID or UID:GID',
    schema: account,
  }),
  volumes: key({
    description: 'Mounts, as source:/path or source:/path:ro.',
    expected: 'a list of volumes',
    item: 'source:/path or source:/path:ro',
    schema: volumes,
  }),
  tmpfs: key({
    description: 'Folders in memory, as /path or /path:options.',
    expected: 'a list of absolute paths',
    item: 'an absolute path, such as /tmp or /tmp:size=64m',
    schema: tmpfs,
  }),
  port: key({
    description: 'Where it listens; without it, what the image says.',
    expected: 'a number from 1 to 65535',
    schema: port,
  }),
  ready: key({
    description:
      "When it is ready: tcp (a port), http (8080/health), log (a regular expression) or command; else the image's HEALTHCHECK, else that it listens.",
    expected: 'a mapping with one of tcp, http, log and command',
    parts: {
      tcp: 'a port, from 1 to 65535',
      http: 'a port and a path, such as 8080/health',
      log: 'a regular expression',
      command: 'a command',
    },
    schema: v.pipe(
      v.strictObject({
        tcp: v.optional(port),
        http: v.optional(portAndPath),
        log: v.optional(pattern),
        command: v.optional(written),
      }),
      v.check((value) => Object.keys(value).length === 1),
    ),
  }),
  timeout: key({
    description: 'How long it may take until it is ready: 60s unless told.',
    expected: 'a duration of more than 0 and at most 20 days, such as 90s or 5m',
    schema: duration,
  }),
  depends_on: key({
    description: 'Services that must be ready before it starts.',
    expected: 'the name of a service or a list of names',
    item: 'the name of a service',
    schema: oneOrMore(serviceName),
  }),
  init: key({
    description: 'Shell commands that run in it once it is ready, such as what makes a schema.',
    expected: 'a list of commands, or a block of them (|)',
    item: 'a command',
    schema: oneOrMore(written),
  }),
  localhost: key({
    description: 'false: the tests reach it by its name only, and not as localhost.',
    expected: 'true or false',
    schema: v.boolean(),
  }),
} as const;

export type ServiceKey = keyof typeof serviceKeys;

/** The values of a service's keys after conversion. */
export type ServiceValues = { readonly [Name in ServiceKey]?: v.InferOutput<(typeof serviceKeys)[Name]['schema']> };

export const serviceKeyNames = Object.keys(serviceKeys) as readonly ServiceKey[];

export function isServiceKey(name: string): name is ServiceKey {
  return Object.hasOwn(serviceKeys, name);
}
