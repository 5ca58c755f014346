import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { config, read, references, target } from './read.ts';

const example = readFileSync('dox.example.yml', 'utf8');

it('dox.example.yml is right', () => {
  expect(read(example).diagnostics).toEqual([]);
});

it('dox.example.yml does what its comments say', () => {
  const { project, defaults, targets } = config(example);
  expect(project).toBe('shop');
  expect(defaults).toEqual(['lint', 'py3.13']);
  expect(targets.map(({ name }) => name)).toEqual(['lint', 'py3.9', 'py3.11', 'py3.13', 'coverage', 'soak']);
  expect(references(target(example, 'py3.11'))).toEqual(['python:3.11-slim-bookworm']);
  expect(references(target(example, 'py3.9'))).toEqual(['python:3.9-slim-bullseye']);
  const services = ['py3.11', 'py3.9', 'coverage', 'lint'].map((name) => target(example, name).services);
  expect(services.map((each) => each.map(({ name }) => name))).toEqual([
    ['memcached', 'db'],
    ['memcached'],
    ['memcached', 'db'],
    [],
  ]);
  expect(services[0]).toMatchObject([
    { image: { reference: 'dox/memcached:1.6' } },
    { port: 5432, timeout: 30, ready: { kind: 'command' }, init: ["psql -U postgres -c 'create database shop'"] },
  ]);
  expect(target(example, 'coverage')).toMatchObject({
    commandsForm: 'block',
    add: ['requirements.txt'],
    env: { PYTHONDONTWRITEBYTECODE: '1', COVERAGE_CORE: 'sysmon' },
  });
  expect(target(example, 'soak')).toMatchObject({ timeout: 7200, allowFailure: true, memory: 2 * 1024 ** 3 });
});
