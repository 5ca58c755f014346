import { describe, expect, it } from 'vitest';
import type { Service } from '../../src/config/config.ts';
import { read, target } from './read.ts';

const head = 'image: i\ncommands: [x]\n';

function services(yaml: string, name = 'testing'): readonly Service[] {
  return target(head + yaml, name).services;
}

function only(yaml: string): Service {
  const [service, ...others] = services(`services:\n  ${yaml}`);
  if (service === undefined || others.length > 0) throw new Error('not one service');
  return service;
}

/** `name image` of each. */
function shown(found: readonly Service[]): string[] {
  return found.map(({ name, image }) => `${name} ${image.kind === 'reference' ? image.reference : image.dockerfile}`);
}

describe('services', () => {
  it.each([
    ['memcached', ['memcached dox/memcached']],
    ['[memcached, redis]', ['memcached dox/memcached', 'redis dox/redis']],
    ['[memcached, redis: 7.0]', ['memcached dox/memcached', 'redis dox/redis:7.0']],
    ['{memcached: , redis: ~}', ['memcached dox/memcached', 'redis dox/redis']],
    ['{memcached: 1.6, zookeeper: 3.10}', ['memcached dox/memcached:1.6', 'zookeeper dox/zookeeper:3.10']],
    ['{zookeeper: {version: 3.8.0-11+deb12u2}}', ['zookeeper dox/zookeeper:3.8.0-11+deb12u2']],
    ['{zookeeper: {localhost: false}}', ['zookeeper dox/zookeeper']],
    ['{old: {image: "dox/zookeeper:3.4"}}', ['old dox/zookeeper:3.4']],
    ['{redis: {image: "redis:7"}, own: {build: docker}}', ['redis redis:7', 'own docker/Dockerfile']],
  ])('of %s', (value, expected) => {
    expect(shown(services(`services: ${value}`))).toEqual(expected);
  });

  it('have defaults', () => {
    const { place, ...rest } = only('redis:');
    expect(place).toMatchObject({ line: 4, column: 3 });
    expect(rest).toEqual({
      name: 'redis',
      image: { kind: 'reference', reference: 'dox/redis', place },
      env: {},
      command: null,
      user: null,
      volumes: [],
      tmpfs: [],
      port: null,
      ready: null,
      timeout: 60,
      dependsOn: [],
      init: [],
      localhost: true,
    });
  });

  it('have keys for everything else', () => {
    const db = services(
      `
services:
  memcached: {localhost: false}
  db:
    image: postgres:15
    env: {POSTGRES_PASSWORD: 010, GONE: null}
    command: postgres -c 'a b=c'
    user: 999
    volumes: [./schema:/schema:ro]
    tmpfs: /var/lib/postgresql/data
    port: 5432
    timeout: 1m
    depends_on: memcached
    init: |
      psql -c 'create schema x'
      psql -c 'create schema y'
    localhost: false
`,
    )[1];
    expect(db).toMatchObject({
      env: { POSTGRES_PASSWORD: '010' },
      command: ['postgres', '-c', 'a b=c'],
      user: '999',
      volumes: ['./schema:/schema:ro'],
      tmpfs: ['/var/lib/postgresql/data'],
      port: 5432,
      timeout: 60,
      dependsOn: ['memcached'],
      init: ["psql -c 'create schema x'\npsql -c 'create schema y'"],
      localhost: false,
    });
    expect(db?.env).not.toHaveProperty('GONE');
  });

  it.each([
    ['{tcp: 5432}', { kind: 'tcp', port: 5432 }],
    ['{http: 8080/health?a=b}', { kind: 'http', port: 8080, path: '/health?a=b' }],
    ['{http: 8080}', { kind: 'http', port: 8080, path: '/' }],
    ['{log: "ready (to|for) \\\\d+"}', { kind: 'log', pattern: 'ready (to|for) \\d+' }],
    ['{command: "pg_isready -q"}', { kind: 'command', text: 'pg_isready -q' }],
  ])('are ready when %s', (ready, expected) => {
    expect(only(`redis: {ready: ${ready}}`).ready).toEqual(expected);
  });

  it('fill in the pieces of a generated name', () => {
    const yaml = `targets:\n  zoo{3.4,3.8}: {services: {zookeeper: "{1}", db: {image: "a:{1}", env: {V: "{1}"}}}}`;
    expect(shown(services(yaml, 'zoo3.4'))).toEqual(['zookeeper dox/zookeeper:3.4', 'db a:3.4']);
    expect(services(yaml, 'zoo3.8')[1]?.env).toEqual({ V: '3.8' });
  });
});

describe('services are inherited', () => {
  const text = `
services: {memcached: 1.6, db: {image: a, env: {A: top, B: top}, port: 1, init: [top]}}
targets:
  same:
  more: {services: [redis, memcached]}
  less: {services: {memcached: null}}
  other: {services: {memcached: 1.5, db: {build: x, env: {B: null, C: other}, init: []}}}
  child: {extends: less, services: {zookeeper: }}
  again: {extends: less, services: {memcached: 1.4}}
  twice: {extends: less, services: {memcached: null}}
`;

  it.each([
    ['same', ['memcached dox/memcached:1.6', 'db a']],
    ['more', ['memcached dox/memcached:1.6', 'db a', 'redis dox/redis']],
    ['less', ['db a']],
    ['other', ['memcached dox/memcached:1.5', 'db x/Dockerfile']],
    ['child', ['db a', 'zookeeper dox/zookeeper']],
    ['again', ['memcached dox/memcached:1.4', 'db a']],
    ['twice', ['db a']],
  ])('by name: %s', (name, expected) => {
    expect(shown(services(text, name))).toEqual(expected);
  });

  it('key by key, and variable by variable', () => {
    expect(services(text, 'other')[1]).toMatchObject({ env: { A: 'top', C: 'other' }, port: 1, init: [] });
    expect(services(text, 'other')[1]?.env).not.toHaveProperty('B');
  });

  it('from several bases, of which each asks for the same', () => {
    const bases = `targets:\n  a: {services: {redis: }}\n  b: {services: {redis: }}\n  c: {extends: [a, b]}`;
    expect(shown(services(bases, 'c'))).toEqual(['redis dox/redis']);
  });

  it('by merge keys, of which the own image counts', () => {
    const merged = 'services:\n  a: &a {image: x, port: 5}\n  b: {<<: *a, port: 6, build: y}';
    expect(shown(services(merged))).toEqual(['a x', 'b y/Dockerfile']);
    expect(services(merged)[1]).toMatchObject({ port: 6 });
  });
});

describe('mistakes in services', () => {
  const known = 'etcd, mariadb, memcached, postgresql, rabbitmq, redis, zookeeper';

  it.each<[string, string[]]>([
    ['services: {}', ['3:11 "services" is empty → to take an inherited one away: "services: {memcached: null}"']],
    ['services: []', ['3:11 "services" is empty → to take an inherited one away: "services: {memcached: null}"']],
    ['services:', ['3:1 "services" is empty → give it a value, or remove the line']],
    ['services: [[a]]', ['3:12 item 1 of "services" must be the name of a service, such as memcached, not a list']],
    ['services: [redis, redis]', ['3:19 "services" has "redis" twice']],
    [
      'services: ["postgres:15"]',
      ['3:12 the service name "postgres:15" cannot be used: write the version after the name, "postgres: 15"'],
    ],
    [
      'services: {localhost: , Zoo: , 1a: , a_b: }',
      [
        '3:12 the service name "localhost" cannot be used: it is what the tests call the container that they run in',
        ...['25 the service name "Zoo"', '32 the service name "1a"', '38 the service name "a_b"'].map(
          (name) =>
            `3:${name} cannot be used: it is a host name, of lower case letters, digits and "-", and begins with a letter`,
        ),
      ],
    ],
    [
      'services: {zookeper: 3.8}',
      [
        '3:22 dox has no image of its own for service "zookeper" → did you mean "zookeeper"? Else "zookeper: {image: zookeper:3.8}" names any image',
      ],
    ],
    ['services: {db: }', [`3:12 service "db" has no image → dox has ${known}; "db: {image: …}" names any image`]],
    ['services: {redis: [7]}', ['3:19 the service "redis" must be a version or a mapping, not a list']],
    [
      'services: {redis: {version: 7, image: a}}',
      [
        '3:32 "image" and "version" of service "redis" exclude each other → keep one: image (any), version (of the one that dox has), or build (a Dockerfile)',
      ],
    ],
    [
      'services: {redis: {environment: {A: b}, healthcheck: {test: x}, comand: x, links: [a], ports: ["1:1"]}}',
      [
        '3:20 unknown key "environment" of service "redis" → did you mean "env"?',
        '3:41 unknown key "healthcheck" of service "redis" → did you mean "ready"?',
        '3:65 unknown key "comand" of service "redis" → did you mean "command"?',
        '3:76 unknown key "links" of service "redis" → did you mean "depends_on"?',
        '3:88 unknown key "ports" of service "redis" → nothing is published: the tests reach localhost:PORT; "port" says where the service listens',
      ],
    ],
    [
      'services: {redis: {port: 70000}}',
      ['3:26 "port" of service "redis" must be a number from 1 to 65535, not "70000"'],
    ],
    [
      'services: {redis: {ready: {tcp: 1, log: x}}}',
      [
        '3:36 "ready" of service "redis" has both "tcp" and "log" → keep one; "command" can ask for several things at once',
      ],
    ],
    [
      'services: {redis: {ready: {}}}',
      ['3:27 "ready" of service "redis" is empty → such as "ready: {tcp: 5432}" or "ready: {http: 8080/health}"'],
    ],
    [
      'services: {redis: {ready: 6379}}',
      [
        '3:27 "ready" of service "redis" must be a mapping with one of tcp, http, log and command, not "6379" → write "ready: {tcp: 6379}"',
      ],
    ],
    [
      'services: {redis: {ready: {test: x, interval: 5s, tcpp: 1}}}',
      [
        '3:28 unknown key "test" in "ready" of service "redis" → did you mean "command"?',
        '3:37 unknown key "interval" in "ready" of service "redis" → dox asks again at once, and all the time',
        '3:51 unknown key "tcpp" in "ready" of service "redis" → did you mean "tcp"?',
      ],
    ],
    [
      'services: {redis: {ready: {log: "("}}}',
      ['3:33 "log" of "ready" of service "redis" must be a regular expression, not "(" → unterminated group'],
    ],
    [
      'services: {redis: {ready: {http: "http://localhost:8080/health"}}}',
      [
        '3:34 "http" of "ready" of service "redis" must be a port and a path, such as 8080/health, not "http://localhost:8080/health" → a port and a path are enough: write 8080/health',
      ],
    ],
    [
      'services: {redis: {ready: {http: 99999/x}}}',
      ['3:34 "http" of "ready" of service "redis" must be a port and a path, such as 8080/health, not "99999/x"'],
    ],
    [
      'services: {redis: {init: [echo: x]}}',
      [
        '3:27 item 1 of "init" of service "redis" is read as a mapping, since it has ": " in it → put it in single quotes: - \'echo: x\'',
      ],
    ],
    [
      'services: {redis: {depends_on: {etcd: {condition: service_healthy}}}}',
      [
        '3:32 "depends_on" of service "redis" must be the name of a service or a list of names, not a mapping → names are enough: a service waits until those are ready',
      ],
    ],
    [
      'services: {redis: {depends_on: [etdc]}, etcd: }',
      ['3:33 service "redis" depends on "etdc", which is no service here → did you mean "etcd"?'],
    ],
    [
      'services: {redis: {depends_on: etcd}, etcd: {depends_on: redis}, mariadb: {depends_on: mariadb}}',
      [
        '3:58 services depend on each other: redis → etcd → redis → take one of the names out of "depends_on"',
        '3:88 service "mariadb" depends on itself → take one of the names out of "depends_on"',
      ],
    ],
    [
      'services: {redis: {depends_on: etcd, localhost: false}, etcd: }',
      [
        '3:32 service "redis" has "localhost: false", and could not reach "etcd", which it depends on → say "localhost: false" for "etcd" as well',
      ],
    ],
    [
      'services: [redis]\nnetwork: host',
      [
        '4:10 "network: host" and "services" exclude each other: the services would listen on this machine itself → leave "network" away: the tests reach a service as localhost:PORT all the same',
      ],
    ],
    [
      'services: {redis: {localhost: false}, etcd: }\nnetwork: none',
      [
        '3:31 service "redis" has "localhost: false", which needs "network: bridge", not "none" → leave "localhost" away, or "network"',
      ],
    ],
    ['services: [redis]\nnetwork: none', []],
    [
      'services: {redis: , etcd: {depends_on: redis}}\ntargets:\n  a: {services: {redis: null}}\n  b: {services: {redis: null}}',
      ['3:40 service "etcd" depends on "redis", which is no service here → there are no other services'],
    ],
    [
      'targets:\n  a: {services: {redis: {porrt: 1}}}',
      ['4:26 unknown key "porrt" of service "redis" in target "a" → did you mean "port"?'],
    ],
  ])('%s', (yaml, expected) => {
    const { diagnostics } = read(head + yaml);
    const said = diagnostics.map(({ place, message, hint }) => {
      return `${place?.line}:${place?.column} ${message}${hint === undefined ? '' : ` → ${hint}`}`;
    });
    expect(said).toEqual(expected);
  });

  it('are as good as any with a frame', () => {
    const { diagnostics } = read(`${head}services:\n  db: {image: a, prot: 5}\n`);
    expect(diagnostics[0]?.frame).toBe('  3 | services:\n> 4 |   db: {image: a, prot: 5}\n    |                  ^^^^');
  });
});
