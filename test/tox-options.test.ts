import { expect, test } from 'vitest';
import { toxOptionHint } from '../src/tox-options.ts';

test.each([
  ['--recreate', 'dox -r'],
  ['-v', 'dox -d'],
  ['-vvv', 'dox -d'],
  ['--parallel=auto', 'one after another'],
  ['-a', 'dox -l'],
  ['--listenvs-all', 'dox -l'],
  ['--notest', 'dox -c true'],
])('%s of tox is %s', (option, hint) => {
  expect(toxOptionHint(option)).toContain(hint);
});

test.each(['--nope', '-z', 'constructor', '--', ''])('%j is none of tox', (option) => {
  expect(toxOptionHint(option)).toBeNull();
});
