import { describe, expect, test } from 'vitest';
import { runsOf, templateOf } from '../../src/init/brace-groups.ts';
import { layOut } from '../../src/init/layout.ts';
import type { ValueMap } from '../../src/init/value.ts';

describe('neighbours are one name with braces', () => {
  test.each([
    [['py27', 'py36', 'lint'], ['py{27,36}']],
    [['py36', 'py37', 'pypy3'], ['py{36,37}']],
    [['py27-a', 'py36-a', 'py36-b'], ['py{27,36}-a']],
    [['py3.9', 'py3.10'], ['py{3.9,3.10}']],
    [['lint', 'docs'], []],
    [['py27', 'lint', 'py36'], []],
    [['a-1-2', 'a-2-1'], []],
  ])('of %j: %j', (names, labels) => {
    expect(runsOf(names).map(({ label }) => label)).toEqual(labels);
  });
});

test('{1} stands only where it gives each value back', () => {
  const [group] = runsOf(['py27', 'py36']);
  if (group === undefined) throw new Error('no group');
  expect(templateOf(['/tox/py27', '/tox/py36'], group)).toBe('/tox/py{1}');
  expect(templateOf(['python:27', 'python:36'], group)).toBe('python:{1}');
  expect(
    templateOf(
      [
        ['py27', '27'],
        ['py36', '36'],
      ],
      group,
    ),
  ).toEqual(['py{1}', '{1}']);
  expect(templateOf(['same', 'same'], group)).toBe('same');
  expect(templateOf(['2.7', '3.6'], group)).toBeUndefined();
  expect(templateOf(['{1}', '{1}'], group)).toBeUndefined();
  expect(templateOf(['$27', '$36'], group)).toBeUndefined();
});

test('what all say stands at the top, but for what one says of itself', () => {
  const values = (env: ValueMap): ValueMap => ({ description: 'd', image: 'i', env, commands: ['x'] });
  const { top, entries } = layOut(
    new Map([
      ['unit', values({ A: '1', B: '2' })],
      ['lint', values({ A: '1' })],
    ]),
  );
  expect(top).toEqual({ image: 'i', env: { A: '1' }, commands: ['x'] });
  expect(entries).toEqual([
    { label: 'unit', values: { description: 'd', env: { B: '2' } }, isForAll: false },
    { label: 'lint', values: { description: 'd' }, isForAll: false },
  ]);
});
