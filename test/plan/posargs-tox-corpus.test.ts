import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readToxIni } from '../../src/config/tox/ini/read-tox-ini.ts';
import type { Posargs, ToxCommand, ToxEnv, ToxProject } from '../../src/config/tox/tox-project.ts';
import { fillPosargs } from '../../src/plan/posargs.ts';
import { Agreement, askingEnv, namesIn, readAnswer, toxCorpus } from '../config/tox/corpus-answers.ts';

const corpus = toxCorpus();

/** The files that were there when tox was asked. */
const glob = (pattern: string): readonly string[] => (pattern === '*.ini' ? ['tox.ini'] : []);

/** The commands as dox runs them: read once with their places for arguments, which the plan then fills in. */
function filled(commands: readonly ToxCommand[], args: readonly string[]): readonly ToxCommand[] {
  const result = fillPosargs(
    commands.map(({ place: _, ...command }) => ({ kind: 'argv', ...command })),
    'tox',
    args,
  );
  if (!result.ok) throw new Error(result.reason);
  return result.commands.flatMap((command) => {
    const there = command.kind === 'argv' ? { ...command, place: null } : null;
    return there === null ? [] : [{ ...there, ...marked(there) }];
  });
}

/** tox 4 looks for its marks when the arguments are there: of a `-k` in the place of a program it makes one. */
function marked({ argv, ignoreExit, line }: ToxCommand): Pick<ToxCommand, 'argv' | 'ignoreExit'> {
  const [first = '', ...rest] = argv;
  const isMark = !ignoreExit && line?.text.trimStart().startsWith('{posargs') === true && first.startsWith('-');
  return isMark ? { argv: [first.slice(1), ...rest], ignoreExit: true } : { argv, ignoreExit };
}

function asPlanned(project: ToxProject): ToxProject {
  const env = (name: string, posargs: Posargs): ToxEnv | null => {
    const kept = project.env(name, 'keep');
    if (posargs === 'keep' || kept === null) return kept;
    const plain = project.env(name, []);
    return plain === null ? null : { ...plain, problems: kept.problems, commands: filled(kept.commands, posargs) };
  };
  return { ...project, env, core: project.core };
}

describe.skipIf(corpus === null)('arguments that are filled in as dox does', () => {
  const folders = [
    ['real', 'answers-'],
    ['small', 'small-answers-'],
  ] as const;

  test('make the commands that tox makes', () => {
    const agreement = new Agreement();
    for (const [folder, answers] of folders) {
      for (const name of namesIn(join(corpus ?? '', folder), '.ini')) {
        const text = readFileSync(join(corpus ?? '', folder, `${name}.ini`), 'utf8');
        const input = {
          file: 'tox.ini',
          text,
          homeSection: 'tox',
          env: askingEnv,
          readFile: () => null,
          glob,
        } as const;
        const { project } = readToxIni(input);
        const answer =
          project === null ? null : readAnswer(join(corpus ?? '', `${answers}${project.rules}`, `${name}.json`));
        if (answer === null || project === null || answer.error !== undefined) continue;
        agreement.compare(name, asPlanned(project), answer);
      }
    }
    const shares = ['commands', 'commands_posargs'].map((key) => agreement.shares.get(key) ?? 0);
    const lines = agreement.disagreements.flatMap(({ file, env, key, tox, dox }) =>
      key.startsWith('commands')
        ? [`${file} ${env} ${key}: tox ${JSON.stringify(tox)} dox ${JSON.stringify(dox)}`]
        : [],
    );
    process.stdout.write(
      `corpus tox, arguments filled in by the plan: ${shares.map((share) => share.toFixed(2)).join(' and ')} % agree\n`,
    );
    for (const line of lines.slice(0, 10)) process.stdout.write(`  ${line.slice(0, 300)}\n`);
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(99.5);
  });
});
