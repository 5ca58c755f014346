import { expect, it } from 'vitest';
import { projectPath } from '../../src/config/project-path.ts';

it.each([
  ['requirements.txt', 'requirements.txt'],
  ['./a//b/', 'a/b'],
  ['a/../b', 'b'],
  ['.', '.'],
  ['./', '.'],
  ['..a', '..a'],
  ['..', null],
  ['../a', null],
  ['a/../../b', null],
  ['/etc/passwd', null],
  ['~/x', null],
])('%j is %j', (written, path) => {
  expect(projectPath(written)).toBe(path);
});
