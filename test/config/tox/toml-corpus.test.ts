import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTox } from '../../../src/config/tox/read-tox.ts';
import type { ToxProject } from '../../../src/config/tox/tox-project.ts';
import type { ToxReading } from '../../../src/config/tox/tox-reading.ts';
import {
  Agreement,
  askingEnv,
  type Justified,
  namesIn,
  readAnswer,
  type ToxAnswer,
  toxCorpus,
} from './corpus-answers.ts';
import { memoryFiles } from './memory-files.ts';

const corpus = toxCorpus();

/** Where dox does not say what tox says, by file, environment and key, and why that is right. */
const justified: readonly Justified[] = [];

const folders = [
  { folder: 'small-toml', answers: 'small-toml-answers-tox4', home: 'tox.toml' },
  { folder: 'toml', answers: 'toml-answers', home: 'tox.toml' },
  { folder: 'pyproject', answers: 'pyproject-answers', home: 'pyproject.toml' },
] as const;

interface CorpusFile {
  readonly name: string;
  readonly home: 'tox.toml' | 'pyproject.toml';
  readonly text: string;
  readonly answer: ToxAnswer;
}

function corpusFiles(): readonly CorpusFile[] {
  return folders.flatMap(({ folder, answers, home }) =>
    namesIn(join(corpus ?? '', folder), '.toml').flatMap((name) => {
      const answer = readAnswer(join(corpus ?? '', answers, `${name}.json`));
      const text = readFileSync(join(corpus ?? '', folder, `${name}.toml`), 'utf8');
      return answer === null ? [] : [{ name, home, text, answer }];
    }),
  );
}

/** tox was asked in a folder with no more than the file, and what makes it a Python project. */
function read({ home, text }: Pick<CorpusFile, 'home' | 'text'>): ToxReading {
  const files = memoryFiles({ [home]: text, 'setup.py': '' });
  return readTox({ files, file: home, shown: (file) => file, env: askingEnv });
}

/**
 * The project without the environments that tox could not make when it was asked, since the plugin was not there that
 * runs them: it leaves them out of its lists. dox has no need of the plugin.
 */
function withoutPlugins(project: ToxProject, answer: ToxAnswer): ToxProject {
  const isMade = (name: string): boolean =>
    answer.envlist_all.includes(name) || project.env(name, [])?.runner === undefined;
  const { all } = project;
  const defaults = project.defaults.filter(isMade);
  return { ...project, all: all.filter(isMade), defaults: defaults.length > 0 ? defaults : project.defaults };
}

// biome-ignore lint/suspicious/noConsole: the figures are what this test is for.
const tell = (text: string): void => console.log(text);

describe.skipIf(corpus === null)('what tox 4 says of its TOML', () => {
  const all = corpus === null ? [] : corpusFiles();

  test('is what dox says, key by key', { timeout: 120_000 }, () => {
    const agreement = new Agreement(justified);
    for (const file of all) {
      if (file.answer.error !== undefined) continue;
      const { project, diagnostics } = read(file);
      // The lists of what is read by tox 3's rules are compared where the INI files are.
      if (project?.rules === 'tox3') continue;
      expect(diagnostics).toEqual([]);
      const made = project === null ? null : withoutPlugins(project, file.answer);
      // What runs by default is compared as it is; of what tox ran, environments without their plugin are missing.
      const { envlist_run } = file.answer;
      const listed = file.answer.envlist_default.filter((name) => envlist_run.includes(name));
      agreement.compare(file.name, made, { ...file.answer, envlist_default: listed });
    }
    tell(agreement.report('corpus tox toml'));
    expect(agreement.unjustified).toEqual([]);
    expect(agreement.belowBar).toEqual([]);
    expect(agreement.idle).toEqual([]);
  });

  const refused = all.filter(({ answer }) => answer.error !== undefined);

  test.each(refused)('what it refuses has a place: $name', (file) => {
    const found = read(file);
    expect(found.project).toBeNull();
    expect(found.diagnostics[0]).toMatchObject({
      severity: 'error',
      place: { file: file.home, line: expect.any(Number) },
      frame: expect.stringContaining('^'),
    });
  });
});
