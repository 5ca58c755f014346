import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checkInstalled,
  choosePackages,
  installWords,
  isPackageName,
  isSnapshot,
  parseResolve,
  resolveScript,
} from '../../src/plan/apt.ts';
import { shells } from './shells.ts';

// As apt 2.6.1 of bookworm prints it.
const output = `warning of the shell
dox:table
 memcached | 1.6.18-1 | http://deb.debian.org/debian bookworm/main amd64 Packages
 memcached | 1.6.18-1+deb12u1 | http://deb.debian.org/debian bookworm-updates/main amd64 Packages
 memcached | 1.6.18-1 | http://deb.debian.org/debian bookworm/main Sources
   openssl | 3.0.17-1~deb12u2 | http://deb.debian.org/debian bookworm/main amd64 Packages
openssl | 3.0.9-1 | install ok installed
gone | 1.0-1 | deinstall ok config-files
awk <- original-awk
awk <- mawk
awk <- mawk
dox:end
`;

describe('parseResolve', () => {
  it('reads the table, newest first, installed versions among them', () => {
    const resolved = parseResolve(output);
    if (resolved.kind !== 'table') throw new Error(resolved.kind);
    expect(Object.fromEntries(resolved.versions)).toEqual({
      memcached: ['1.6.18-1+deb12u1', '1.6.18-1'],
      openssl: ['3.0.17-1~deb12u2', '3.0.9-1'],
    });
    expect(Object.fromEntries(resolved.providers)).toEqual({ awk: ['original-awk', 'mawk'] });
  });

  it('says which distribution has no apt', () => {
    expect(parseResolve('dox:no-apt alpine\n')).toEqual({ kind: 'no-apt', distribution: 'alpine' });
  });

  it('keeps the tail of a failed update, and of a script that was cut short', () => {
    const failed = `dox:update-failed\nE: 1\n\n${'x\n'.repeat(30)}E: last\n`;
    const resolved = parseResolve(failed);
    if (resolved.kind !== 'update-failed') throw new Error(resolved.kind);
    expect(resolved.tail.split('\n').length).toBe(20);
    expect(resolved.tail).toMatch(/E: last$/);
    expect(parseResolve('dox:table\n a | 1 | x Packages\n')).toMatchObject({ kind: 'update-failed' });
    expect(parseResolve('')).toEqual({ kind: 'update-failed', tail: '' });
  });
});

describe('choosePackages', () => {
  const versions = new Map([
    ['memcached', ['1.6.18-1', '1.5.6-1']],
    ['openssl', ['3.0.17-1', '1:2.0-1']],
  ]);
  const providers = new Map([
    ['awk', ['mawk', 'gawk']],
    ['mta', ['exim4']],
  ]);

  it('takes the newest that is wanted', () => {
    const wanted = [
      { name: 'memcached', version: '1.5.*' },
      { name: 'openssl', version: null },
      { name: 'mta', version: null },
    ];
    const exact = new Map([
      ['memcached', '1.5.6-1'],
      ['openssl', '1:2.0-1'],
      ['mta', null],
    ]);
    expect(choosePackages(wanted, versions, providers)).toEqual({ ok: true, exact });
  });

  it('names all that cannot be had, with what can', () => {
    const wanted = [
      { name: 'memcached', version: '1.7.*' },
      { name: 'nothing', version: null },
      { name: 'awk', version: null },
      { name: 'mta', version: '1' },
    ];
    expect(choosePackages(wanted, versions, providers)).toEqual({
      ok: false,
      problems: [
        { package: 'memcached', wanted: '1.7.*', available: ['1.6.18-1', '1.5.6-1'], providers: [] },
        { package: 'nothing', wanted: null, available: [], providers: [] },
        { package: 'awk', wanted: null, available: [], providers: ['mawk', 'gawk'] },
        { package: 'mta', wanted: '1', available: [], providers: ['exim4'] },
      ],
    });
  });
});

describe('checkInstalled', () => {
  const installed = new Map([
    ['memcached', '1.6.18-1'],
    ['mawk', '1.3.4-1'],
  ]);
  const providers = new Map([['awk', ['mawk']]]);

  it.each<[string, string | null, string | null]>([
    ['memcached', null, null],
    ['memcached', '1.6.*', null],
    ['memcached', '>=1.6 <1.7', null],
    ['memcached', '1.5.*', 'memcached 1.5.* is wanted, 1.6.18-1 is installed'],
    ['zookeeperd', '3.8.0', 'zookeeperd 3.8.0 is wanted, and it is not installed'],
    ['zookeeperd', null, 'zookeeperd is wanted, and it is not installed'],
    ['awk', null, null],
    ['awk', '1', 'awk 1 is wanted, and it is not installed; mawk provides it, which has versions of its own'],
  ])('%s %s: %s', (name, version, message) => {
    const problems = checkInstalled([{ name, version }], installed, providers);
    expect(problems.map((problem) => problem.message)).toEqual(message === null ? [] : [message]);
  });
});

describe('the scripts', () => {
  const script = readFileSync(resolve(import.meta.dirname, '../../images/apt-install'), 'utf8');
  const source = { script, snapshot: null };
  const hostile = ['a;reboot', '-o', 'a b', '', 'A', 'a', '$(x)', 'a\nb', "a'b", '../x'];

  it.each(hostile.map((name) => [name]))('never hold the name %j', (name) => {
    expect(isPackageName(name)).toBe(false);
    expect(() => resolveScript([name], source)).toThrow(RangeError);
    expect(() => installWords(new Map([[name, '1']]), null)).toThrow(RangeError);
  });

  it.each(['1;reboot', '1 2', '', '$(x)', "1'"])('never hold the version %j', (version) => {
    expect(() => installWords(new Map([['memcached', version]]), null)).toThrow(RangeError);
  });

  it.each(['', 'debian', 'ftp://x', 'http://a"b', 'http://a;b', 'http://$x', 'http://a\nb', 'http://a  http://b'])(
    'never hold the archive %j',
    (snapshot) => {
      expect(isSnapshot(snapshot)).toBe(false);
      expect(() => installWords(new Map(), snapshot)).toThrow(RangeError);
      expect(() => resolveScript([], { script, snapshot })).toThrow(RangeError);
    },
  );

  it('name the archives and the exact versions', () => {
    const exact = new Map([
      ['memcached', '1:1.6.18-1+deb12u1~x'],
      ['mta', null],
    ]);
    expect(installWords(exact, null)).toEqual(['--snapshot=', 'memcached=1:1.6.18-1+deb12u1~x', 'mta']);
    const snapshot =
      'trusted:http://127.0.0.1:8000/a http://snapshot.debian.org/archive/debian-security/20240101T000000Z';
    expect(installWords(new Map(), snapshot)).toEqual([`--snapshot=${snapshot}`]);
  });

  it('are taken by every shell', () => {
    const snapshot = 'http://127.0.0.1:8000/debian';
    for (const { argv } of shells) {
      const [file, ...args] = argv;
      for (const input of [
        resolveScript(['memcached', 'g++'], source),
        resolveScript([], { script, snapshot }),
        script,
      ]) {
        expect(spawnSync(file, [...args, '-n'], { input, encoding: 'utf8' })).toMatchObject({
          status: 0,
          stderr: '',
        });
      }
    }
  });

  it('say which distribution it is where there is no apt', () => {
    const env = { PATH: '/nonexistent' };
    const { stdout } = spawnSync('/bin/sh', ['-c', resolveScript(['memcached'], source)], { encoding: 'utf8', env });
    expect(parseResolve(stdout)).toMatchObject({ kind: 'no-apt', distribution: expect.stringMatching(/^\w+$/) });
  });
});
