import { describe, expect, test } from 'vitest';
import { formatDiagnostics } from '../../src/base/format-diagnostics.ts';
import type { Lock } from '../../src/config/lock.ts';
import { lockText } from '../../src/config/lock-text.ts';
import { conflictSides, readLock } from '../../src/config/read-lock.ts';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

const lock: Lock = {
  platforms: new Map([
    [
      'linux/amd64',
      {
        images: new Map([
          ['registry.example:5000/team/image:1.2', digest('b')],
          ['debian:bookworm-slim', digest('a')],
        ]),
        prepared: new Map([
          [
            'debian:bookworm-slim 0123abcd',
            {
              image: digest('c'),
              date: '2026-01-31',
              packages: new Map([
                ['memcached', '1:1.6'],
                ['libc6', '2.36-9+deb12u10'],
                ['x11', '1.10'],
                ['y2', '1e3'],
              ]),
              others: new Map([['gone', 'none']]),
            },
          ],
        ]),
      },
    ],
    ['linux/386', { images: new Map([['busybox', digest('d')]]), prepared: new Map() }],
  ]),
};

const text = `# The exact images and packages that this project's runs use, written by \`dox lock\`. Commit it.
# \`dox lock --update [NAME...]\` renews all or some of it, \`dox lock --check\` says what has drifted.
version: 1

linux/386:
  images:
    busybox: ${digest('d')}

linux/amd64:
  images:
    debian:bookworm-slim: ${digest('a')}
    registry.example:5000/team/image:1.2: ${digest('b')}
  prepared:
    debian:bookworm-slim 0123abcd:
      image: ${digest('c')}
      date: 2026-01-31
      packages:
        libc6: 2.36-9+deb12u10
        memcached: 1:1.6
        x11: "1.10"
        y2: "1e3"
      others:
        gone: none
`;

describe('dox.lock', () => {
  test('is sorted and readable, and is read as it was written', () => {
    expect(lockText(lock)).toBe(text);
    const read = readLock(text, 'dox.lock');
    expect(read.diagnostics).toEqual([]);
    expect(read.lock === null ? '' : lockText(read.lock)).toBe(text);
  });

  test('that a hand or YAML wrote otherwise is read as well', () => {
    const other = text.replace('"1.10"', '1.10').replace('"1e3"', '1e3');
    const { lock: read } = readLock(other.replaceAll('\n', '\r\n'), 'dox.lock');
    expect(read === null ? '' : lockText(read)).toBe(text);
  });

  test.each([
    ['', 'dox.lock:1:1: error: this is no dox.lock'],
    ['- a', 'dox.lock:1:1: error: this is no dox.lock'],
    ['linux/amd64: {}', 'dox.lock:1:1: error: the version of this lock is missing: this dox reads version 1'],
    ['version: 2', 'dox.lock:1:1: error: version 2 is unknown: this dox reads version 1'],
    ['version: 1\namd64: {}', 'dox.lock:2:1: error: "amd64" is not a platform'],
    ['version: 1\nlinux/amd64: x', 'dox.lock:2:14: error: a mapping is expected here'],
    ['version: 1\nlinux/amd64: {image: {}}', 'dox.lock:2:15: error: unknown key "image"'],
    ['version: 1\nlinux/amd64: {images: {a: latest}}', 'dox.lock:2:27: error: a digest (sha256:…) is expected here'],
    ['version: 1\nlinux/amd64: {prepared: {a b: {}}}', 'dox.lock:2:31: error: the key "image" is missing here'],
    [
      `version: 1\nlinux/amd64: {prepared: {a b: {image: ${digest('a')}, packages: {a$: 1}}}}`,
      'error: "a$" is not the name of a Debian package',
    ],
    [
      `version: 1\nlinux/amd64: {prepared: {a b: {image: ${digest('a')}, packages: {ab: '1; rm'}}}}`,
      'error: a version is expected here',
    ],
    ['version: 1\n<<<<<<< HEAD\n', 'dox.lock:2:1: error: a merge conflict is not resolved'],
    ['version: [', 'dox.lock:1:11: error: '],
    ['a\0', 'error: dox.lock cannot be read: it is a binary file'],
  ])('that is damaged is refused with the place: %j', (damaged, message) => {
    const { lock: read, diagnostics } = readLock(damaged, 'dox.lock');
    expect(read).toBeNull();
    expect(formatDiagnostics(diagnostics)).toContain(message);
  });

  test('with a merge conflict has two sides', () => {
    expect(conflictSides('a\n<<<<<<< HEAD\nb\n||||||| base\nc\n=======\nd\n>>>>>>> other\ne\n')).toEqual([
      'a\nb\ne\n',
      'a\nd\ne\n',
    ]);
    expect(conflictSides(text)).toBeNull();
  });
});
