import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readToxToml } from '../../../src/config/tox/toml/read-toml.ts';
import { Agreement, askingEnv, namesIn, type ToxAnswer } from './corpus-answers.ts';
import { memoryFiles } from './memory-files.ts';

const folder = resolve(import.meta.dirname, '../../fixtures/tox-toml');
/** What tox 4.58.0 made of each file, in a folder with the files below. Defaults are left out of an answer. */
const recorded = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8'));

function answerOf(name: string): ToxAnswer {
  const answer = recorded.answers[name];
  const whole = (env: string, values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
    'error' in values
      ? values
      : {
          ...recorded.defaults,
          envdir: `{toxworkdir}/${env}`,
          ...values,
          commands_posargs: values.commands_posargs ?? values.commands ?? [],
        };
  const filled = (envs: Readonly<Record<string, Readonly<Record<string, unknown>>>>) =>
    Object.fromEntries(Object.entries(envs ?? {}).map(([env, values]) => [env, whole(env, values)]));
  return { oracle: recorded.oracle, ...answer, envs: filled(answer.envs), envs_cli: filled(answer.envs_cli) };
}

const files = memoryFiles({
  'tox.toml': '',
  'setup.py': '',
  'some.env': '# c\nFROMFILE=1\nA = from file\nQ="x"\n',
  '.python-version': '3.9\n',
  'sub/a.txt': '',
  'sub/b.txt': '',
});

const names = namesIn(folder, '.toml');

test('there are cases, and each has an answer of tox', () => {
  expect(names.length).toBeGreaterThan(40);
  expect(Object.keys(recorded.answers).sort()).toEqual(names);
});

test.each(names)('%s is read as tox 4.58 reads it', (name) => {
  const text = readFileSync(join(folder, `${name}.toml`), 'utf8');
  const { project, diagnostics } = readToxToml('tox.toml', text, { files, env: askingEnv });
  const answer = answerOf(name);
  if (answer.error !== undefined) {
    expect(project).toBeNull();
    expect(diagnostics[0]?.place?.line).toBeGreaterThan(0);
    return;
  }
  expect(diagnostics).toEqual([]);
  const agreement = new Agreement();
  agreement.compare(name, project, answer);
  expect(agreement.unjustified).toEqual([]);
});
