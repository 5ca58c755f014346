import type { TestJudgement } from './judge-test.ts';

type Judged = Omit<TestJudgement, 'sentence'>;

/** The verdict with its figures, such as `failed 4 of its last 50 runs, on 3 unchanged trees: likely flaky`. */
export function sentenceOf(judged: Judged): string {
  const conclusion = conclusions[judged.verdict];
  return conclusion === null ? figuresOf(judged) : `${figuresOf(judged)}: ${conclusion}`;
}

const conclusions = { flaky: 'likely flaky', new: 'new with this change', steady: 'not flaky', unknown: null } as const;

/** The figures that speak for the verdict, without it: `failed 4 of its last 50 runs, on 3 unchanged trees`. */
export function figuresOf({ verdict, runs, failures, flakyTrees, streak, streakTrees, before }: Judged): string {
  const failed = `failed ${failures} of its last ${plural(runs, 'run')}`;
  switch (verdict) {
    case 'flaky':
      return `${failed}, on ${plural(flakyTrees, 'unchanged tree')}`;
    case 'new': {
      const { runs: whole, trees } = before ?? { runs: 0, trees: 0 };
      return `did not fail in ${plural(whole, 'whole run')} before, on ${plural(trees, 'other tree')}`;
    }
    case 'steady': {
      const where = streakTrees > 0 ? `, on ${plural(streakTrees, 'tree')}` : '';
      const also =
        flakyTrees > 0 ? `, more than its flakiness explains (${failures - streak} of ${runs - streak} before)` : '';
      return `failed in its last ${plural(streak, 'run')}, one after the other${where}${also}`;
    }
    case 'unknown':
      if (runs === 0) return 'nothing is known of its runs';
      if (flakyTrees > 0)
        return `${failed}, on ${plural(flakyTrees, 'unchanged tree')}, but never there with this error`;
      return `${failed}, never both ways on an unchanged tree`;
  }
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
