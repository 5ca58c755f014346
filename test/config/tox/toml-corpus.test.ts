import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readToxToml } from '../../../src/config/tox/toml/read-toml.ts';
import { Agreement, askingEnv, namesIn, readAnswer, toxCorpus } from './corpus-answers.ts';

const corpus = toxCorpus();
const agreement = new Agreement();
const files = { read: () => null, glob: (p: string) => (p === '*.toml' ? ['tox.toml'] : []) };

describe.skipIf(corpus === null)('tox.toml', () => {
  for (const [folder, answers] of [['small-toml','small-toml-answers-tox4'],['toml','toml-answers']] as const) {
    for (const name of namesIn(join(corpus ?? '', folder), '.toml')) {
      const answer = readAnswer(join(corpus ?? '', answers, `${name}.json`));
      if (answer === null) continue;
      it(name, () => {
        const text = readFileSync(join(corpus ?? '', folder, `${name}.toml`), 'utf8');
        const { project, diagnostics } = readToxToml(`${name}.toml`, text, { files, env: askingEnv });
        if (answer.error !== undefined) { console.log(diagnostics); expect(project).toBeNull(); return; }
        expect(diagnostics).toEqual([]);
        agreement.compare(name, project, answer);
      });
    }
  }
  afterAll(() => {
    console.log(agreement.report());
    for (const d of agreement.unjustified.slice(0, 40)) console.log(JSON.stringify(d).slice(0,1500));
  });
});
