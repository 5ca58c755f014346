import { describe, expect, it } from 'vitest';
import { type JobOutcome, type UnsureSignature, untested } from '../../src/recheck/diagnose.ts';
import { unsureNotes } from '../../src/recheck/unsure-notes.ts';

function outcome(...unsure: readonly UnsureSignature[]): JobOutcome {
  return { ...untested(null), unsure };
}

function unsure(number: number, unknown: readonly string[], line = 6): UnsureSignature {
  return { from: `q/${number}.yaml`, unknown, line: { number: line, text: '' } };
}

describe('what must be known of a job so that a query speaks', () => {
  it.each([
    [['tags'], 'tags: --meta tags=…'],
    [['tags', 'project'], 'tags and project: --meta tags=… --meta project=…'],
    [['tags', 'project', 'voting'], 'tags, project and voting: --meta tags=… --meta project=… --meta voting=…'],
  ])('is told: %j', (unknown, said) => {
    expect(unsureNotes([outcome(unsure(1, unknown))])).toEqual([
      `q/1.yaml has its text in line 6, but nothing is known here of ${said}`,
    ]);
  });

  // elastic-recheck's 1739482.yaml asks for module:"oslo_messaging.rpc.server" and tags:"screen-n-cpu.txt"
  it.each([[['module']], [['module', 'tags']], [['loglevel']], [['syslog_program', 'project']]])(
    'is not told where nobody can say it of a job: %j',
    (unknown) => expect(unsureNotes([outcome(unsure(1, unknown))])).toEqual([]),
  );

  it('is told once, whatever targets the text is in', () => {
    expect(unsureNotes([outcome(unsure(1, ['tags'])), outcome(unsure(1, ['tags', 'project'], 9))])).toEqual([
      'q/1.yaml has its text in line 6, but nothing is known here of tags and project: --meta tags=… --meta project=…',
    ]);
  });

  it.each([
    [3, []],
    [4, ['the same is so of 1 more signature']],
    [5, ['the same is so of 2 more signatures']],
  ])('is told of three queries: of %d', (count, more) => {
    const all = Array.from({ length: count }, (_, index) => unsure(index, ['tags']));
    // twice, since there are two targets
    expect(unsureNotes([outcome(...all), outcome(...all)]).slice(3)).toEqual(more);
  });
});
