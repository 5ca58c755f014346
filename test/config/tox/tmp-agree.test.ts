import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { readToxIni } from '../../../src/config/tox/ini/read-tox-ini.ts';
import { Agreement, askingEnv, namesIn, readAnswer, toxCorpus } from './corpus-answers.ts';

const corpus = toxCorpus() ?? '';
for (const rules of ['tox3', 'tox4'] as const) {
  test(rules, () => {
    const agreement = new Agreement();
    for (const [folder, answers] of [['real', 'answers-'], ['small', 'small-answers-']] as const) {
      for (const name of namesIn(join(corpus, folder), '.ini')) {
        const answer = readAnswer(join(corpus, `${answers}${rules}`, `${name}.json`));
        if (answer === null || answer.error !== undefined) continue;
        const text = readFileSync(join(corpus, folder, `${name}.ini`), 'utf8');
        try {
        const { project } = readToxIni(
          { file: 'tox.ini', text, homeSection: 'tox', env: askingEnv, readFile: () => null, glob: (p) => p === '*.ini' ? ['tox.ini'] : [] },
          { rules },
        );
        agreement.compare(name, project, answer);
        } catch (e) { console.log(name, String((e as Error).stack).slice(0, 600)); }
      }
    }
    console.log(agreement.report(rules));
    const seen = new Map<string, number>();
    for (const d of agreement.disagreements) {
      const k = d.file + d.key;
      const n = seen.get(k) ?? 0;
      seen.set(k, n + 1);
      if (n === 0) console.log(d.file, d.env, d.key, '\n   tox', JSON.stringify(d.tox)?.slice(0, 300), '\n   dox', JSON.stringify(d.dox)?.slice(0, 300));
    }
  });
}
