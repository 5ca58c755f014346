import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readToxIni } from '../../../src/config/tox/ini/read-tox-ini.ts';
import type { ToxRules } from '../../../src/config/tox/tox-project.ts';

const allRules: readonly (ToxRules | undefined)[] = [undefined, 'tox3', 'tox4'];

/** Reads the text by all rules, works out what environments there are, and gives back all paths that were asked for. */
function readAll(text: string, more: readonly string[] = []): readonly string[] {
  const paths: string[] = [];
  const env = { HOME: '/home/x', LOOP: '{env:LOOP}', 'A{': '{[p]x}' };
  const readFile = (path: string): string | null => {
    paths.push(path);
    return path.length % 2 === 0 ? 'F=1\nfile|{toxinidir}/g\nG={env:F}' : null;
  };
  const glob = (pattern: string): readonly string[] => {
    paths.push(pattern);
    return ['a b', '{posargs}'];
  };
  for (const rules of allRules) {
    for (const homeSection of ['tox', 'tox:tox'] as const) {
      const input = { file: 'tox.ini', text, homeSection, env, readFile, glob };
      const { project, diagnostics } = readToxIni(input, rules === undefined ? {} : { rules });
      expect(project !== null || diagnostics.length > 0).toBe(true);
      if (project === null) continue;
      JSON.stringify(project.core);
      for (const name of [...project.all.slice(0, 4), 'py27', 'nosuch', ...more]) {
        for (const posargs of [[], ['-k', "it's {posargs} x"], 'keep'] as const)
          JSON.stringify(project.env(name, posargs));
      }
    }
  }
  return paths;
}

function outside(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => path.startsWith('/') || path.split('/').includes('..'));
}

const pieces = (
  '[tox] [testenv] [testenv:a] [testenv:{a,b}-c] [DEFAULT] [p] [ ] envlist env_list commands deps setenv set_env ' +
  'passenv changedir basepython install_command description base x = : , ; # \\ " \' { } {a,b} {1-3} {-9} {} {:} {/} ' +
  '{posargs} {posargs:x} [] {env:X} {env:X:y} {env:LOOP} {[p]x} {[testenv]deps} {[testenv:a]commands} {envname} ' +
  '{toxinidir} {tty:a:b} {glob:*} {glob:../*} {factor:x} {opts} {packages} file|../x file|/etc/passwd file|{envdir}/x ' +
  'py27: !a-b: a* - ! true yes 1 minversion requires tox>=4 A=1 ;m <<<<<<<'
).split(' ');

const text = fc
  .array(
    fc.oneof(
      fc.constantFrom(...pieces),
      fc.constantFrom('\n', '\n  ', '\n', ' ', '\r\n', '\t', '\u2028', '\ufeff'),
      fc.string({ maxLength: 3 }),
    ),
    {
      maxLength: 120,
    },
  )
  .map((words) => words.join(''));

test('no text makes the reader throw, or look outside of the project', () => {
  fc.assert(
    fc.property(text, fc.string({ maxLength: 8 }), (given, name) => {
      expect(outside(readAll(given, [name]))).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('no value in a file of the usual shape does either', () => {
  const key = fc.constantFrom('commands', 'deps', 'setenv', 'changedir', 'passenv', 'description', 'envdir', 'depends');
  fc.assert(
    fc.property(fc.array(fc.tuple(key, text), { maxLength: 6 }), (values) => {
      const lines = values.map(([name, value]) => `${name} = ${value.replaceAll(/\r?\n(?=\S)/g, '\n  ')}`);
      expect(
        outside(readAll(['[tox]', 'envlist = a', '[p]', 'x = {[p]y}', '[testenv:a]', ...lines].join('\n'))),
      ).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

/** What would take forever, or all memory, if it were done. */
const hostile: Readonly<Record<string, string>> = {
  'a product of braces': `[tox]\nenvlist = ${'{a,b,c,d}'.repeat(40)}`,
  'products in conditions': `[testenv]\ndeps =\n${Array.from({ length: 3000 }, (_, at) => `  ${'{a,b,c}'.repeat(8)}-f${at}: x\n`).join('')}`,
  'a product in a section': `[testenv:${'{a,b}'.repeat(60)}]\ncommands = x`,
  'many sections that are products': Array.from(
    { length: 200 },
    (_, at) => `[testenv:${at}${'{a,b}'.repeat(12)}]\nx=1\n`,
  ).join(''),
  'a range': '[tox]\nenv_list = py{1-999999999}\nmin_version = 4',
  'values that double': doubling('commands'),
  'values that double in deps': doubling('deps'),
  'values that refer in a circle': '[p]\nx = {[q]x} {[q]x}\n[q]\nx = {[p]x} {[p]x}\n[testenv]\ncommands = {[p]x}',
  'a variable of itself': '[testenv]\nsetenv =\n  A={env:B}{env:B}\n  B={env:A}{env:A}\ncommands = {env:A} {env:LOOP}',
  'variables in a chain': `[testenv]\nsetenv =\n${chain(20_000)}commands = {env:V0}`,
  'names that grow': `[tox]\nenvlist = ${Array.from({ length: 400 }, (_, at) => 'e'.repeat(at + 1)).join(',')}\n[testenv]\ndeps = {[testenv:{envname}e]deps}\n${Array.from({ length: 400 }, (_, at) => `[testenv:${'e'.repeat(at + 1)}]\nx=1\n`).join('')}`,
  'braces in braces': `[testenv]\ncommands = ${'{posargs:'.repeat(50_000)}x${'}'.repeat(50_000)}`,
  'braces that never close': `[testenv]\ncommands = ${'{'.repeat(200_000)}`,
  'brackets that never close': `[testenv]\ncommands = ${'{['.repeat(100_000)}${']'.repeat(100_000)}`,
  digits: `[tox]\nenvlist = {${'1'.repeat(200_000)}`,
  'quotes and backslashes': `[testenv]\ncommands = ${`"'\\`.repeat(100_000)}`,
  'a million lines': `[testenv]\n${'commands = x\n'.repeat(300_000)}`,
  'a million lines of one value': `[testenv]\ndeps =\n${'  x\n'.repeat(500_000)}`,
  blanks: `[testenv]\ncommands = x${' '.repeat(500_000)}y${'\n'.repeat(200_000)}  z`,
  'a huge marker': `[testenv]\nset_env = A=1; ${'('.repeat(100_000)}`,
  'a file that is too long': 'x'.repeat(6_000_000),
};

function doubling(key: string): string {
  const values = Array.from({ length: 60 }, (_, at) => `x${at + 1} = {[p]x${at}}{[p]x${at}}\n`).join('');
  return `[p]\nx0 = y\n${values}[testenv]\n${key} = {[p]x60}`;
}

function chain(length: number): string {
  return Array.from({ length }, (_, at) => `  V${at}={env:V${at + 1}}\n`).join('');
}

test.each(Object.entries(hostile))('%s comes to an end', { timeout: 60_000 }, (_, given) => {
  expect(outside(readAll(given))).toEqual([]);
});

test('an environment is worked out only when it is asked for', () => {
  const asked: string[] = [];
  const variables: Record<string, string> = {};
  const env = new Proxy(variables, {
    get: (_, name) => {
      asked.push(String(name));
      return 'x';
    },
  });
  const names = Array.from({ length: 500 }, (_, at) => `e${at}`);
  const sections = names.map((name) => `[testenv:${name}]\ncommands = {env:V_${name}:d}\n`);
  const given = `[tox]\nenvlist = ${names.join(',')}\nskipsdist = true\n${sections.join('')}`;
  const { project } = readToxIni({ file: 'tox.ini', text: given, homeSection: 'tox', env, readFile: () => null });
  expect(project?.all.length).toBe(500);
  expect(asked.filter((name) => name.startsWith('V_'))).toEqual([]);
  expect(project?.env('e7', [])?.commands[0]?.argv).toEqual(['x']);
  expect(asked.filter((name) => name.startsWith('V_'))).toEqual(['V_e7']);
});
