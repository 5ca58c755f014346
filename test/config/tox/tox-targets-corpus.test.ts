import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ProjectFiles } from '../../../src/config/project-files.ts';
import { makePlan } from '../../../src/plan/make-plan.ts';
import { usualOptions } from '../../support/options.ts';
import { askingEnv, namesIn, toxCorpus } from './corpus-answers.ts';
import { memoryFiles, readFiles } from './tox-tree.ts';

const corpus = toxCorpus();

/** A tree that has the requirement files that a tox.ini names, empty. */
function treeOf(text: string): ProjectFiles {
  const groups = '[dependency-groups]\ntest = []\n';
  const files = memoryFiles({ 'tox.ini': text, 'setup.py': '', 'pyproject.toml': groups });
  return { ...files, exists: (path) => files.exists(path) ?? (/\.\w+$/.test(path) ? 'file' : null) };
}

describe.skipIf(corpus === null)('real and small tox.ini', () => {
  test('become targets that can be planned, or say what is in the way', { timeout: 300_000 }, () => {
    const told = new Map<string, number>();
    let [read, targets, planned] = [0, 0, 0];
    for (const folder of ['real', 'small']) {
      for (const name of namesIn(join(corpus ?? '', folder), '.ini')) {
        const text = readFileSync(join(corpus ?? '', folder, `${name}.ini`), 'utf8');
        const { config, diagnostics } = readFiles(treeOf(text), { env: askingEnv, names: ['py27', 'no-such'] });
        expect(config !== null || diagnostics.length > 0, name).toBe(true);
        if (config === null) continue;
        read += 1;
        for (const target of config.targets.slice(0, 60)) {
          targets += 1;
          const options = { ...usualOptions, environments: [target.name], args: ['-k', 'one two'] };
          const { plan, diagnostics: why } = makePlan(config, options, {});
          if (plan === null)
            for (const { message } of why) told.set(kindOf(message), (told.get(kindOf(message)) ?? 0) + 1);
          else planned += 1;
          const tokens = /\{(?:toxinidir|toxworkdir|envdir|homedir|envsitepackagesdir|python)\}/;
          const shown = JSON.stringify(plan?.targets.map(({ commands, env }) => [commands, env]));
          expect(shown?.replaceAll(/"line":\{[^}]*\}[^}]*\}/g, '') ?? '', `${name} ${target.name}`).not.toMatch(tokens);
        }
      }
    }
    process.stdout.write(`corpus tox: ${read} files, ${targets} targets, ${planned} can be planned\n`);
    for (const [message, count] of [...told].sort(([, a], [, b]) => b - a))
      process.stdout.write(`  ${count} × ${message}\n`);
    expect(planned).toBeGreaterThan(0);
  });
});

function kindOf(message: string): string {
  return message.replace(/^target "[^"]*": /, '').replace(/there is no \S+,/, 'there is no FILE,');
}
