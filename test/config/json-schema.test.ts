import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema } from '../../src/config/json-schema.ts';
import { configKeys } from '../../src/config/schema.ts';
import { doxYmlCorpus } from './corpus.ts';
import { schemaErrors } from './schema-errors.ts';

const schema = jsonSchema();
const check = (text: string) => schemaErrors(parse(text, { merge: true }), schema);
const folder = doxYmlCorpus();

describe('dox.schema.json', () => {
  it('is what the code makes of its table of keys', () => {
    const stored = readFileSync('dox.schema.json', 'utf8');
    const fresh = `${JSON.stringify(schema, null, 2)}\n`;
    expect(stored === fresh, 'dox.schema.json is stale: run `npm run schema`').toBe(true);
  });

  it('describes each key', () => {
    for (const { key, description } of configKeys) {
      expect(description, key).toMatch(/^.{10,}\.$/);
      expect(JSON.stringify(schema)).toContain(JSON.stringify(description));
    }
  });

  it('accepts the example', () => {
    expect(check(readFileSync('dox.example.yml', 'utf8'))).toEqual([]);
  });

  it.each(['redis', '[redis, {etcd: 3.4}]', '{redis: , etcd: 3.4, db: {image: a, ready: {tcp: 5}, init: x}}'])(
    'accepts services: %s',
    (services) => {
      expect(check(`image: a\ncommands: [x]\nservices: ${services}`)).toEqual([]);
    },
  );

  it.skipIf(folder === null)('accepts the files of the first dox', () => {
    const files = readdirSync(folder ?? '').filter((name) => name.endsWith('.yml'));
    for (const name of files) expect([name, check(readFileSync(join(folder ?? '', name), 'utf8'))]).toEqual([name, []]);
  });

  it.each([
    ['an unknown key in a target', 'targets: {unit: {command: pytest}}'],
    ['an unknown key in a flat file', 'image: a\ncomands: [x]\ncommands: [x]'],
    ['an unknown key in a section', 'testing: {image: a, commands: [x], foo: 1}'],
    ['a list where a mapping should be', 'targets: {unit: {env: [A=b]}}'],
    ['a key at the wrong place', 'targets: {unit: {project: a}}'],
    ['no targets', 'targets: {}'],
    ['a word for a switch', 'image: a\ncommands: [x]\nprivileged: "yes"'],
    ['an unknown cache', 'image: a\ncommands: [x]\ncache: [pip, pup]'],
    ['an unknown key of a service', 'image: a\ncommands: [x]\nservices: {redis: {ports: ["1:1"]}}'],
    ['a service with a name that no host has', 'image: a\ncommands: [x]\nservices: [Redis]'],
    ['no services', 'image: a\ncommands: [x]\nservices: {}'],
    ['an image with a blank', 'image: a b\ncommands: [x]'],
  ])('refuses %s', (_, text) => {
    expect(check(text)).not.toEqual([]);
  });
});
