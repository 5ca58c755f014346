import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { userFiles } from '../../src/plan/user-files.ts';

const passwd =
  'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/usr/sbin:/bin/false\nnode:x:1000:1000::/home/node:/bin/sh\n';
const group = 'root:x:0:\nnode:x:1000:\nstaff:x:50:ann\n';
const ann = { name: 'ann', uid: 1001, gid: 1001 };

describe('userFiles', () => {
  it('uses the entry that the image has', () => {
    const result = userFiles({ passwd, group, person: { name: 'ann', uid: 1000, gid: 1000 } });
    expect(result).toEqual({ changed: false, passwd, group, name: 'node', home: '/home/node' });
  });

  it('adds a person and a group', () => {
    expect(userFiles({ passwd, group, person: ann })).toEqual({
      changed: true,
      passwd: `${passwd}ann:x:1001:1001:ann:/home/ann:/bin/sh\n`,
      group: `${group}ann:x:1001:\n`,
      name: 'ann',
      home: '/home/ann',
    });
  });

  it('adds only what is missing', () => {
    const result = userFiles({ passwd, group, person: { ...ann, gid: 50 } });
    expect(result.group).toBe(group);
    expect(result.passwd).toContain('ann:x:1001:50:');
  });

  it('takes another name where the name is taken', () => {
    const result = userFiles({ passwd, group, person: { name: 'node', uid: 7, gid: 7 } });
    expect(result).toMatchObject({ name: 'node2', home: '/home/node2' });
    expect(result.group).toContain('node2:x:7:\n');
  });

  it.each(['/', '', '/nonexistent', '/dev/null', 'home'])('gives a home instead of %j', (home) => {
    const result = userFiles({
      passwd: `svc:x:9:9:a b:${home}:/bin/false\n`,
      group: 'svc:x:9:\n',
      person: { ...ann, uid: 9, gid: 9 },
    });
    expect(result).toMatchObject({ changed: true, name: 'svc', home: '/home/svc' });
    expect(result.passwd).toBe('svc:x:9:9:a b:/home/svc:/bin/false\n');
  });

  it('takes the home that it is given', () => {
    expect(userFiles({ passwd, group, person: { ...ann, home: '/code/' } })).toMatchObject({
      home: '/code',
    });
  });

  it('makes files where there are none', () => {
    expect(userFiles({ passwd: null, group: null, person: ann })).toMatchObject({
      passwd:
        'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\nann:x:1001:1001:ann:/home/ann:/bin/sh\n',
      group: 'root:x:0:\nnogroup:x:65534:\nann:x:1001:\n',
    });
    expect(userFiles({ passwd: null, group: null, person: { name: 'root', uid: 0, gid: 0 } })).toMatchObject({
      changed: true,
      name: 'root',
      home: '/root',
    });
  });

  it('keeps what it does not understand', () => {
    const odd = '# comment\n+nis:::\nshort:x\n\nbad:x:1001x:0::/:/bin/sh';
    const result = userFiles({ passwd: new TextEncoder().encode(odd), group: '', person: ann });
    expect(result.passwd).toBe(`${odd}\nann:x:1001:1001:ann:/home/ann:/bin/sh\n`);
    expect(result.group).toBe('ann:x:1001:\n');
  });

  it.each([
    ['Ann Smith', 'ann_smith'],
    ['DOMAIN\\ann', 'domain_ann'],
    ['1ann', '_ann'],
    ['ann.smith@x', 'ann_smith_x'],
    ['', 'dox'],
    ['日本', 'dox'],
    ['a:b\nc', 'a_b_c'],
  ])('makes a name of %j', (name, expected) => {
    expect(userFiles({ passwd, group, person: { ...ann, name } }).name).toBe(expected);
  });

  it('makes files in which the person is found, whatever was in them', () => {
    const line = fc.string({ unit: fc.constantFrom(...'ab:x01\n#+ '), maxLength: 30 });
    fc.assert(
      fc.property(line, line, fc.string(), (users, groups, name) => {
        const once = userFiles({ passwd: users, group: groups, person: { ...ann, name } });
        expect(once.name).toMatch(/^[a-z_][a-z0-9_-]*$/);
        expect(once.passwd.split('\n').some((entry) => entry.startsWith(`${once.name}:x:1001:1001:`))).toBe(true);
        const again = userFiles({ passwd: once.passwd, group: once.group, person: { ...ann, name } });
        expect(again).toEqual({ ...once, changed: false });
      }),
    );
  });

  it('agrees with getent about this machine', () => {
    const file = spawnSync('cat', ['/etc/passwd'], { encoding: 'utf8' }).stdout;
    const name = spawnSync('id', ['-un'], { encoding: 'utf8' }).stdout.trim();
    const uid = Number(spawnSync('id', ['-u'], { encoding: 'utf8' }).stdout);
    expect(userFiles({ passwd: file, group, person: { name: 'other', uid, gid: 0 } }).name).toBe(name);
  });
});
