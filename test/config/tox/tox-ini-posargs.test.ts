import { expect, test } from 'vitest';
import { readToxIni } from '../../../src/config/tox/ini/read-tox-ini.ts';

test.each(['tox3', 'tox4'] as const)('a default that is kept names folders as all other values do, by %s', (rules) => {
  const text = '[tox]\nenvlist = a\n[testenv]\ncommands = pytest {posargs:{toxinidir}/tests {envtmpdir} a\\{b}\n';
  const { project } = readToxIni(
    { file: 'tox.ini', text, homeSection: 'tox', env: {}, readFile: () => null },
    { rules },
  );
  const [command] = project?.env('a', 'keep')?.commands ?? [];
  expect(command?.argv).toEqual(['pytest', '{posargs:{toxinidir}/tests {envdir}/tmp a\\{b}']);
});
