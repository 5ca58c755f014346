import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cacheNames } from '../../src/config/cache-names.ts';
import type { Command, Config, ImageSource, Service, Target } from '../../src/config/config.ts';
import { readDoxYml } from '../../src/config/dox-yml.ts';
import { newTarget } from '../../src/config/new-target.ts';
import { splitting3, splitting4 } from '../../src/config/tox/ini/split-command.ts';
import { differences } from '../../src/init/same-plans.ts';
import { writeDoxYml } from '../../src/init/write-dox-yml.ts';

/** Any text with something in it, also what YAML, shells and dox's own braces could mistake. */
const text = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.string({ maxLength: 30 }),
    fc.constantFrom(
      '3.10',
      'true',
      'null',
      '~',
      '- a',
      'a: b',
      '{posargs}',
      '{1}',
      'a # b',
      '|',
      "it's",
      '"',
      '<<',
      'a\n\n b\n',
    ),
    fc.stringMatching(/^[a-z]{1,4}( \{posargs(:[a-z'"\\{} ]{0,6})?\})?( [$`'"|&;a-z]{0,6})?\n?$/),
  )
  .map((each) => each.replaceAll('\0', '').replaceAll('\uFEFF', ''))
  .filter((each) => /\S/.test(each));
const word = fc.oneof(text, fc.constant(''));
const names = (least = 0) => fc.array(fc.stringMatching(/^[A-Za-z_][\w-]{0,8}$/), { minLength: least, maxLength: 3 });
const unique = fc.uniqueArray;
const switchOf = fc.boolean();
const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const variables = fc.dictionary(fc.stringMatching(/^[A-Za-z_][\w.-]{0,6}$/), fc.oneof(text, fc.constant('')), {
  maxKeys: 4,
});

const image: fc.Arbitrary<ImageSource> = fc.oneof(
  fc
    .constantFrom('debian:12', 'dox/redis:7.0', 'dox/python:3.10', 'r.example:5000/a/b@sha256:12')
    .map((reference) => ({ kind: 'reference' as const, reference })),
  fc.record({
    kind: fc.constant('build' as const),
    dockerfile: fc.constantFrom('Dockerfile', 'sub/Dockerfile', 'other.docker'),
    context: fc.constantFrom('.', 'sub'),
    target: nullable(fc.stringMatching(/^[a-z]{1,5}$/)),
    args: fc.dictionary(fc.stringMatching(/^[A-Z]{1,5}$/), fc.string({ maxLength: 5 }), { maxKeys: 2 }),
  }),
);

const script: fc.Arbitrary<Command> = fc
  .tuple(text, fc.option(fc.constant({ keepGoing: true } as const), { nil: {}, freq: 1 }))
  .map(([each, mark]) => ({ kind: 'script', text: each, ...mark }));
const argv: fc.Arbitrary<Command> = fc
  .record({
    argv: fc.array(word, { minLength: 1, maxLength: 4 }),
    ignoreExit: switchOf,
    invertExit: switchOf,
    line: fc.option(
      fc.record({ text, splitting: fc.constantFrom(splitting3, splitting4), python: fc.constantFrom('2.7', '3') }),
      { nil: undefined, freq: 2 },
    ),
    keepGoing: fc.option(fc.constant(true as const), { nil: undefined, freq: 1 }),
    always: fc.option(fc.constant(true as const), { nil: undefined, freq: 1 }),
  })
  .map(({ line, keepGoing, always, ...rest }) => ({
    kind: 'argv',
    ...rest,
    ...(line === undefined ? {} : { line }),
    ...(keepGoing ? { keepGoing } : {}),
    ...(always ? { always } : {}),
  }));

const service = (name: string): fc.Arbitrary<Service> =>
  fc.record({
    name: fc.constant(name),
    image: fc.oneof(
      image,
      fc.constantFrom(`dox/${name}`, `dox/${name}:3.4`).map((reference) => ({ kind: 'reference' as const, reference })),
    ),
    env: variables,
    command: nullable(fc.array(text, { minLength: 1, maxLength: 3 })),
    user: nullable(fc.constantFrom('0', 'me', '1:2')),
    volumes: fc.constantFrom([], ['data:/data']),
    tmpfs: fc.constantFrom([], ['/tmp:size=1m']),
    port: nullable(fc.integer({ min: 1, max: 65_535 })),
    ready: nullable(
      fc.oneof(
        fc.record({ kind: fc.constant('tcp' as const), port: fc.integer({ min: 1, max: 65_535 }) }),
        fc.record({ kind: fc.constant('http' as const), port: fc.constant(80), path: fc.constantFrom('/', '/a?b#c') }),
        fc.record({ kind: fc.constant('log' as const), pattern: fc.constantFrom('^a: b$', '[#]', '\\d') }),
        fc.record({ kind: fc.constant('command' as const), text }),
      ),
    ),
    timeout: fc.constantFrom(60, 1, 90, 3600, 1.5),
    dependsOn: fc.constant([]),
    init: fc.array(
      text.map((each) => each.trimEnd()),
      { maxLength: 2 },
    ),
    localhost: switchOf,
  });

const services = unique(fc.constantFrom('redis', 'etcd', 'db'), { maxLength: 3 }).chain((each) =>
  fc.tuple(...each.map(service)),
);

const target = (name: string): fc.Arbitrary<Target> =>
  fc
    .record({
      description: nullable(text),
      labels: fc.array(text, { maxLength: 2 }),
      images: fc.oneof(
        image.map((each) => [each]),
        fc.constant([
          { kind: 'reference' as const, reference: 'a:1' },
          { kind: 'reference' as const, reference: 'b:2' },
        ]),
      ),
      system: unique(
        fc.record({
          name: fc.stringMatching(/^[a-z0-9][a-z0-9+.-]{1,5}$/),
          version: nullable(fc.constantFrom('1.6.*', '>=3.0 <3.1', '3.10')),
        }),
        { selector: (each) => each.name, maxLength: 3 },
      ),
      add: unique(fc.constantFrom('a.txt', 'sub/b', '#c'), { maxLength: 3 }),
      prep: fc.array(text, { maxLength: 3 }),
      env: variables,
      passEnv: names(),
      commands: fc.array(fc.oneof(script, argv), { minLength: 1, maxLength: 4 }),
      commandsForm: fc.constantFrom('list' as const, 'block' as const, 'tox' as const),
      shell: nullable(fc.array(text, { minLength: 1, maxLength: 3 })),
      timeout: nullable(fc.constantFrom(1, 90, 600, 86_400, 0.5)),
      grace: nullable(fc.constantFrom(1, 90, 0.5)),
      artifacts: fc.array(text, { maxLength: 2 }),
      network: fc.constantFrom('bridge', 'none', 'mine'),
      platform: nullable(fc.constantFrom('linux/amd64', 'linux/arm/v7')),
      user: nullable(fc.constantFrom('root', 'image', '1:2', '0')),
      allowFailure: switchOf,
      allowEmpty: switchOf,
      privileged: switchOf,
      capAdd: fc.constantFrom([], ['NET_ADMIN']),
      devices: fc.constantFrom([], ['/dev/a:/dev/b:rwm']),
      shmSize: nullable(fc.constantFrom(1, 1024, 3 * 1024 ** 3)),
      memory: nullable(fc.constantFrom(1, 1024, 3 * 1024 ** 3)),
      cpus: nullable(fc.constantFrom(0.5, 2)),
      tmpfs: fc.constantFrom([], ['/tmp:size=1m']),
      volumes: fc.constantFrom([], ['./a:/a:ro']),
      entrypoint: fc.oneof(
        fc.constantFrom(null, 'image' as const),
        fc.array(
          text.filter((each) => each !== 'image'),
          { minLength: 1, maxLength: 3 },
        ),
      ),
      cache: unique(fc.constantFrom(...cacheNames), { maxLength: 3 }).map((each) => [...each].sort()),
      snapshot: nullable(fc.constantFrom('2024-01-15', '20240115T000000Z', 'http://a.example/debian')),
      maxAge: nullable(fc.constantFrom(60, 604_800)),
      services,
    })
    .map((said) => {
      // services need dox's own network unless they are on localhost
      const needsBridge = said.services.some(({ localhost }) => !localhost);
      return newTarget({ name, ...said, ...(needsBridge ? { network: 'bridge' } : {}) });
    });

const config: fc.Arbitrary<Config> = unique(
  fc.constantFrom('py27', 'py39', 'py3.9', 'py39-a', 'py39-b', 'lint', '3.10', 'a:b', 'true'),
  { minLength: 1, maxLength: 4 },
)
  .chain((each) => fc.tuple(...each.map(target)))
  .chain((targets) =>
    // each of some that stand before it
    fc
      .tuple(...targets.map((_, at) => fc.subarray(targets.slice(0, at).map(({ name }) => name))))
      .map((needs) => targets.map((each, at) => ({ ...each, needs: needs[at] ?? [] }))),
  )
  .chain((targets) => {
    const alike = fc.constantFrom<(keyof Target)[]>(
      'images',
      'system',
      'prep',
      'env',
      'commands',
      'services',
      'allowEmpty',
      'cache',
    );
    return fc.record({
      file: fc.constant('/code/shop/tox.ini'),
      source: fc.constantFrom('tox' as const, 'travis' as const, 'guess' as const),
      notes: fc.array(text, { maxLength: 2 }),
      root: fc.constant('/code/shop'),
      project: fc.constantFrom('shop', 'other'),
      cacheRegistry: nullable(fc.constant('registry.example:5000/team/dox')),
      defaults: fc.subarray(
        targets.map(({ name }) => name),
        { minLength: 1 },
      ),
      targets: fc.array(alike, { maxLength: 8 }).map((keys) => {
        const shared = Object.fromEntries(keys.map((key) => [key, targets[0]?.[key]]));
        return targets.map((each) => ({ ...each, ...shared, network: 'bridge' }));
      }),
    });
  });

const exists = (path: string) => (path === '.' || path === 'sub' ? 'folder' : 'file');

/** All but the words in which commands are told, which the plans are compared for. */
function facts({ targets, project, cacheRegistry, defaults }: Config): unknown {
  const said = targets.map(({ commands: _, commandsForm: __, place: ___, places: ____, ...each }) => each);
  const value = { targets: said, project, cacheRegistry, defaults };
  return JSON.parse(JSON.stringify(value, (key, each) => (key === 'place' ? undefined : each)));
}

test('any configuration is what is read from its dox.yml', { timeout: 300_000 }, () => {
  fc.assert(
    fc.property(config, (each) => {
      const written = writeDoxYml({ config: each, from: 'tox.ini', bindep: null });
      const { config: again, diagnostics } = readDoxYml({
        file: '/code/shop/dox.yml',
        root: '/code/shop',
        text: written,
        exists,
      });
      if (again === null)
        throw new Error(`${diagnostics.map(({ message, frame }) => `${message}\n${frame}`).join('\n')}\n${written}`);
      expect(facts(again), written).toEqual(facts(each));
      for (const { name } of each.targets) expect(differences(each, again, name, {}), written).toEqual([]);
    }),
    // to make a failing case smaller takes its time, and must not take the word from who waits for it
    { numRuns: Number(process.env.DOX_FUZZ_RUNS ?? 60), skipAllAfterTimeLimit: 200_000 },
  );
});
