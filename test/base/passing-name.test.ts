import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { ownerLabel, ownerState, parseOwner } from '../../src/base/owner.ts';
import { ownerOfName, passingName } from '../../src/base/passing-name.ts';

const stateOf = (label: string): string | null => {
  const owner = parseOwner(ownerOfName(passingName(label, 'f'.repeat(64))) ?? '');
  return owner === null ? null : ownerState(owner, hostname());
};
const mine = ownerLabel(process.pid, hostname());

test.each([
  ['of a living process', mine, 'alive'],
  ['of one that has ended, whose number is in use again', mine.replace(/\d+$/, '1'), 'dead'],
  ['of another machine, or of before the machine started', mine.replace('@', '-elsewhere@'), 'unknown'],
])('a passing name tells its owner: %s', (_, label, state) => {
  expect(stateOf(label)).toBe(state);
});

test('a passing name is one that a registry would take: 128 letters at most', () => {
  expect(passingName(mine, 'f'.repeat(64))).toMatch(/^dox\/base:[\w][\w.-]{0,127}$/);
});

test.each(['debian:12', 'dox/base:latest', 'dox/base:20261122-101500-3fa9-0123456789abcdef'])(
  '%s is no such name',
  (name) => {
    expect(ownerOfName(name)).toBeNull();
  },
);
