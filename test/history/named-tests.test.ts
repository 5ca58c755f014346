import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyOfNames, type NamedTest, namedTest, packTests } from '../../src/history/named-tests.ts';

const outcome = fc.constantFrom<NamedTest['outcome']>('passed', 'skipped', 'listed');
const tests = fc.array(
  fc.record({ id: fc.string({ unit: 'binary', maxLength: 5 }), outcome, ms: fc.option(fc.nat(100_000_000)) }),
  { minLength: 1 },
);

test('what is packed can be asked for: the first of each id, durations to a per cent', () => {
  fc.assert(
    fc.property(tests, fc.string(), (all, other) => {
      const packed = packTests(all);
      if (packed === null) throw new Error('it is too much');
      const history = { runs: [], names: { [packed.tests.names]: packed.ids } };
      const find = (id: string) => namedTest(history, id)({ passed: packed.tests });
      expect(packed.tests.codes).toHaveLength(2 * packed.ids.length);
      for (const { id } of all) {
        const first = all.find((each) => each.id === id);
        const found = find(id);
        expect(found?.outcome).toBe(first?.outcome);
        if (first?.outcome !== 'passed' || first.ms === null) expect(found?.ms).toBeNull();
        else expect(Math.abs((found?.ms ?? Number.NaN) - first.ms)).toBeLessThanOrEqual(Math.max(1, first.ms / 100));
      }
      if (all.every(({ id }) => id !== other)) expect(find(other)).toBeNull();
    }),
  );
});

test('the same tests have the same list, in whatever order and however they went', () => {
  fc.assert(
    fc.property(tests, outcome, (all, changed) => {
      const other = all.toReversed().map((each) => ({ ...each, outcome: changed }));
      expect(packTests(other)?.ids).toEqual(packTests(all)?.ids);
      expect(packTests(other)?.tests.names).toBe(packTests(all)?.tests.names);
    }),
  );
});

test('lists that read alike have keys of their own', () => {
  const lists = [['a', 'b'], ['a,b'], ['a\nb'], ['ab'], ['"a","b"'], ['b', 'a']];
  expect(new Set(lists.map(keyOfNames)).size).toBe(lists.length);
});

test('what is too much is not packed', () => {
  const many = (count: number, id = ''): readonly NamedTest[] =>
    Array.from({ length: count }, (_, index) => ({ id: `${id}${index}`, outcome: 'passed', ms: 1 }));
  expect(packTests(many(20_000))).not.toBeNull();
  expect(packTests(many(20_001))).toBeNull();
  expect(packTests(many(1, 'x'.repeat(1000)))).toBeNull();
  expect(packTests([])).toBeNull();
});
