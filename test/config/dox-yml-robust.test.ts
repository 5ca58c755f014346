import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasErrors } from '../../src/base/diagnostic.ts';
import { configKeys } from '../../src/config/schema.ts';
import { serviceKeyNames } from '../../src/config/service-keys.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { config, read } from './read.ts';

/** Whatever the bytes: either a config or at least one error, and every error has its place inside the text. */
function holds(text: string | Uint8Array): void {
  const { config: found, diagnostics } = read(text);
  expect(found === null).toBe(hasErrors(diagnostics));
  const count = typeof text === 'string' ? text.split('\n').length : Number.POSITIVE_INFINITY;
  for (const { place } of diagnostics) {
    if (place === undefined) continue;
    expect(place.line).toBeGreaterThan(0);
    expect(place.line).toBeLessThanOrEqual(count);
    expect(place.column).toBeGreaterThan(0);
  }
}

const words = fc.constantFrom(
  ...configKeys.map(({ key }) => key),
  ...serviceKeyNames,
  ...['redis', 'db', 'tcp', 'http', 'log', 'command', '8080/x', '(', '5432'],
  ...['unit', 'py{27,311}', 'py{', 'testing', 'testing:pep8', 'ALL', '{1}', '{posargs}', '__proto__', 'constructor'],
  ...['debian:bookworm-slim', '3.10', '5m', '-1', 'true', '~', '../x', '*', '&a', '*a', '<<', '!', '!!str', '|', '>-'],
);
const glue = fc.constantFrom(
  ': ',
  ':\n  ',
  ':\n    ',
  '\n',
  '\n  ',
  '\n    ',
  '\n- ',
  '\n  - ',
  ', ',
  '{',
  '}',
  '[',
  ']',
  ' ',
  '#',
  '"',
  "'",
  '\t',
  '\r\n',
);
const yamlish = fc.array(fc.tuple(words, glue), { maxLength: 40 }).map((parts) => parts.flat().join(''));

const keyed: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    words,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(words, tie('value'), { maxKeys: 6 }),
  ),
})).value;

describe('readDoxYml never throws', () => {
  it('on any bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), holds), { numRuns: 300 });
  });

  it('on any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), holds), { numRuns: 300 });
  });

  it('on text that is almost a dox.yml', () => {
    fc.assert(fc.property(yamlish, holds), { numRuns: 1500 });
  });

  it('on any value at any key', () => {
    const file = fc.dictionary(words, keyed, { maxKeys: 6 }).map((value) => JSON.stringify(value, null, 1));
    fc.assert(fc.property(file, holds), { numRuns: 700 });
  });

  it('on the example with something cut out of it', () => {
    const example = readFileSync('dox.example.yml', 'utf8');
    const cut = fc
      .tuple(fc.nat(example.length), fc.nat(60))
      .map(([at, length]) => example.slice(0, at) + example.slice(at + length));
    fc.assert(fc.property(cut, holds), { numRuns: 200 });
  });
});

describe('services of any kind', () => {
  const service = fc.oneof(fc.constant(null), words, fc.dictionary(words, keyed, { maxKeys: 5 }));
  const names = fc.constantFrom('redis', 'etcd', 'zookeeper', 'db', 'Db', 'localhost', '');
  const services = fc.dictionary(names, service, { maxKeys: 5 });
  const file = fc.record({ image: fc.constant('a'), commands: fc.constant(['x']), services, unit: services });

  it('are read, or reported', () => {
    const text = file.map(({ unit, ...top }) =>
      JSON.stringify({ ...top, targets: { unit: { services: unit }, b: { extends: 'unit' } } }, null, 1),
    );
    fc.assert(fc.property(text, holds), { numRuns: 500 });
  });
});

describe('readDoxYml is quick', () => {
  const many = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => line(index)).join('\n');
  const head = 'image: i\ncommands: [x]\n';

  it.each([
    ['thousands of unknown keys', head + many(20_000, (index) => `key${index}: 1`)],
    ['thousands of targets', `${head}targets:\n${many(1500, (index) => `  t${index}: {env: {A: b}}`)}`],
    [
      'a long chain of extends',
      `${head}targets:\n  t0:\n${many(1500, (index) => `  t${index + 1}: {extends: t${index}}`)}`,
    ],
    [
      'thousands of unknown names',
      `${head}default: [${many(9000, (index) => `t${index},`)}]\ntargets:\n${many(1500, (index) => `  u${index}:`)}`,
    ],
    [
      'braces without end',
      `${head}targets:\n  ${'{1,2}'.repeat(2000)}x: \n  x${'{1,2,3,4,5,6,7,8,9,10}'.repeat(3)}:\n`,
    ],
    ['a long line', `${head}prep: ${'x '.repeat(200_000)}`],
    ['a long block of empty lines', `image: i\ncommands: |\n  a\n${'\n'.repeat(400_000)}  b\n`],
    ['many aliases', `image: i\nprep: [&a x, ${'*a, '.repeat(20_000)}]\ncommands: [x]`],
    ['a long name of an image', `${head}platform: ${'a/'.repeat(100_000)}`],
    ['a long version', `${head}system: [${'a=1'.repeat(100_000)}]`],
    ['a long snapshot', `${head}snapshot: ${'1'.repeat(100_000)}-`],
    ['a long address', `${head}snapshot: https://${'a/%'.repeat(100_000)}!`],
    ['a long registry', `${head}cache_registry: ${'a.'.repeat(100_000)}!`],
    ['a long registry path', `${head}cache_registry: localhost/${'a-'.repeat(100_000)}!`],
    ['thousands of services', `${head}services:\n${many(20_000, (index) => `  s${index}: 1`)}`],
    [
      'services that all depend on all',
      `${head}services:\n${many(50, (one) => `  s${one}: {image: i, depends_on: [${many(50, (other) => `s${other},`)}]}`)}`,
    ],
    [
      'services in thousands of targets',
      `${head}services:\n${many(50, (index) => `  s${index}: {image: i}`)}\ntargets:\n${many(1500, (index) => `  t${index}: {services: [s1]}`)}`,
    ],
    ['a long pattern', `${head}services: {redis: {ready: {log: ${'((a+)*)*'.repeat(50_000)}}}}`],
    ['an open pattern', `${head}services: {redis: {ready: {log: ${'('.repeat(100_000)}}}}`],
    ['a long name of a service', `${head}services: [${'a-/'.repeat(100_000)}]`],
    ['a long http', `${head}services: {redis: {ready: {http: ${'1/:'.repeat(100_000)}}}}`],
    ['a long duration', `${head}timeout: ${'1h'.repeat(100_000)}`],
  ])('with %s', (_, text) => {
    const took = processorTime();
    holds(text);
    expect(took()).toBeLessThan(bounded);
  });

  it('with a file of an ordinary size', () => {
    const example = readFileSync('dox.example.yml', 'utf8');
    config(example);
    const took = processorTime();
    config(example);
    expect(took()).toBeLessThan(bounded);
  });
});
