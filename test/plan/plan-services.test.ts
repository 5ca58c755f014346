import { describe, expect, test } from 'vitest';
import { makePlan } from '../../src/plan/make-plan.ts';
import { config } from '../config/read.ts';
import { usualOptions } from '../support/options.ts';

const head = 'image: a\ncommands: [x]\n';
const planned = (yaml: string, env: Record<string, string> = {}) => makePlan(config(head + yaml), usualOptions, env);
const first = (yaml: string, env?: Record<string, string>) => {
  const target = planned(yaml, env).plan?.targets[0];
  if (target === undefined) throw new Error('no target');
  return target;
};

test('services are planned with their image, mounts and folder', () => {
  const { plan } = planned('services: {db: {image: b, volumes: [./s:/s:ro, data:/data], tmpfs: "/t:size=1m"}}');
  expect(plan?.images.map(({ label }) => label)).toEqual(['a', 'b']);
  expect(plan?.targets[0]?.services).toEqual([
    {
      name: 'db',
      folder: 'db',
      image: plan?.images[1]?.id,
      env: {},
      command: null,
      user: null,
      volumes: [
        { kind: 'bind', source: '/code/shop/s', target: '/s', readOnly: true },
        { kind: 'volume', source: 'data', target: '/data', readOnly: false },
      ],
      tmpfs: { '/t': 'size=1m' },
      port: null,
      ready: null,
      timeout: 60,
      dependsOn: [],
      init: [],
      localhost: true,
    },
  ]);
});

test('the image of a service has nothing of the target on it, and is one for all that share it', () => {
  const { plan } = planned('system: [zip]\nprep: [x]\nplatform: linux/386\nservices: [redis]\ntargets: {one: , two: }');
  expect(plan?.images.map(({ label, system, prep, platform }) => [label, system.length, prep, platform])).toEqual([
    ['a', 1, ['x'], 'linux/386'],
    ['dox/redis', 0, [], 'linux/386'],
  ]);
  const [one, two] = plan?.targets ?? [];
  expect(one?.services[0]?.image).toBe(two?.services[0]?.image);
});

test('a service that is run on is one image with the target', () => {
  const { plan } = planned('services: {a: {image: a}}');
  expect(plan?.images).toHaveLength(1);
});

test.each<[Record<string, string>, string]>([
  [{ a: 'b', b: '[d, c]', c: '[]', d: '[]' }, 'd c b a'],
  [{ a: '[]', b: 'c', c: '[]' }, 'a c b'],
  [{ a: 'c', b: 'c', c: '[]' }, 'c a b'],
])('services that depend on each other as in %j start in the order %s', (dependencies, expected) => {
  const lines = Object.entries(dependencies).map(([name, others]) => `  ${name}: {image: i, depends_on: ${others}}\n`);
  const { services } = first(`services:\n${lines.join('')}`);
  expect(services.map(({ name }) => name).join(' ')).toBe(expected);
});

test('services that depend on all before them are put in order at once', () => {
  const names = Array.from({ length: 50 }, (_, index) => `s${index}`);
  const lines = names.map(
    (name, index) => `  ${name}: {image: i, depends_on: [${names.slice(0, index).join(', ')}]}\n`,
  );
  const { services } = first(`services:\n${lines.reverse().join('')}`);
  expect(services.map(({ name }) => name)).toEqual(names);
});

describe('where the tests find a service', () => {
  test.each<[string, string, Record<string, string>]>([
    ['a curated one', '[memcached]', { MEMCACHED_HOST: 'localhost', MEMCACHED_PORT: '11211' }],
    ['another port', '{redis: {port: 7000}}', { REDIS_HOST: 'localhost', REDIS_PORT: '7000' }],
    [
      'under another name',
      '{old-zoo: {image: "dox/zookeeper:3.4"}}',
      { OLD_ZOO_HOST: 'localhost', OLD_ZOO_PORT: '2181' },
    ],
    ['by its name', '{etcd: {localhost: false}}', { ETCD_HOST: 'etcd', ETCD_PORT: '2379' }],
    ['a port that only the image knows', '{db: {image: postgres}}', { DB_HOST: 'localhost' }],
    ['an image of somebody else', '{redis: {image: redis}}', { REDIS_HOST: 'localhost' }],
  ])('%s', (_, services, expected) => {
    expect(first(`services: ${services}`).env).toEqual(expected);
  });

  test("is for the target's own variables and those handed over to say", () => {
    const yaml = 'services: [redis, etcd]\nenv: {REDIS_HOST: here}\npass_env: [ETCD_PORT]';
    expect(first(yaml, { ETCD_PORT: '1', REDIS_PORT: '2' }).env).toEqual({
      REDIS_HOST: 'here',
      REDIS_PORT: '6379',
      ETCD_HOST: 'localhost',
      ETCD_PORT: '1',
    });
  });
});

describe('two services on one port of localhost', () => {
  const clash = (names: string, port: number, places: string[], last: string) =>
    places.map((place) => ({
      place,
      message: `services ${names} both listen on localhost:${port}`,
      hint: `say "localhost: false" for one of them: "${last}" is then reached as ${last}:${port}`,
    }));

  test.each([
    ['services: {a: {image: i, port: 5}, b: {image: i, port: 5}}', clash('"a" and "b"', 5, ['3:12', '3:36'], 'b')],
    [
      'services: {zookeeper: , old: {image: dox/zookeeper}}\ntargets: {one: , two: }',
      clash('"zookeeper" and "old"', 2181, ['3:12', '3:25'], 'old'),
    ],
    ['services: {zookeeper: , old: {image: dox/zookeeper, localhost: false}}', []],
    ['services: {zookeeper: , old: {image: dox/zookeeper, port: 2182}}', []],
    ['services: {a: {image: i}, b: {image: i}}', []],
  ])('%s', (yaml, expected) => {
    const { plan, diagnostics } = planned(yaml);
    const said = diagnostics.map(({ place, message, hint }) => ({
      place: `${place?.line}:${place?.column}`,
      message,
      hint,
    }));
    expect(said).toEqual(expected);
    expect(plan === null).toBe(expected.length > 0);
  });
});

test('a name that no image can have is an error at its place', () => {
  const { diagnostics } = planned('services: {db: {image: "A:b:c"}}');
  expect(diagnostics).toMatchObject([
    { message: 'service "db": "A:b:c" cannot be an image\'s name', place: { line: 3, column: 24 } },
  ]);
});

test('a single command and a shell have the services too', () => {
  const { plan } = makePlan(config(`${head}services: [redis]`), { ...usualOptions, direct: 'shell' }, {});
  expect(plan?.targets[0]?.services.map(({ name }) => name)).toEqual(['redis']);
});
