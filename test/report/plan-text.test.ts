import { expect, test } from 'vitest';
import { createStyle } from '../../src/base/style.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { planText } from '../../src/report/plan-text.ts';
import { config } from '../config/read.ts';
import { usualOptions } from '../support/options.ts';

const yaml = `
image: debian:bookworm-slim
snapshot: 2024-01-15
max_age: 7d
cache: [pip, apt]
commands: [pytest]
services:
  db:
    image: postgres:15
    env: {POSTGRES_PASSWORD: secret}
    command: postgres -c "fsync = off"
    user: postgres
    volumes: [./schema:/schema:ro]
    tmpfs: [/data]
    port: 5432
    ready: {command: pg_isready -q}
    timeout: 90s
    depends_on: memcached
    init: [psql -f /schema/a.sql, psql -f /schema/b.sql]
  memcached: {localhost: false}
  web: {build: web, ready: {http: 8080/health}}
`;

test('a plan marks a target that may fail', () => {
  const { plan } = makePlan(config('image: a:1\nallow_failure: true\ncommands: [x]\n'), usualOptions, {});
  expect(plan && planText(plan, null, createStyle(false))).toMatch(/^testing \(may fail\)\n/);
});

test('a plan shows its services in the order in which they may start', () => {
  const { plan } = makePlan(config(yaml), usualOptions, {});
  if (plan === null) throw new Error('no plan');
  expect(planText(plan, null, createStyle(false))).toBe(`testing
  image: debian:bookworm-slim
  cache: apt, pip
  snapshot: http://snapshot.debian.org/archive/debian/20240115T000000Z http://snapshot.debian.org/archive/debian-security/20240115T000000Z
  max_age: 7 days
  mounts: /code/shop → /src
  user: you
  environment: MEMCACHED_HOST, MEMCACHED_PORT, DB_HOST, DB_PORT, WEB_HOST
  services:
    memcached: dox/memcached at memcached:11211
      ready: the image's health check, else port 11211, within 1m 00s
    db: postgres:15 at localhost:5432
      depends_on: memcached
      command: postgres -c 'fsync = off'
      user: postgres
      environment: POSTGRES_PASSWORD
      mounts: /code/shop/schema → /schema
      tmpfs: /data
      ready: pg_isready -q, within 1m 30s
      init: psql -f /schema/a.sql; psql -f /schema/b.sql
    web: web/Dockerfile at localhost:(the image's port)
      ready: http://localhost:8080/health, within 1m 00s
  commands:
    pytest
`);
});

test('a plan shows what tox does with the exit code of a command', () => {
  const argv = { kind: 'argv', argv: ['a', 'b c'], ignoreExit: false, invertExit: false } as const;
  const commands = [
    argv,
    { ...argv, ignoreExit: true },
    { ...argv, invertExit: true, keepGoing: true },
    { ...argv, always: true },
    { kind: 'script', text: 'a | b\n', keepGoing: true },
  ] as const;
  const made = makePlan(config('image: a\ncommands: [x]\n'), usualOptions, {}).plan;
  if (made === null) throw new Error('no plan');
  const targets = made.targets.map((target) => ({ ...target, commands }));
  expect(planText({ ...made, targets }, null, createStyle(false))).toContain(`  commands:
    a 'b c'
    - a 'b c'
    ! a 'b c'   # a failure stops nothing
    a 'b c'   # also after a failure
    a | b   # a failure stops nothing
`);
});
