import { describe, expect, test } from 'vitest';
import { curatedPackages, curatedReference, isCuratedReference } from '../../src/config/curated.ts';

describe('what a name means', () => {
  // the versions of Debian 11, 12 and 13, as packages.debian.org lists them
  test.each<[reference: string, base: string, wanted: string]>([
    ['dox/memcached:1', 'trixie', 'memcached 1.*'],
    ['dox/memcached:1.6', 'trixie', 'memcached 1.6.*'],
    ['dox/memcached:1.6.*', 'trixie', 'memcached 1.6.*'],
    ['dox/memcached:1.6.18', 'bookworm', 'memcached 1.6.18.*'],
    ['dox/memcached:1.6.9', 'bullseye', 'memcached 1.6.9.*'],
    ['dox/memcached:1.6.18-1+deb12u1', 'bookworm', 'memcached 1.6.18-1+deb12u1'],
    ['dox/zookeeper:3.4', 'bullseye', 'zookeeper 3.4.*'],
    ['dox/zookeeper:3.8', 'bookworm', 'zookeeper 3.8.*'],
    ['dox/zookeeper:3.9', 'trixie', 'zookeeper 3.9.*'],
    ['dox/zookeeper:3', 'trixie', 'zookeeper 3.*'],
    ['dox/openssl:1.1', 'bullseye', 'openssl 1.1.*'],
    ['dox/openssl:1.1.1', 'bullseye', 'openssl 1.1.1.*'],
    ['dox/openssl:1.1.1w', 'bullseye', 'openssl 1.1.1w'],
    ['dox/openssl:3.0', 'bookworm', 'openssl 3.0.*'],
    ['dox/openssl:3.0.17', 'bookworm', 'openssl 3.0.17.*'],
    ['dox/openssl:3.5', 'trixie', 'openssl 3.5.*'],
    ['dox/redis:6', 'bullseye', 'redis-server 6.*'],
    ['dox/redis:7.0', 'bookworm', 'redis-server 7.0.*'],
    ['dox/redis:5:7.0', 'bookworm', 'redis-server 5:7.0.*'],
    ['dox/redis:8', 'trixie', 'redis-server 8.*'],
    ['dox/postgresql:13', 'bullseye', 'postgresql-13 13.*'],
    ['dox/postgresql:15', 'bookworm', 'postgresql-15 15.*'],
    ['dox/postgresql:17.6', 'trixie', 'postgresql-17 17.6.*'],
    ['dox/mariadb:10', 'bookworm', 'mariadb-server 10.*'],
    ['dox/mariadb:10.5', 'bullseye', 'mariadb-server 10.5.*'],
    ['dox/mariadb:11.8', 'trixie', 'mariadb-server 11.8.*'],
    ['dox/rabbitmq:3', 'bookworm', 'rabbitmq-server 3.*'],
    ['dox/rabbitmq:3.8', 'bullseye', 'rabbitmq-server 3.8.*'],
    ['dox/rabbitmq:4', 'trixie', 'rabbitmq-server 4.*'],
    ['dox/etcd:3.3', 'bullseye', 'etcd-server 3.3.*'],
    ['dox/etcd:3.4', 'bookworm', 'etcd-server 3.4.*'],
    ['dox/etcd:3.5', 'trixie', 'etcd-server 3.5.*'],
    ['dox/python:2', 'bullseye', 'python2.7 2.*'],
    ['dox/python:2.7', 'bullseye', 'python2.7 2.7.*'],
    ['dox/python:3', 'trixie', 'python3.13 3.*'],
    ['dox/python:3.9', 'bullseye', 'python3.9 3.9.*'],
    ['dox/python:3.11', 'bookworm', 'python3.11 3.11.*'],
    ['dox/python:3.13', 'trixie', 'python3.13 3.13.*'],
    // without a version: that of bookworm
    ['dox/etcd', 'bookworm', 'etcd-server 3.4.23.*'],
    ['dox/mariadb', 'bookworm', 'mariadb-server 10.11.*'],
    ['dox/memcached', 'bookworm', 'memcached 1.6.18.*'],
    ['dox/openssl', 'bookworm', 'openssl 3.0.*'],
    ['dox/postgresql', 'bookworm', 'postgresql-15 15.*'],
    ['dox/python', 'bookworm', 'python3.11 3.11.2.*'],
    ['dox/rabbitmq', 'bookworm', 'rabbitmq-server 3.10.8.*'],
    ['dox/redis', 'bookworm', 'redis-server 7.0.15.*'],
    ['dox/zookeeper', 'bookworm', 'zookeeper 3.8.0.*'],
  ])('%s is built on %s with %s', (reference, base, wanted) => {
    const curated = curatedReference(reference);
    if (!curated.ok) throw new Error(curated.message);
    const { source } = curated;
    expect([source.base, `${source.package} ${source.spec}`]).toEqual([`debian:${base}-slim`, wanted]);
    expect(curatedPackages(source)).toEqual([{ name: source.package, version: source.spec }]);
  });
});

describe('what is none', () => {
  test.each([
    ['dox/memcache:1.6', '"dox/memcache" is not an image that dox makes', 'did you mean "dox/memcached"?'],
    ['dox/Redis', '"dox/Redis" is not an image that dox makes', 'did you mean "dox/redis"?'],
    [
      'dox/constructor',
      '"dox/constructor" is not an image that dox makes',
      'there are etcd, mariadb, memcached, openssl, postgresql, python, rabbitmq, redis, zookeeper',
    ],
    [
      'dox/memcached:1.60',
      '"1.60" is no version of dox/memcached',
      'to be had: 1.6.9 (bullseye), 1.6.18 (bookworm), 1.6.38 (trixie)',
    ],
    ['dox/memcached:1.6.1', '"1.6.1" is no version of dox/memcached', null],
    ['dox/openssl:3.01', '"3.01" is no version of dox/openssl', null],
    ['dox/zookeeper:', '"" is no version of dox/zookeeper', null],
    ['dox/zookeeper:latest', '"latest" is no version of dox/zookeeper', null],
    ['dox/zookeeper:3.8$(x)', '"3.8$(x)" is no version of dox/zookeeper', null],
    ['dox/python:>=3.8', '">=3.8" is no version of dox/python', null],
  ])('%s', (reference, message, hint) => {
    const curated = curatedReference(reference);
    expect(curated).toMatchObject({ ok: false, message });
    if (hint !== null) expect(curated).toMatchObject({ hint });
  });
});

test.each([
  ['dox/memcached', true],
  ['dox/memcached:1.6', true],
  ['dox/unknown', true],
  ['dox/shop:0123456789abcdef', false], // a prepared image
  ['dox/shop:0123456789abcde', true],
  ['memcached:1.6', false],
  ['registry.example/dox/memcached:1.6', false],
])('%s is one: %s', (reference, expected) => {
  expect(isCuratedReference(reference)).toBe(expected);
});
