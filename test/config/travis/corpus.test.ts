import { expect, test } from 'vitest';
import { compareAnswer, compareExpected, corpusFolder, namesOf } from './corpus.ts';

const folder = corpusFolder();

test.runIf(folder !== null)('the jobs of real files are those that Travis makes of them', () => {
  const root = folder ?? '';
  const names = namesOf(root, 'real', '.yml');
  const compared = [
    ...namesOf(root, 'answers', '.json').map((name) => compareAnswer(root, name)),
    ...namesOf(root, 'expected', '.json').map((name) => compareExpected(root, name)),
  ];
  const jobs = compared.reduce((sum, each) => sum + each.jobs, 0);
  const agree = compared.reduce((sum, each) => sum + each.agree, 0);
  const differences = compared.flatMap((each) => each.differences);
  // biome-ignore lint/suspicious/noConsole: the figures are what this test is for.
  console.log(`corpus travis: ${names.length} files, ${jobs} jobs, ${agree} agree`);
  // biome-ignore lint/suspicious/noConsole: each disagreement is named.
  for (const difference of differences) console.log(`  ${difference}`);
  expect(jobs).toBeGreaterThan(0);
  expect(agree / jobs).toBeGreaterThanOrEqual(0.99);
});

test.runIf(folder === null)('the corpus of real files is not there: DOX_CORPORA names its folder', (context) => {
  // biome-ignore lint/suspicious/noConsole: a skipped corpus must not go unseen.
  console.warn(
    'corpus travis: NOT CHECKED, there is no ../shared/corpora/travis and DOX_CORPORA names no other folder',
  );
  context.skip();
});
