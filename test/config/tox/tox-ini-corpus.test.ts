import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { readToxIni } from '../../../src/config/tox/ini/read-tox-ini.ts';
import type { ToxIniInput } from '../../../src/config/tox/ini/settings.ts';
import type { ToxRules } from '../../../src/config/tox/tox-project.ts';
import {
  Agreement,
  askingEnv,
  type Justified,
  namesIn,
  readAnswer,
  type ToxAnswer,
  toxCorpus,
} from './corpus-answers.ts';

const corpus = toxCorpus();

/** Where dox does not say what tox says, by file, environment and key, and why that is right. */
const justified: readonly Justified[] = [];

interface CorpusFile {
  readonly name: string;
  readonly input: ToxIniInput;
  /** Paths of the answers of tox 3 and tox 4. */
  readonly answers: Readonly<Record<ToxRules, string>>;
}

function inputOf(path: string, text: string, homeSection: ToxIniInput['homeSection']): ToxIniInput {
  const file = basename(path).replace(/^.*(?=\.(?:ini)$)/, 'tox');
  // tox was asked in a folder that held nothing but the file, called tox.ini.
  const glob = (pattern: string): readonly string[] => (pattern === '*.ini' ? ['tox.ini'] : []);
  return { file, text, homeSection, env: askingEnv, readFile: () => null, glob };
}

function filesOf(root: string): readonly CorpusFile[] {
  const ini = (folder: string, answers: string): readonly CorpusFile[] =>
    namesIn(join(root, folder), '.ini').map((name) => {
      const path = join(root, folder, `${name}.ini`);
      return {
        name,
        input: inputOf(path, readFileSync(path, 'utf8'), 'tox'),
        answers: {
          tox3: join(root, `${answers}-tox3`, `${name}.json`),
          tox4: join(root, `${answers}-tox4`, `${name}.json`),
        },
      };
    });
  const others = (folder: string, name: string): CorpusFile['answers'] => ({
    tox3: join(root, `${folder}-answers`, `${name}.tox3.json`),
    tox4: join(root, `${folder}-answers`, `${name}.json`),
  });
  const setupcfg = namesIn(join(root, 'setupcfg'), '.cfg').map((name) => {
    const path = join(root, 'setupcfg', `${name}.cfg`);
    return { name, input: inputOf(path, readFileSync(path, 'utf8'), 'tox:tox'), answers: others('setupcfg', name) };
  });
  const pyproject = namesIn(join(root, 'pyproject'), '.toml').flatMap((name) => {
    const path = join(root, 'pyproject', `${name}.toml`);
    const text = legacyText(readFileSync(path, 'utf8'));
    return text === null ? [] : [{ name, input: inputOf(path, text, 'tox'), answers: others('pyproject', name) }];
  });
  return [...ini('real', 'answers'), ...ini('small', 'small-answers'), ...setupcfg, ...pyproject];
}

function legacyText(toml: string): string | null {
  const { tool } = parse(toml) as { readonly tool?: { readonly tox?: { readonly legacy_tox_ini?: unknown } } };
  const text = tool?.tox?.legacy_tox_ini;
  return typeof text === 'string' ? text : null;
}

/** Which answer to follow, by file, where ORACLE.tsv names one of the two. */
function namedAnswers(root: string): ReadonlyMap<string, ToxRules> {
  const rows = readFileSync(join(root, 'ORACLE.tsv'), 'utf8').split('\n').slice(1);
  return new Map(
    rows.flatMap((row): [string, ToxRules][] => {
      const [file = '', , , , , use] = row.split('\t');
      return use === 'tox3' || use === 'tox4' ? [[file.replace(/\.ini$/, ''), use]] : [];
    }),
  );
}

/** The answer of that tox, else of the other; null if neither has read the file. */
function answerOf(file: CorpusFile, rules: ToxRules): ToxAnswer | null {
  const answers = [file.answers[rules], file.answers.tox4, file.answers.tox3].map(readAnswer);
  return answers.find((answer) => answer !== null && answer.error === undefined) ?? null;
}

function holdToBar(agreement: Agreement): void {
  const wrong = agreement.unjustified.slice(0, 20);
  expect(wrong).toEqual([]);
  expect(agreement.belowBar).toEqual([]);
}

// biome-ignore lint/suspicious/noConsole: the figures are what this test is for.
const tell = (text: string): void => console.log(text);

describe.skipIf(corpus === null)('what tox says of real and small files', () => {
  const root = corpus ?? '';

  test('is what dox says, by the rules that the file is read by', { timeout: 300_000 }, () => {
    const agreement = new Agreement(justified);
    const named = namedAnswers(root);
    for (const file of filesOf(root)) {
      const { project } = readToxIni(file.input);
      const answer = answerOf(file, named.get(file.name) ?? project?.rules ?? 'tox3');
      if (answer !== null) agreement.compare(file.name, project, answer);
    }
    tell(agreement.report());
    holdToBar(agreement);
    expect(agreement.idle).toEqual([]);
  });

  test.each(['tox3', 'tox4'] as const)(
    'is what dox says when told to read by the rules of %s',
    { timeout: 300_000 },
    (rules) => {
      const agreement = new Agreement();
      for (const file of filesOf(root)) {
        const answer = readAnswer(file.answers[rules]);
        if (answer === null || answer.error !== undefined || answer.envlist_all === undefined) continue;
        const { project } = readToxIni(file.input, { rules });
        // Where tox puts its refusal off until an environment runs, dox does not.
        if (project === null && answer.needs_provision === true) continue;
        agreement.compare(file.name, project, answer);
      }
      tell(agreement.report(`corpus tox by ${rules}`));
      holdToBar(agreement);
    },
  );

  test('is followed as ORACLE.tsv has it: whose rules a file is read by', () => {
    const named = namedAnswers(root);
    const files = new Map(filesOf(root).map((file) => [file.name, file]));
    const wrong = [...named].flatMap(([name, rules]) => {
      const file = files.get(name);
      const project = file === undefined ? null : readToxIni(file.input).project;
      return project === null || project.rules === rules ? [] : [`${name}: ${project.rules}, since ${project.why}`];
    });
    expect(wrong).toEqual([]);
  });
});

describe.skipIf(corpus === null)('a file that tox 3 refuses', () => {
  const folder = join(corpus ?? '', 'bad');

  test.each(namesIn(folder, '.ini'))('%s is read as tox 4 reads it, or refused with a place', (name) => {
    const path = join(folder, `${name}.ini`);
    const text = readFileSync(path, 'utf8');
    const { project, diagnostics } = readToxIni(inputOf(path, text, 'tox'));
    const answer = readAnswer(join(folder, 'oracle4', `${name}.json`));
    if (answer?.error !== undefined) {
      expect(project).toBeNull();
      expect(diagnostics[0]).toMatchObject({
        severity: 'error',
        place: { file: 'tox.ini' },
        frame: expect.stringContaining('^'),
      });
      expect(lineIn(answer.error)).toBe(
        diagnostics.some(({ place }) => place?.line === lineIn(answer.error ?? '')) ? lineIn(answer.error) : 'told',
      );
      return;
    }
    expect(project?.rules).toBe('tox4');
    for (const env of project?.all ?? []) expect(project?.env(env, 'keep')?.name).toBe(env);
  });
});

/** The first line that tox complains of. */
function lineIn(error: string): number | null {
  const match = /\[line\s+(\d+)\]/.exec(error);
  return match === null ? null : Number(match[1]);
}
