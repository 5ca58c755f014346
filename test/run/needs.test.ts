import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { Needs } from '../../src/run/needs.ts';

const target = (name: string, ...needs: string[]) => ({ target: name, needs });

function needsWith(...obstructed: Plan['obstructed']): Needs {
  return new Needs({ obstructed } as unknown as Plan); // of a plan it looks at nothing else
}

describe('a target that needs others', () => {
  it('runs where they passed, or were not run', () => {
    const needs = needsWith();
    needs.note({ target: 'unit', verdict: 'passed', exit: 0 });
    expect(needs.lackingOf(target('docs', 'unit', 'other'))).toBeNull();
  });

  it('runs where a failure is allowed', () => {
    const needs = needsWith();
    needs.note({ target: 'unit', verdict: 'failed', exit: 0 });
    expect(needs.lackingOf(target('docs', 'unit'))).toBeNull();
  });

  it('does not run where one failed, on any of its images', () => {
    const needs = needsWith();
    needs.note({ target: 'unit', verdict: 'failed', exit: 1 });
    needs.note({ target: 'unit', verdict: 'passed', exit: 0 });
    expect(needs.lackingOf(target('docs', 'unit'))).toBe('it needs unit, which failed');
  });

  it('does not run where one did not run for that reason', () => {
    const needs = needsWith();
    needs.note({ target: 'unit', verdict: 'could not run', exit: 3 });
    needs.note({ target: 'lint', verdict: 'failed', exit: 1 });
    expect(needs.lackingOf(target('docs', 'unit', 'lint'))).toBe(
      'it needs unit, which could not run (and another one that did not pass)',
    );
    expect(needs.lackingOf(target('release', 'docs'))).toBe('it needs docs, which did not run either');
  });

  it('does not run where one cannot run as it is configured, but where one is not meant for here', () => {
    const more = { reason: 'no image', hint: null };
    const needs = needsWith({ label: 'py26', skipped: false, ...more }, { label: 'mac', skipped: true, ...more });
    expect(needs.lackingOf(target('docs', 'mac'))).toBeNull();
    expect(needs.lackingOf(target('docs', 'py26'))).toBe('it needs py26, which could not run');
  });
});
