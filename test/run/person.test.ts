import { describe, expect, test } from 'vitest';
import { DoxError } from '../../src/base/dox-error.ts';
import { type ContainerUserInput, containerUser, parseUserMap } from '../../src/run/person.ts';

const me = { name: 'me', uid: 1001, gid: 1002 };
const boss = { name: 'root', uid: 0, gid: 0 };
const jenkins = { name: 'jenkins', uid: 1234, gid: 1235 };
const docker = { kind: 'docker', rootless: false } as const;
const podman = { kind: 'podman', rootless: false } as const;
const rootlessDocker = { kind: 'docker', rootless: true } as const;
const rootlessPodman = { kind: 'podman', rootless: true } as const;
const passwd =
  'root:x:0:0:root:/root:/bin/sh\napp:x:999:999::/home/app:/bin/sh\ntwin:x:1001:1002::/home/twin:/bin/sh\n';
const subordinate = 'one of your subordinate uids';

function userOf(input: Partial<ContainerUserInput> & Pick<ContainerUserInput, 'engine'>): readonly unknown[] {
  const all = { asked: null, person: me, caller: me, imageUser: '', passwd, ...input };
  const { user, keepId, account, hostUid, othersFiles } = containerUser(all);
  return [user, keepId, account?.name ?? null, hostUid, othersFiles];
}

describe('the user of a container', () => {
  test.each([
    ['rootful Docker', docker, me, ['1001:1002', false, 'me', 1001, null]],
    ['rootful Podman', podman, me, ['1001:1002', false, 'me', 1001, null]],
    ['rootful Docker, by root', docker, boss, ['0:0', false, 'root', 0, null]],
    ['rootless Docker: its root is the person', rootlessDocker, me, ['0:0', false, 'root', 1001, null]],
    ['rootless Podman: the person keeps the uid', rootlessPodman, me, ['1001:1002', true, 'me', 1001, null]],
    ['rootless Podman, of root', rootlessPodman, boss, ['0:0', false, 'root', 0, null]],
  ])('is the person: %s', (_says, engine, person, expected) => {
    expect(userOf({ engine, person, caller: person })).toEqual(expected);
  });

  test.each([
    ['root', docker, ['0:0', false, 'root', 0, 'root']],
    ['root', rootlessDocker, ['0:0', false, 'root', 1001, null]],
    ['root', rootlessPodman, ['0:0', false, 'root', 1001, null]],
    ['0', docker, ['0:0', false, 'root', 0, 'root']],
    ['0:0', docker, ['0:0', false, 'root', 0, 'root']],
    ['app', docker, ['app', false, null, 999, 'user app']],
    ['app:staff', docker, ['app:staff', false, null, 999, 'user app:staff']],
    ['app', rootlessPodman, ['app', false, null, null, subordinate]],
    ['1234:1', podman, ['1234:1', false, null, 1234, 'user 1234:1']],
    ['1234', rootlessDocker, ['1234', false, null, null, subordinate]],
    ['1001', docker, ['1001:1002', false, 'me', 1001, null]],
    ['1001:1002', rootlessPodman, ['1001:1002', true, 'me', 1001, null]],
    ['twin', docker, ['twin', false, null, 1001, null]],
  ])('may be asked for: %s on %o', (asked, engine, expected) => {
    expect(userOf({ asked, engine })).toEqual(expected);
  });

  test.each([
    ['', docker, ['', false, null, 0, 'user root']],
    ['app', docker, ['', false, null, 999, 'user app']],
    ['1001:1002', docker, ['', false, null, 1001, null]],
    ['', rootlessPodman, ['', false, null, 1001, null]],
    ['app', rootlessPodman, ['', false, null, null, subordinate]],
  ])('may be what the image says: "%s" on %o', (imageUser, engine, expected) => {
    expect(userOf({ asked: 'image', imageUser, engine })).toEqual(expected);
  });

  test.each([
    ['root for somebody', docker, boss, ['1234:1235', false, 'jenkins', 1234, null]],
    ['somebody for somebody', docker, me, ['1234:1235', false, 'jenkins', 1234, null]],
    ['rootless, for somebody', rootlessPodman, me, ['1234:1235', false, 'jenkins', null, subordinate]],
    ['rootless Docker, for somebody', rootlessDocker, me, ['1234:1235', false, 'jenkins', null, subordinate]],
  ])('is the mapped one: %s', (_says, engine, caller, expected) => {
    expect(userOf({ person: jenkins, caller, engine })).toEqual(expected);
  });

  test('must be known to the image', () => {
    expect(() => userOf({ asked: 'nobody', engine: docker })).toThrow(
      expect.objectContaining({ code: 'not-found', hint: expect.stringContaining('root, app, twin') }),
    );
    expect(() => userOf({ asked: 'root', engine: docker, passwd: null })).not.toThrow();
  });
});

describe('--user-map', () => {
  test('is name:uid:gid', () => {
    expect(parseUserMap('jenkins:1234:1235')).toEqual(jenkins);
    expect(parseUserMap('max:2147483647:0')).toEqual({ name: 'max', uid: 2_147_483_647, gid: 0 });
  });

  test.each(['', 'a', '1:2', ':1:2', 'a:1', 'a:1:b', 'a:-1:2', 'a:1:2:3', 'a:2147483648:1', 'a:1: 2'])(
    'is not "%s"',
    (text) => {
      expect(() => parseUserMap(text)).toThrow(DoxError);
    },
  );
});
