import { describe, expect, it } from 'vitest';
import { hostPlace } from '../../src/failures/host-path.ts';

const files = new Set(['/home/me/project/tests/test_a.py', '/home/me/project/a b.py']);
const roots = { containerRoot: '/src', hostRoot: '/home/me/project', exists: (path: string) => files.has(path) };

describe('the place of a failure on the host', () => {
  it.each([
    ['/src/tests/test_a.py', 3, 'tests/test_a.py:3'],
    ['tests/test_a.py', 3, 'tests/test_a.py:3'],
    ['./tests/../a b.py', 1, 'a b.py:1'],
    ['tests/test_a.py', null, 'tests/test_a.py'],
    ['/usr/lib/python3.11/unittest/case.py', 3, null],
    ['../elsewhere.py', 3, null],
    ['/srcs/tests/test_a.py', 3, null],
    ['tests/gone.py', 3, null],
    ['/src', 1, null],
    [null, 3, null],
  ])('%s:%s is %s', (file, line, expected) => {
    expect(hostPlace({ file, line }, roots)).toBe(expected);
  });
});
