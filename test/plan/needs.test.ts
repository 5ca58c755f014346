import { describe, expect, it } from 'vitest';
import { makePlan } from '../../src/plan/make-plan.ts';
import { neededAmong } from '../../src/plan/needed-among.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { config } from '../config/read.ts';
import { usualOptions } from '../support/options.ts';

const source = `image: i
commands: [x]
targets:
  release: {needs: [docs, unit]}
  docs: {needs: lint}
  unit: {needs: lint, images: [i, j]}
  lint:
`;

function planned(environments: readonly string[], direct: 'command' | null = null): Plan {
  const args = direct === null ? [] : ['true'];
  const { plan, diagnostics } = makePlan(config(source), { ...usualOptions, environments, direct, args }, {});
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

function needsOf({ targets }: Plan): readonly (readonly [string, readonly string[]])[] {
  return targets.map(({ label, needs }) => [label, needs]);
}

describe('what targets need of those that are selected', () => {
  it('runs before them, whatever the order of their names', () => {
    expect(needsOf(planned([]))).toEqual([
      ['lint', []],
      ['docs', ['lint']],
      ['unit (i)', ['lint']],
      ['unit (j)', ['lint']],
      ['release', ['docs', 'unit']],
    ]);
  });

  it('is no matter where it is not selected, and is known through what is not', () => {
    expect(needsOf(planned(['release,lint']))).toEqual([
      ['lint', []],
      ['release', ['lint']],
    ]);
    expect(needsOf(planned(['release']))).toEqual([['release', []]]);
  });

  it('is no matter to a command of its own', () => {
    expect(needsOf(planned(['docs,lint'], 'command'))).toEqual([
      ['lint', []],
      ['docs', []],
    ]);
  });

  it('leads nowhere through names of nothing, and ends in a circle', () => {
    const targets = [
      { name: 'a', needs: ['gone', 'b'] },
      { name: 'b', needs: ['c'] },
      { name: 'c', needs: ['b', 'd'] },
      { name: 'd', needs: [] },
    ];
    expect([...neededAmong(['a', 'd'], targets)]).toEqual([
      ['a', ['d']],
      ['d', []],
    ]);
  });

  it('is found however long the way is', () => {
    const targets = Array.from({ length: 2000 }, (_, at) => ({
      name: `t${at}`,
      needs: at === 0 ? [] : [`t${at - 1}`],
    }));
    expect(neededAmong(['t0', 't1999'], targets).get('t1999')).toEqual(['t0']);
  });
});
