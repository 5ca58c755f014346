import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Command, CommandsForm } from '../../src/config/config.ts';
import { fillPosargs, usesPosargs } from '../../src/plan/posargs.ts';
import { shells } from './shells.ts';

const script = (text: string): Command => ({ kind: 'script', text });
const argv = (...words: string[]): Command => ({ kind: 'argv', argv: words, ignoreExit: false, invertExit: false });

function filled(command: Command, form: CommandsForm, args: readonly string[]): string | readonly string[] {
  const result = fillPosargs([command], form, args);
  if (!result.ok) return `no: ${result.reason}`;
  const [only] = result.commands;
  return only?.kind === 'argv' ? only.argv : (only?.text ?? '');
}

describe('fillPosargs in scripts', () => {
  it.each([
    ['py {posargs}', ['-k', 'one two'], "py -k 'one two'"],
    ['py {posargs}', [], 'py '],
    ['py {posargs:tests}', [], 'py tests'],
    ['py {posargs:tests}', ['a'], 'py a'],
    ['py {posargs:-k "not slow" {x}}', [], 'py -k "not slow" {x}'],
    ['py {posargs:\\{a\\}} b', [], 'py {a} b'],
    ['py {posargs:a:b}', [], 'py a:b'],
    ['a {posargs} && b {posargs:c}', ['x'], 'a x && b x'],
    ['sh -c "py {posargs}"', ['-k', 'one two'], `sh -c "py -k 'one two'"`],
    ['sh -c "py {posargs}"', ['$HOME', '"'], `sh -c "py '\\$HOME' '\\"'"`],
    ["py --args='{posargs}'", ['a', 'b'], "py --args='a b'"],
    ["py --args='{posargs}'", ['a b'], "py --args=''\\''a b'\\'''"],
    ['A={posargs}\npy $A', ['a', 'b'], "A='a b'\npy $A"],
    ['py --a={posargs}', ['a', 'b'], 'py --a=a b'],
    ['py # {posargs}', [], 'py # {posargs}'],
    [`py "$(echo {posargs})"`, ['a b'], `py "$(echo 'a b')"`],
    ['cat <<E\n{posargs}\nE', ['$a b'], "cat <<E\n'\\$a b'\nE"],
    ['py \\{posargs}', [], 'py \\{posargs}'],
    [`py \${posargs}`, [], `py \${posargs}`],
    ['py {posargs', [], 'py {posargs'],
    ['py {posargsx}', [], 'py {posargsx}'],
  ])('%j with %j', (text, args, expected) => {
    expect(filled(script(text), 'block', args)).toBe(expected);
  });

  it.each(['py `{posargs}`', `py \${x:-{posargs}}`, 'cat <<E\n$(echo {posargs})\nE'])('has no place in %j', (text) => {
    expect(filled(script(text), 'list', ['a'])).toMatch(/^no: /);
    expect(filled(script(text), 'list', [])).not.toMatch(/^no: /);
  });
});

describe('arguments without {posargs}', () => {
  it.each([
    ['pytest', "pytest -k 'a b'"],
    ['pytest  # all', "pytest -k 'a b'  # all"],
    ['pytest;\n', "pytest -k 'a b';\n"],
    ['serve &', "serve -k 'a b' &"],
    ['cd x && pytest', "cd x && pytest -k 'a b'"],
    ['a || b\npytest', "a || b\npytest -k 'a b'"],
    ['pytest >log 2>&1', "pytest >log 2>&1 -k 'a b'"],
    ['python - <<E\nimport a\nE', "python - <<E -k 'a b'\nimport a\nE"],
    ['py # {posargs}', "py -k 'a b' # {posargs}"],
    ['A=1 pytest', "A=1 pytest -k 'a b'"],
    ['pytest \\\n  x', "pytest \\\n  x -k 'a b'"],
  ])('go to the end of %j', (text, expected) => {
    expect(filled(script(text), 'list', ['-k', 'a b'])).toBe(expected);
  });

  it.each(['pytest | tee log', 'pytest || true', 'if a; then b; fi', '(pytest)', 'A=1', 'py "', '# only', ''])(
    'have no place in %j',
    (text) => {
      expect(filled(script(text), 'list', ['a'])).toMatch(/^no: .*\{posargs\}/);
    },
  );

  it('go to the last item only', () => {
    const result = fillPosargs([script('a'), script('b')], 'list', ['x']);
    expect(result).toEqual({ ok: true, commands: [script('a'), script('b x')] });
  });

  it('have no place in a block, nor where there are no commands', () => {
    expect(fillPosargs([script('a')], 'block', ['x']).ok).toBe(false);
    expect(fillPosargs([], 'list', ['x']).ok).toBe(false);
  });

  it('change nothing where there are none', () => {
    const commands = [script('a | b'), argv('c')];
    expect(fillPosargs(commands, 'block', [])).toEqual({ ok: true, commands });
  });
});

describe('fillPosargs in argument lists', () => {
  it.each<[string[], string[], string[]]>([
    [
      ['py', '{posargs}'],
      ['a b', 'c'],
      ['py', 'a b', 'c'],
    ],
    [['py', '{posargs}'], [], ['py']],
    [['py', '{posargs:-k "a b" c}'], [], ['py', '-k', 'a b', 'c']],
    [
      ['py', '--x={posargs}'],
      ['a b', 'c'],
      ['py', "--x='a b' c"],
    ],
    [['py', '--x={posargs:d e}'], [], ['py', '--x=d e']],
    [['py'], ['a b'], ['py', 'a b']],
    [['py', '\\{posargs}'], ['a'], ['py', '\\{posargs}', 'a']],
  ])('%j with %j', (words, args, expected) => {
    expect(filled(argv(...words), 'list', args)).toEqual(expected);
  });
});

/** ../shared/tox.md 7, "{posargs}", as tox 3.28.0 and 4.58.0 answered. */
describe('fillPosargs in lines of tox', () => {
  const line = (text: string, rules: 'tox3' | 'tox4' = 'tox3'): Command => ({
    kind: 'argv',
    argv: ['the', 'default'],
    ignoreExit: false,
    invertExit: false,
    line: { text, splitting: rules === 'tox3' ? { escape: '', comment: '#' } : { escape: '\\', comment: '' } },
  });

  it.each<[string, string[], string[]]>([
    ['py {posargs}', ['-k', 'one two'], ['py', '-k', 'one two']],
    ['py "{posargs}"', ['-k', 'one two'], ['py', "-k 'one two'"]],
    ["setup.py testr --testr-args='{posargs}'", ['-k', 'one two'], ['setup.py', 'testr', '--testr-args=-k one', 'two']],
    ['py {posargs:-x "a b"}', [], ['py', '-x', 'a b']],
    ['py {posargs:-x "a b"}', ["it's"], ['py', "it's"]],
    ['py {posargs:\\{nested\\}}', [], ['py', '{nested}']],
    ['py a{posargs}b', ['1', '2'], ['py', 'a1', '2b']],
    ['py {posargs} # {posargs}', ['1'], ['py', '1']],
  ])('%s with %j', (text, args, expected) => {
    expect(filled(line(text), 'tox', args)).toEqual(expected);
  });

  it('reads backslashes as tox 4 does where the file is read by its rules', () => {
    expect(filled(line('py a\\ b {posargs}', 'tox4'), 'tox', ['c'])).toEqual(['py', 'a b', 'c']);
    expect(filled(line('py a\\ b {posargs}'), 'tox', ['c'])).toEqual(['py', 'a\\', 'b', 'c']);
  });

  it('leaves out what is empty, and takes no notice of arguments without a place', () => {
    expect(fillPosargs([line('{posargs}'), argv('a')], 'tox', [])).toEqual({ ok: true, commands: [argv('a')] });
    expect(fillPosargs([argv('a')], 'tox', ['x'])).toEqual({ ok: true, commands: [argv('a')] });
  });
});

describe('usesPosargs', () => {
  it.each<[Command, boolean]>([
    [script('py {posargs}'), true],
    [script('py {posargs:a}'), true],
    [script('py # {posargs}'), false],
    [script(`py \${posargs}`), false],
    [script('py `{posargs}`'), true],
    [argv('py', 'x{posargs}'), true],
    [argv('py'), false],
  ])('%j: %s', (command, expected) => {
    expect(usesPosargs([command])).toBe(expected);
  });
});

describe.each(shells.map((shell) => [shell.name, shell] as const))('words given to %s', (_name, shell) => {
  const word = fc.string({ unit: fc.constantFrom(...`ab '"$\\\`!#&;|<>(){}[]*?~=\n\t-é`), maxLength: 8 });
  const print = `'${process.execPath}' -p 'JSON.stringify(process.argv.slice(1))' --`;
  const [file, ...own] = shell.argv;
  const received = (text: string): unknown => {
    const { stdout, stderr } = spawnSync(file, [...own, '-c', text], { encoding: 'utf8' });
    return stdout === '' ? stderr : JSON.parse(stdout);
  };

  it.each([
    ['alone', `${print} {posargs}`],
    ['appended', print],
    ['in a substitution in quotes', `printf %s "$(${print} {posargs})"`],
    ['in double quotes for another shell', `sh -c "${print} {posargs}"`],
    ['in single quotes for another shell', `sh -c '${print.replaceAll("'", `'\\''`)} {posargs}'`],
  ])('reach the program untouched: %s', (_where, text) => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (args) => {
        expect(received(String(filled(script(text), 'list', args)))).toEqual(args);
      }),
      { numRuns: 8 },
    );
  });
});
