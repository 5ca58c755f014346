import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanShell } from '../../src/plan/shell-lexer.ts';
import { hasPipeline, isSelfContained, splitCommands } from '../../src/plan/split-commands.ts';
import { bounded, processorTime } from '../support/bounded.ts';
import { type Shell, shells } from './shells.ts';

/** Complete commands that every shell here reads; what they print tells that they ran. */
const snippets = [
  'echo a',
  'echo a; echo b',
  'echo a # comment',
  "echo 'a\nb # no comment'",
  'echo "a\n$(echo b)"',
  'echo "it\'s" \'say "x"\'',
  'echo a \\\n  b',
  'echo a\\\nb',
  'true &&\n  echo a',
  'false ||\n\n  # comment\n  echo a',
  'echo a |\n  cat',
  'echo a | cat | cat',
  'if true; then echo a; fi',
  'if false\nthen\n  echo a\nelif true; then\n\n  echo b\nelse\n  echo c\nfi',
  'for i in 1 2; do echo $i; done',
  'for i in 1 2\ndo\n  echo $i # done\ndone',
  'for i\ndo echo $i; done',
  'while false; do\n  echo a\ndone',
  'until true\ndo echo a\ndone',
  'case a in\n  a) echo a;;\nesac',
  'case "a b" in (x|y) echo x ;; a*)\n  echo "a)"\n  ;;\n  *) ;; esac',
  'case a in esac',
  'case a in\na) if true; then echo a; fi\nesac',
  '{ echo a; echo b; }',
  '{\n  echo a\n}',
  '(echo a; echo b)',
  '(\n  cd /\n  pwd\n)',
  'f() { echo "f $1"; }',
  'f()\n{\n  echo a\n}',
  'g() (\n  echo a\n)\ng',
  'cat <<EOF\na $((1 + 1))\n)\'"\nEOF',
  "cat <<'EOF'\n$a `b\nEOF",
  'cat <<-EOF\n\ta\n\tEOF',
  'cat <<A; cat <<"B C"\na\nA\nb\nB C',
  'cat <<EOF |\na\nEOF\ncat',
  'x=$(cat <<EOF\na\nEOF\n)\necho "$x"',
  'cat <<EOF\na \\\nEOF\nEOF',
  'echo $(echo a # )\n)',
  'echo $(case a in (a) echo b;; esac)',
  'echo `echo a`',
  'echo "`echo a | cat`"',
  'echo `echo \\`echo a\\``',
  'echo $((1 + (2 * 3)))',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
  'echo ${x:-a b} "${x:-}" ${x#\'}\'}',
  'echo a#b \\# "#"',
  'echo a & wait',
  'echo a >/dev/null 2>&1',
  'echo a 2>/dev/null; echo b',
  '</dev/null cat',
  'x=1 y="2 3"',
  'x=1 sh -c \'echo "$x"\'',
  '! false',
  '! true || echo a',
  'echo if then fi { } ! case esac',
  'echo {a,b} }',
  '[ a = a ] && echo a',
  'if (true) then (echo a) fi',
  'if { true; }; then { echo a; }; fi',
  'while :; do break; done',
  'for i in 1; do for j in 2; do case $j in 2) echo "$i$j";; esac; done; done',
  'echo a; # comment',
  'set -- a b; echo "$#" $# "$@"',
  'echo constructor toString',
] as const;

const bashSnippets = [
  '[[ a == a && ( b < c ||\n d =~ ^(d|e)$ ) ]] && echo a',
  'if [[ a != b ]]; then echo a; fi',
  "echo $'a\\tb'",
  `a=(1 "2 3"\n  # comment\n  4)\necho "\${a[1]}"`,
  'a+=(5)',
  'cat <<< "a b"',
  'cat <(echo a) <(echo b | cat)',
  'echo a &> /dev/null',
  'function f {\n  echo a\n}\nf',
  'function g() { echo a; }',
  'for ((i = 0; i < 2; i++)); do echo $i; done',
  'select x in a; do break; done </dev/null',
  'echo a |& cat',
  'case a in a) echo a ;;& b) ;& *) echo b; esac',
  'time echo a',
] as const;

/** A piece may be one of these, but the snippet is two or more commands. */
function pieces(snippet: string): number {
  return splitCommands(snippet).length;
}

describe('splitCommands', () => {
  it.each(snippets.concat(bashSnippets as never).map((text) => [text]))('is sure of %j', (text) => {
    expect(scanShell(text).certain).toBe(true);
    expect(splitCommands(text).join('\n')).toBe(text);
  });

  it.each([
    ['echo a\n\n# b\n  # c\necho d\n', ['echo a', 'echo d']],
    ['\n\n# only\n', []],
    ['', []],
    ['x=1\nif a\nthen b\nfi\ny', ['x=1', 'if a\nthen b\nfi', 'y']],
    ['f() {\n  a\n}\nf', ['f() {\n  a\n}', 'f']],
    ['cat <<A && b\na\n\nA\n\nc', ['cat <<A && b\na\n\nA', 'c']],
    ['a \\\n\nb', ['a \\\n', 'b']],
    ['a &&\n\n# c\nb\nd', ['a &&\n\n# c\nb', 'd']],
    // from where it is not sure, the rest is one piece
    ['a\nb "c\nd\n\ne', ['a', 'b "c\nd\n\ne']],
    ['a\nrm !(b)\nc', ['a', 'rm !(b)\nc']],
    ['a\nfi\nb', ['a', 'fi\nb']],
    ['a\ncat <<E\nb\nc', ['a', 'cat <<E\nb\nc']],
    ['a\n((i++))\nb', ['a', '((i++))\nb']],
  ])('cuts %j', (block, expected) => {
    expect(splitCommands(block)).toEqual(expected);
  });

  it('cuts any sequence of commands where they end', () => {
    const gap = fc.constantFrom('', '\n', '# a comment \' " ( `\n', '\n  # b\n\n');
    const all = [...snippets, ...bashSnippets].filter((text) => pieces(text) === 1);
    fc.assert(
      fc.property(fc.array(fc.tuple(gap, fc.constantFrom(...all)), { maxLength: 8 }), gap, (parts, end) => {
        const block = parts.map(([space, text]) => `${space}${text}\n`).join('') + end;
        expect(splitCommands(block)).toEqual(parts.map(([, text]) => text));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps every line that is not blank or a comment, for any text', () => {
    fc.assert(
      fc.property(junk, (text) => {
        const kept = splitCommands(text).join('\n').split('\n');
        const isFiller = (line: string): boolean => /^[ \t]*(#.*)?$/.test(line);
        expect(kept.filter((line) => !isFiller(line))).toEqual(text.split('\n').filter((line) => !isFiller(line)));
      }),
      { numRuns: 200 },
    );
  });
});

const tokens = [
  ...'\'"`$(){};|&<#!\\ \n\t=~*',
  ...[
    '\n',
    ' ',
    ' ',
    '\n',
    '$(',
    '$((',
    '))',
    '${',
    '((',
    '[[',
    ']]',
    '&&',
    '||',
    ';;',
    '<<E',
    '\nE\n',
    '<<-E',
    "<<'E'",
    '<<<',
    '<(',
  ],
  ...[
    'if ',
    'then ',
    'else ',
    'fi',
    'for ',
    'in ',
    'do ',
    'done',
    'while ',
    'case ',
    'esac',
    'function ',
    'f()',
    '{ ',
    '}',
    'x',
    'a=(',
    'echo ',
    ':',
    "$'",
    '\\\n',
    '# ',
  ],
];
const junk = fc.array(fc.constantFrom(...tokens), { maxLength: 14 }).map((parts) => parts.join(''));

function check(shell: Shell, script: string): { readonly ok: boolean; readonly message: string } {
  const [file, ...args] = shell.argv;
  const { status, stderr } = spawnSync(file, [...args, '-n'], { input: script, encoding: 'utf8' });
  const warned = /here-document .* delimited by end-of-file/.test(stderr);
  return { ok: status === 0 && !warned, message: stderr };
}

describe.each(shells.map((shell) => [shell.name, shell] as const))('against %s', (_name, shell) => {
  it('is sure only of what the shell sees end', () => {
    fc.assert(
      fc.property(junk, (text) => {
        if (!isSelfContained(text)) return;
        const { ok, message } = check(shell, text);
        expect(message).not.toMatch(/unterminated|EOF|end of file|matching/i);
        if (ok) expect(check(shell, `${text}\nfi`).ok).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('is sure only of what the shell does not pass over when it is wrong', () => {
    const [file, ...args] = shell.argv;
    fc.assert(
      fc.property(junk, (text) => {
        if (!isSelfContained(text) || check(shell, text).ok) return;
        const script = `set -e\necho 1\n${text}\necho reached\n`;
        const { status, stdout } = spawnSync(file, args, { input: script, encoding: 'utf8', timeout: 2_000 });
        if (!stdout.endsWith('reached\n')) expect(status).not.toBe(0);
      }),
      { numRuns: 300 },
    );
  });

  it('makes complete commands of what the shell takes', () => {
    fc.assert(
      fc.property(junk, (text) => {
        if (!scanShell(text).certain || !check(shell, text).ok) return;
        for (const piece of splitCommands(text)) expect(check(shell, piece), piece).toMatchObject({ ok: true });
      }),
      { numRuns: 100 },
    );
  });

  it('does piece by piece what the shell does with the block', () => {
    const all = shell.name === 'bash' ? [...snippets, ...bashSnippets] : snippets;
    const [file, ...args] = shell.argv;
    const output = (script: string): string => {
      const { stdout, status } = spawnSync(file, [...args], { input: script, encoding: 'utf8' });
      return `${stdout}exit ${status}`;
    };
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...all), { minLength: 1, maxLength: 6 }), (parts) => {
        const block = parts.join('\n');
        const quoted = splitCommands(block).map((piece) => `eval '${piece.replaceAll("'", `'\\''`)}'`);
        expect(output(quoted.join('\n'))).toBe(output(block));
      }),
      { numRuns: 25 },
    );
  });
});

const travis = join(resolve(process.env.DOX_CORPORA ?? '../shared/corpora'), 'travis/answers');
if (!existsSync(travis))
  process.stderr.write(`NOT TESTED: real scripts, because ${travis} is not here (DOX_CORPORA)\n`);

/** Every string below a key that holds commands. */
function scripts(value: unknown, key = ''): string[] {
  if (typeof value === 'string') return /^(script|install|before_|after_)/.test(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((each) => scripts(each, key));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => scripts(each, name));
}

describe.skipIf(!existsSync(travis))('the commands of real .travis.yml files', () => {
  it('are all read with certainty where bash takes them', () => {
    const files = existsSync(travis) ? readdirSync(travis) : [];
    const all = new Set(files.flatMap((file) => scripts(JSON.parse(readFileSync(join(travis, file), 'utf8')))));
    const bash = (text: string): boolean => spawnSync('bash', ['-n'], { input: text }).status === 0;
    const unsure = [...all].filter((text) => !scanShell(text).certain);
    expect(all.size).toBeGreaterThan(500);
    expect(unsure.filter(bash)).toEqual([]);
    const several = [...all].filter((text) => splitCommands(text).length > 1);
    expect(several.flatMap(splitCommands).filter((piece) => !bash(piece))).toEqual([]);
  });
});

describe('hasPipeline', () => {
  it.each([
    ['a | b', true],
    ['a |& b', true],
    ['a |\nb', true],
    ['(a | b)', true],
    ['if a | b; then c; fi', true],
    ['x=$(a | b)', true],
    ['x="$(a | b)"', true],
    ['x=`a | b`', true],
    ['a || b', false],
    ['a > b', false],
    ['a >| b', false],
    ['echo \'a | b\' "c | d" \\| e', false],
    ['echo a # | b', false],
    ['cat <<E\na | b\nE', false],
    ["cat <<'E' | b\na\nE", true],
    ['case a in a|b) c ;; esac', false],
    ['case a in a|b) c | d ;; esac', true],
    ['echo "$(a | b)"', false],
    ['[[ a =~ (b|c) ]]', false],
    ['echo $((1 | 2))', false],
    ['a "', false],
    ['rm !(a) | b', true],
  ])('%j: %s', (text, expected) => {
    expect(hasPipeline(text)).toBe(expected);
  });
});

describe('the context at the end of a text', () => {
  it.each([
    ['a ', 'plain'],
    ['', 'plain'],
    ["a '", 'single'],
    ['a "b', 'double'],
    ['a "$(b ', 'plain'],
    ["a $'b", 'dollar-single'],
    ['a # b', 'comment'],
    ['a # b\n', 'plain'],
    ['$(a # b', 'comment'],
    ['a <<E\n', 'heredoc'],
    ['a <<E\nb', 'heredoc'],
    ["a <<'E'\nb", 'literal-heredoc'],
    ['a <<E\nb\nE\n', 'plain'],
    ['a \\', 'escaped'],
    ['a `b', 'other'],
    ['a ${b', 'other'],
    ['a $((b', 'other'],
    ['if a; then ', 'plain'],
    ['case a in b) ', 'plain'],
  ])('%j: %s', (text, context) => {
    expect(scanShell(text).context).toBe(context);
  });
});

describe('a hostile text', () => {
  it.each(['$(', '${', '"$(', '(', '`', '((', '{ ', 'if ', "'", '<<a ', '\\', '$((', 'a=('])(
    'of %j over and over is read in time',
    (part) => {
      const took = processorTime();
      expect(scanShell(part.repeat(20_000)).pieces.length).toBeGreaterThan(0);
      expect(took()).toBeLessThan(bounded);
    },
  );
});
