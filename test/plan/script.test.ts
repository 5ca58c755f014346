import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Command } from '../../src/config/config.ts';
import { ControlFile, parseState, parseStep, type State, type Step } from '../../src/plan/control-folder.ts';
import { commandScript } from '../../src/plan/script.ts';
import { containerCommand, type SupervisorInput, supervisorScript } from '../../src/plan/supervisor-script.ts';
import { type Shell, shells } from './shells.ts';

const temporary = mkdtempSync(join(tmpdir(), "dox script's "));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));
let runs = 0;

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly state: State;
  readonly step: Step;
  readonly folder: string;
}

/** Runs commands under the supervisor, both in the given shell, with a lifeline that says nothing: no signal can be sent. */
function run(shell: Shell, commands: readonly (string | Command)[], more: Partial<SupervisorInput> = {}): Run {
  runs += 1;
  const folder = join(temporary, `run ${runs}`);
  mkdirSync(folder);
  const all = commands.map((each): Command => (typeof each === 'string' ? { kind: 'script', text: each } : each));
  const stepFile = join(folder, ControlFile.step);
  const stateFile = join(folder, ControlFile.state);
  writeFileSync(join(folder, ControlFile.commands), commandScript({ commands: all, stepFile, stateFile }));
  const supervisor = supervisorScript({
    controlDir: folder,
    token: 'token1',
    shell: shell.argv,
    prefix: [],
    homes: [],
    servicesLimit: 0,
    artifacts: [],
    ...more,
    stdin: 'caller',
  });
  writeFileSync(join(folder, ControlFile.supervisor), supervisor);
  writeFileSync(join(folder, ControlFile.lifeline), ''); // it waits for that
  const [file, ...args] = shell.argv;
  // as dox does: the commands may remove the files
  const notes = { state: openSync(stateFile, 'a+'), step: openSync(stepFile, 'a+') };
  const options = { encoding: 'utf8', cwd: folder, input: 'from the caller\n' } as const;
  const result = spawnSync(file, [...args, join(folder, ControlFile.supervisor)], options);
  const { status: code, stdout, stderr } = result;
  const state = parseState(readFileSync(notes.state, 'utf8'));
  const step = parseStep(readFileSync(notes.step, 'utf8'));
  for (const file of Object.values(notes)) closeSync(file);
  return { code, stdout, stderr, state, step, folder };
}

interface Marks {
  readonly ignoreExit?: boolean;
  readonly invertExit?: boolean;
  readonly keepGoing?: true;
  readonly always?: true;
}

const argv = (words: readonly string[], marks: Marks = {}): Command => ({
  kind: 'argv',
  argv: words,
  ignoreExit: false,
  invertExit: false,
  ...marks,
});

const script = (text: string): Command => ({ kind: 'script', text, keepGoing: true });

interface Case {
  readonly says: string;
  readonly commands: readonly (string | Command)[];
  readonly code: number;
  readonly out?: string;
  /** The last command that began. */
  readonly step: number;
  readonly finished?: boolean;
}

const cases: readonly Case[] = [
  { says: 'commands that succeed', commands: ['echo a', 'echo b'], code: 0, out: 'a\nb\n', step: 2, finished: true },
  {
    says: 'what always runs, after a failure',
    commands: [argv(['sh', '-c', 'exit 3']), argv(['echo', 'not']), argv(['echo', 'post'], { always: true })],
    code: 3,
    out: 'post\n',
    step: 1,
  },
  {
    says: 'what always runs, after no failure',
    commands: [argv(['echo', 'a']), argv(['echo', 'post'], { always: true })],
    code: 0,
    out: 'a\npost\n',
    step: 2,
    finished: true,
  },
  {
    says: 'what always runs, until it fails itself',
    commands: [argv(['false']), argv(['sh', '-c', 'exit 4'], { always: true }), argv(['echo', 'b'], { always: true })],
    code: 1,
    out: '',
    step: 1,
  },
  {
    says: 'what always runs and is all that fails',
    commands: [argv(['true']), argv(['sh', '-c', 'exit 4'], { always: true })],
    code: 4,
    out: '',
    step: 2,
  },
  {
    says: 'failures that others follow: the first one counts',
    commands: [
      argv(['sh', '-c', 'exit 5'], { keepGoing: true }),
      argv(['sh', '-c', 'exit 6'], { keepGoing: true }),
      argv(['echo', 'b'], { keepGoing: true }),
    ],
    code: 5,
    out: 'b\n',
    step: 1,
  },
  {
    says: 'failures of scripts that others follow: the first one counts, and of each its last command',
    commands: [
      'export A=1',
      script('cd /; false; test "$A" = 1 # no comment hides what is behind'),
      script('false\nfalse && true || (exit 6)'),
      script('# nothing'),
      script('(exit 7)'),
      script('echo "$A $PWD"'),
    ],
    code: 6,
    out: '1 /\n',
    step: 3,
  },
  {
    says: 'scripts that others follow, and all succeed',
    commands: ['true', script('false; true'), script('echo b')],
    code: 0,
    out: 'b\n',
    step: 3,
    finished: true,
  },
  {
    says: 'scripts after a command that failed: only what may run then runs',
    commands: [
      argv(['sh', '-c', 'exit 3']),
      'echo not',
      script('echo nor this'),
      'cat <<END\nnor this\nEND',
      argv(['echo', 'post'], { always: true }),
    ],
    code: 3,
    out: 'post\n',
    step: 1,
  },
  {
    says: 'scripts after a failure that others follow, one of which ends it: the first failure counts',
    commands: [argv(['true']), script('(exit 5)'), 'export A=1\ncd /', 'echo "$A $PWD"; false', 'echo no'],
    code: 5,
    out: '1 /\n',
    step: 2,
  },
  {
    says: 'marks beside those that always run',
    commands: [
      argv(['false'], { ignoreExit: true }),
      argv(['false'], { invertExit: true }),
      argv(['echo', 'b']),
      argv(['true'], { invertExit: true, always: true }),
    ],
    code: 1,
    out: 'b\n',
    step: 4,
  },
  { says: 'no command at all', commands: [], code: 0, out: '', step: 0, finished: true },
  {
    says: 'the first failing command',
    commands: ['true', 'exit_with() { return $1; }; exit_with 7', 'echo no'],
    code: 7,
    out: '',
    step: 2,
  },
  {
    says: 'a && list that fails in its first part',
    commands: ['false && echo a', 'echo no'],
    code: 1,
    out: '',
    step: 1,
  },
  {
    says: 'a list with || true',
    commands: ['false || true', 'echo on'],
    code: 0,
    out: 'on\n',
    step: 2,
    finished: true,
  },
  { says: 'a command that is not there', commands: ['dox-no-such-program', 'echo no'], code: 127, out: '', step: 1 },
  {
    says: 'export, cd and functions carry over',
    commands: ['export A=1', 'cd /', 'f() { echo "$A $PWD"; }', 'f'],
    code: 0,
    out: '1 /\n',
    step: 4,
    finished: true,
  },
  {
    says: 'a loop stops at its first failure',
    commands: ['for i in 1 2; do\n  echo $i\n  false\ndone', 'echo no'],
    code: 1,
    out: '1\n',
    step: 1,
  },
  {
    says: 'a branch stops at its first failure',
    commands: ['if true; then\n  false\n  echo no\nfi'],
    code: 1,
    out: '',
    step: 1,
  },
  {
    says: 'conditions may fail',
    commands: ['if false; then echo no; fi', 'while false; do :; done', '! false', 'echo on'],
    code: 0,
    out: 'on\n',
    step: 4,
    finished: true,
  },
  { says: 'an inverted success', commands: ['! true', 'echo no'], code: 1, out: '', step: 1 },
  {
    says: 'set +e: each command is still checked',
    commands: ['set +e', 'false; echo on', 'sh -c "exit 3"', 'echo no'],
    code: 3,
    out: 'on\n',
    step: 3,
  },
  {
    says: 'set +e within a command',
    commands: ['set +e\nfalse\necho on\nset -e'],
    code: 0,
    out: 'on\n',
    step: 1,
    finished: true,
  },
  {
    says: 'commands that remove the scripts and the notes',
    commands: ['rm -f *', 'echo a; ls', 'false', 'echo no'],
    code: 1,
    out: 'a\n',
    step: 3,
  },
  {
    says: 'commands that remove them and succeed',
    commands: ['rm -f *', 'echo a'],
    code: 0,
    out: 'a\n',
    step: 2,
    finished: true,
  },
  {
    says: 'descriptors are the commands’ own',
    commands: [
      'for n in 8 9; do if (: >&$n) 2>/dev/null; then echo $n; fi; done',
      'exec 9>lock',
      'echo a >&9; cat lock',
    ],
    code: 0,
    out: 'a\n',
    step: 3,
    finished: true,
  },
  { says: 'exit N', commands: ['echo a; exit 5', 'echo no'], code: 5, out: 'a\n', step: 1 },
  { says: 'exit 0 in the middle', commands: ['echo a', 'exit 0', 'echo no'], code: 0, out: 'a\n', step: 2 },
  { says: 'exec at the end', commands: ['echo a', 'exec sh -c "echo b; exit 4"'], code: 4, out: 'a\nb\n', step: 2 },
  { says: 'exec that succeeds', commands: ['exec true'], code: 0, out: '', step: 1 },
  { says: 'a trap on EXIT', commands: ['trap "echo bye" EXIT', 'false'], code: 1, out: 'bye\n', step: 2 },
  {
    says: 'a trap on EXIT after success',
    commands: ['trap "echo bye" EXIT', 'echo a'],
    code: 0,
    out: 'a\nbye\n',
    step: 2,
    finished: true,
  },
  {
    says: 'set -u',
    commands: ['set -u', `echo "\${x-none}"`, 'echo "$dox_none"', 'echo no'],
    code: -1,
    out: 'none\n',
    step: 3,
  },
  { says: 'set -C', commands: ['set -C', 'echo a', 'echo b'], code: 0, out: 'a\nb\n', step: 3, finished: true },
  { says: 'a killed shell', commands: ['kill -9 $$', 'echo no'], code: 137, out: '', step: 1 },
  { says: 'a killed child', commands: ['sh -c "kill -9 \\$\\$"', 'echo no'], code: 137, out: '', step: 1 },
  { says: 'a missing double quote', commands: ['echo "abc', 'echo no "', 'echo no'], code: -1, out: '', step: 1 },
  { says: 'a missing single quote', commands: ["echo it's", "echo 'no'", 'echo no'], code: -1, out: '', step: 1 },
  { says: 'a missing backtick', commands: ['echo `true', 'echo `echo no`'], code: -1, out: '', step: 1 },
  { says: 'an open substitution', commands: ['echo $(true', 'echo no)'], code: -1, out: '', step: 1 },
  { says: 'an open loop', commands: ['echo a', 'for i in 1; do', 'echo no', 'done'], code: -1, out: 'a\n', step: 2 },
  { says: 'an open brace', commands: ['{ echo no', 'true; }'], code: -1, out: '', step: 1 },
  { says: 'a stray keyword', commands: ['echo a', 'fi', 'echo no'], code: -1, out: 'a\n', step: 2 },
  { says: 'a stray parenthesis', commands: ['echo a', 'echo )', 'echo no'], code: -1, out: 'a\n', step: 2 },
  { says: 'a trailing &&', commands: ['true &&', 'echo no'], code: -1, out: '', step: 1 },
  { says: 'an if without then', commands: ['echo a', 'if true; fi', 'echo no'], code: -1, out: 'a\n', step: 2 },
  {
    says: 'a here-document without end',
    commands: ['cat <<EOF\ntext\n', 'echo on'],
    code: 0,
    out: 'text\non\n',
    step: 2,
    finished: true,
  },
  {
    says: 'a here-document',
    commands: ['cat <<EOF\n$((1 + 1))\nEOF', 'echo on'],
    code: 0,
    out: '2\non\n',
    step: 2,
    finished: true,
  },
  {
    says: 'a trailing comment',
    commands: ['echo a # comment', '# only', 'echo b'],
    code: 0,
    out: 'a\nb\n',
    step: 3,
    finished: true,
  },
  {
    says: 'a job in the background',
    commands: ['sh -c "exit 1" &', 'echo a'],
    code: 0,
    out: 'a\n',
    step: 2,
    finished: true,
  },
  {
    says: 'an argument list',
    commands: [argv(['printf', '[%s]', 'a b', "it's", '$HOME', '*', '', 'a\nb', '\\'])],
    code: 0,
    out: "[a b][it's][$HOME][*][][a\nb][\\]",
    step: 1,
    finished: true,
  },
  {
    says: 'an argument list that fails',
    commands: [argv(['sh', '-c', 'exit 3']), 'echo no'],
    code: 3,
    out: '',
    step: 1,
  },
  {
    says: 'an ignored failure',
    commands: [argv(['false'], { ignoreExit: true }), 'echo on'],
    code: 0,
    out: 'on\n',
    step: 2,
    finished: true,
  },
  {
    says: 'an expected failure',
    commands: [argv(['false'], { invertExit: true }), 'echo on'],
    code: 0,
    out: 'on\n',
    step: 2,
    finished: true,
  },
  {
    says: 'an expected failure that succeeds',
    commands: [argv(['true'], { invertExit: true }), 'echo no'],
    code: 1,
    out: '',
    step: 1,
  },
  {
    says: 'both marks',
    commands: [argv(['true'], { invertExit: true, ignoreExit: true }), 'echo on'],
    code: 0,
    out: 'on\n',
    step: 2,
    finished: true,
  },
  {
    says: 'words of an argument list are no grammar',
    commands: [argv(['if', 'x=1']), 'echo no'],
    code: 127,
    out: '',
    step: 1,
  },
  { says: 'an empty argument list', commands: [argv([]), 'echo on'], code: 0, out: 'on\n', step: 2, finished: true },
  { says: 'an empty script', commands: ['', 'echo on'], code: 0, out: 'on\n', step: 2, finished: true },
];

describe.each(shells.map((shell) => [shell.name, shell] as const))('commands in %s', (_name, shell) => {
  it.each(cases.map((each) => [each.says, each] as const))('%s', (_says, { commands, code, out, step, finished }) => {
    const result = run(shell, commands);
    if (code === -1) expect(result.code, result.stderr).not.toBe(0);
    else expect(result.code, result.stderr).toBe(code);
    expect(result.stdout).toBe(out);
    expect(result.step).toMatchObject({ command: step, finished: finished ?? false });
    if (result.code === 0) expect(result.step.failed).toBe(false);
    expect(result.state.exit).toBe(result.code);
    expect(result.state.token).toBe('token1');
    expect(result.state.shell).toBe(shell.argv[0]);
  });

  it('sees a failing first part of a pipeline, or refuses to run it', () => {
    const { code, state, stdout } = run(shell, ['echo a', 'false | cat', 'echo no']);
    if (shell.hasPipefail) {
      expect([code, stdout, state.refused]).toEqual([1, 'a\n', null]);
    } else {
      expect([code, stdout, state.refused]).toEqual([119, '', { kind: 'no-pipefail', command: 2 }]);
    }
  });

  it('needs no pipefail for what is no pipeline', () => {
    const { code, stdout } = run(shell, ['false || echo "a | b"', 'case x in a | x) echo c ;; esac']);
    expect([code, stdout]).toEqual([0, 'a | b\nc\n']);
  });

  it('shows nothing of its own under set -x', () => {
    const { stderr } = run(shell, ['set -x', 'echo a', 'echo b']);
    expect(stderr).toBe('+ echo a\n+ echo b\n');
  });

  it('lets a trap on EXIT write to stderr', () => {
    expect(run(shell, ['trap "echo bye >&2" EXIT', 'false && true']).stderr).toBe('bye\n');
  });

  it.each([
    ['a command', 'false'],
    ['a list', 'false && true'],
    ['a function', 'f() { false; true; }; f'],
    ['an eval', 'eval "false; true"'],
  ])('notes that %s failed though a trap on EXIT made that 0', (what, failing) => {
    const { code, step } = run(shell, ["trap 'exit 0' EXIT", failing, 'echo no']);
    expect(code).toBe(0);
    // other shells than bash tell only where `set -e` does not end them
    expect(step).toEqual({ command: 2, finished: false, failed: shell.name === 'bash' || what === 'a list' });
  });

  it.each([
    ['ends early', 'exit 0'],
    ['forgives', 'false || true; exit 0'],
    ['asks', 'if false; then :; fi; ! true || exit 0'],
    ['switches errors off', 'set +e; false; f() { false; }; f; exit 0'],
    ['fails in the background', '(sleep 0; false) & wait $! || :; exit 0'],
    ['fails in a subshell that is asked', 'x=$(false; echo 1) || :; (false) || :; exit 0'],
  ])('notes no failure of a script that %s', (_, text) => {
    const { code, step } = run(shell, ["trap 'exit 0' EXIT", text, 'echo no']);
    expect([code, step]).toEqual([0, { command: 2, finished: false, failed: false }]);
  });

  it('says which command was not found', () => {
    expect(run(shell, ['dox-no-such-program']).stderr).toContain('dox-no-such-program');
  });

  it('leaves standard input to the commands where it is the caller’s', () => {
    expect(run(shell, ['cat']).stdout).toBe('from the caller\n');
  });

  it('starts the commands with the default SIGINT', () => {
    expect(run(shell, ["sh -c 'kill -INT $$; echo no'"]).code).toBe(130);
  });

  it('puts an entrypoint before the shell', () => {
    const { code, stdout } = run(shell, ['echo "$A"'], { prefix: ['env', 'A=b c'] });
    expect([code, stdout]).toEqual([0, 'b c\n']);
  });

  it('refuses a shell that is not there', () => {
    const { code, state } = run(shell, ['echo no'], { shell: ['dox-no-such-shell', '-e'] });
    expect([code, state.refused]).toEqual([118, { kind: 'no-shell', shell: 'dox-no-such-shell' }]);
  });

  it('takes bash where none is named', () => {
    const { stdout, state } = run(shell, [`echo "\${BASH_VERSION:+bash}"`], { shell: null });
    expect([stdout, state.shell]).toEqual(['bash\n', 'bash']);
  });

  it('keeps artifacts, globs among them, and says what is missing', () => {
    const there = mkdtempSync(join(tmpdir(), "it's [1] "));
    const commands = [
      `mkdir -p '${there.replace("'", `'\\''`)}/sub dir'`,
      `cd '${there.replace("'", `'\\''`)}'`,
      'echo 1 >a.log',
      'echo 2 >b.log',
      'echo 3 >"sub dir/c"',
    ];
    const globbed = there.replace('[1]', '?1?');
    const artifacts = [`${globbed}/*.log`, `${globbed}/sub dir/`, `${globbed}/none*`, '/dox/none', 'relative'];
    const { folder, state, code } = run(shell, commands, { artifacts });
    expect(code).toBe(0);
    const kept = (path: string): string => readFileSync(join(folder, 'artifacts', there, path), 'utf8');
    expect([kept('a.log'), kept('b.log'), kept('sub dir/c')]).toEqual(['1\n', '2\n', '3\n']);
    expect(state.missingArtifacts).toEqual([`${globbed}/none*`, '/dox/none']);
    rmSync(there, { recursive: true });
  });

  it('hands any word of an argument list to the program untouched', () => {
    const word = fc.string({ unit: fc.constantFrom(...`ab '"$\\\`!#&;|<>(){}[]*?~=\n\t-+é`), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), (words) => {
        const { stdout } = run(shell, [
          argv([process.execPath, '-p', 'JSON.stringify(process.argv.slice(1))', '--', ...words]),
        ]);
        expect(JSON.parse(stdout)).toEqual(words);
      }),
      { numRuns: 15 },
    );
  });

  it('tells by its exit code that the tree is not seen', () => {
    const { entrypoint, command } = containerCommand('/dox/no such folder');
    const [, ...args] = [...entrypoint, ...command];
    const [file, ...own] = shell.argv;
    expect(spawnSync(file, [...own, ...args]).status).toBe(117);
  });
});

describe('parseState', () => {
  it('passes over unknown and cut lines', () => {
    const state = parseState('started abc\nnoise\nshell bash\noom 2\nsignal INT\nexit 13');
    expect(state).toMatchObject({ token: 'abc', shell: 'bash', oomKills: 2, signals: ['INT'], exit: null });
  });

  it('finds nothing in an empty file', () => {
    expect(parseState('')).toEqual({
      token: null,
      refused: null,
      shell: null,
      interruptIgnored: false,
      signals: [],
      lifelineEnded: false,
      oomKills: 0,
      missingArtifacts: [],
      exit: null,
    });
  });
});
