import { expect, test } from 'vitest';
import { memoryFiles } from '../config/tox/tox-tree.ts';
import { guessable } from '../support/guessable.ts';
import { corpora, corpusFiles, made, madeInParts, namesOf, sameDefaults, treeAround, unlike } from './proof.ts';

const root = corpora();

test.skipIf(root === null)('a dox.yml runs what the file says that it was made from', { timeout: 600_000 }, () => {
  const told = new Map<string, string[]>();
  const tell = (reason: string, where: string): unknown => told.set(reason, [...(told.get(reason) ?? []), where]);
  const tooLong: string[] = [];
  let [files, targets, equal] = [0, 0, 0];
  for (const file of corpusFiles(root ?? '')) {
    const tree = treeAround(file);
    const whole = made(file.kind, file.file, tree);
    if (whole === null || namesOf(whole).length === 0) continue;
    files += 1;
    const isTooLong = whole.complaints.includes('it is larger than 512 KiB');
    if (isTooLong) tooLong.push(`${file.name} (${namesOf(whole).length} targets)`);
    for (const found of isTooLong ? madeInParts(whole, tree) : [whole]) {
      if (found.written === null)
        tell(`cannot be read: ${found.complaints.split('\n')[0]?.replace(/^\S+ /, '')}`, file.name);
      else if (!sameDefaults(found)) tell('runs other targets by itself', file.name);
      for (const name of namesOf(found)) {
        targets += 1;
        const why = unlike(found, name);
        if (why === null) equal += 1;
        else tell(why, `${file.name} ${name}`);
      }
    }
  }
  process.stdout.write(`corpus init: ${files} files, ${targets} targets, ${equal} equal\n`);
  if (tooLong.length > 0)
    process.stdout.write(`  in parts, since it is too long for one dox.yml: ${tooLong.join(', ')}\n`);
  for (const [reason, where] of told)
    process.stdout.write(`  ${where.length} × ${reason}: ${where.slice(0, 3).join(', ')}\n`);
  expect(files).toBeGreaterThan(0);
  expect(equal).toBe(targets);
  expect([...told.keys()]).toEqual([]);
});

test.each(guessable)('a dox.yml runs what is guessed of a project: $name', ({ files }) => {
  const found = made('guess', '', memoryFiles(files));
  if (found === null) throw new Error('nothing is guessed');
  expect(found.complaints).toBe('');
  expect(namesOf(found).length).toBeGreaterThan(0);
  expect(namesOf(found).map((name) => unlike(found, name))).toEqual(namesOf(found).map(() => null));
  expect(sameDefaults(found)).toBe(true);
});

test.runIf(root === null)('the corpora are not there: DOX_CORPORA names their folder', (context) => {
  process.stdout.write(
    'corpus init: NOT CHECKED, there is no ../shared/corpora and DOX_CORPORA names no other folder\n',
  );
  context.skip();
});
