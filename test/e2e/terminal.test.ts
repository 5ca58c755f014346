import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { leftBy } from '../support/engine-objects.ts';
import { EngineProxy } from '../support/engine-proxy.ts';
import { peakMemory } from '../support/processes.ts';
import { Project, program } from '../support/project.ts';
import { Running, startDox } from '../support/running.ts';
import { testSetup } from '../support/setup.ts';
import { TestTerminal } from '../support/test-terminal.ts';
import { withPython } from '../support/with-python.ts';

const projects: Project[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

/** A person needs longer than this for a second Ctrl-C; what is faster is taken for an echo of the first. */
const anotherPress = 150;
const ctrlC = '\x03';

/** What the tests say, and not dox of an image that it has just pulled. */
const ready = /^ready\r?$/m;

/** Shell texts before and after: the terminal's settings, but not its size, must be the same. */
const saved = 'saved=$(stty -g)';
const restored = 'test "$(stty -g)" = "$saved" && echo restored';

/** Only SIGKILL ends it. */
const ignoresSignals = `trap '' INT TERM HUP; echo ready; while :; do sleep 1; done`;

describe.each(testSetup().engines)('output on $name', (engine) => {
  const image = `${engine.prefix}busybox:latest`;
  const project = (commands: string): Project => {
    const made = new Project(engine, { 'dox.yml': `image: ${image}\ncommands: |\n  ${commands}\n` });
    projects.push(made);
    return made;
  };
  /** Runs a line of bash in which `dox` is dox; its own output says what became of it. */
  const bash = (here: Project, line: string): Running => {
    const dox = `dox() { ${here.command([]).join(' ')} "$@"; }`;
    const options = { cwd: here.path, env: here.environment() };
    return new Running(['bash', '-c', `${dox}; ${line}`], options);
  };

  test('is complete and in order on both streams, through pipes and into files', async () => {
    const count = 200_000;
    const here = project(
      `awk 'BEGIN { for (i = 1; i <= ${count}; i++) { print "out " i; print "err " i >"/dev/stderr" } }'`,
    );
    const numbered = (word: string): string =>
      Array.from({ length: count }, (_, index) => `${word} ${index + 1}\n`).join('');
    await startDox(here, ['-c', 'true']).ended; // says that it pulls the image, if it does
    const piped = await startDox(here, []).ended;
    expect(piped.code).toBe(0);
    const files = ['out.txt', 'err.txt'].map((name) => openSync(join(here.path, name), 'w'));
    const filed = await startDox(here, [], { stdio: ['ignore', ...files] }).ended;
    for (const file of files) closeSync(file);
    expect(filed.code).toBe(0);
    const read = (name: string): string => readFileSync(join(here.path, name), 'utf8');
    for (const [stdout, stderr] of [
      [piped.stdout, piped.stderr],
      [read('out.txt'), read('err.txt')],
    ] as const) {
      const [heading = '', ...rest] = stdout.split(/(?<=\n)/);
      expect(heading).toBe(`==> testing on ${image}\n`);
      // not `toEqual`: the difference of two such texts takes minutes
      expect(rest.slice(0, count).join('') === numbered('out')).toBe(true);
      expect(rest[count + 1]).toBe('==> summary\n');
      expect(stderr === numbered('err')).toBe(true);
    }
  });

  test('needs little memory, however slow its reader and however long a line is', async () => {
    const here = project('head -c 300000000 /dev/zero');
    const [file = '', ...args] = here.command([]);
    const options = { cwd: here.path, env: here.environment(), timeout: 60_000 };
    const run = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = once(run, 'close');
    await once(run.stdout, 'readable');
    await delay(2000); // what is not read must wait in the container
    let total = 0;
    let peak = 0;
    for await (const chunk of run.stdout) {
      total += chunk.length;
      if (total > 290_000_000 && peak === 0) peak = peakMemory(run.pid ?? 0);
    }
    expect((await ended)[0]).toBe(0);
    expect(total).toBeGreaterThan(300_000_000);
    expect(peak).toBeGreaterThan(10);
    expect(peak).toBeLessThan(150);
  });

  test('ends with its reader: dox | head is hung up on', async () => {
    const here = project('while :; do echo line; done');
    const { stdout, stderr, all } = await bash(here, `dox | head -n 2; echo "codes \${PIPESTATUS[*]}"`).ended;
    expect(stdout, all).toBe(`==> testing on ${image}\nline\ncodes 129 0\n`);
    expect(stderr).toContain('dox: nobody reads the output any more\ndox: hung up while testing runs');
    expect(stderr).not.toContain('SIGHUP');
    expect(await leftBy(here)).toEqual([]);
  });

  test('closed and redirected streams', async () => {
    const here = project('cat; echo out; echo err >&2');
    const line =
      'dox <&- >one 2>two; echo "a $?"; dox <&- >&- 2>&-; echo "b $?"; dox -c cat <dox.yml >&- ; echo "c $?"; dox >/dev/full; echo "d $?"';
    const { stdout, stderr, all } = await bash(here, line).ended;
    expect(stdout, all).toBe('a 0\nb 0\nc 0\nd 129\n');
    expect(stderr).toMatch(/error: cannot write the output: .*ENOSPC/);
    const text = readFileSync(join(here.path, 'one'), 'utf8');
    expect(text).toMatch(/^==> testing on .*\nout\n\n==> summary\n/);
    expect(readFileSync(join(here.path, 'two'), 'utf8')).toBe('err\n');
    expect(await leftBy(here)).toEqual([]);
  });
});

describe.each(testSetup().engines)('a terminal on $name', (engine) => {
  const image = `${engine.prefix}busybox:latest`;
  const project = (first: string): Project => {
    const dox = `image: ${image}\ntargets:\n  first:\n    commands:\n      - |\n        ${first.replaceAll('\n', '\n        ')}\n  second:\n    commands: ['echo second ran']\n`;
    const made = new Project(engine, { 'dox.yml': dox });
    projects.push(made);
    return made;
  };
  const soonNothingIsLeft = (here: Project): Promise<void> =>
    vi.waitFor(async () => expect(await leftBy(here, engine)).toEqual([]), { timeout: 15_000, interval: 50 });

  test('is passed through: its type, its size, its colours, its keys', async () => {
    const here = project(
      [
        'test -t 0 && test -t 1 && test -t 2 && echo "a terminal $TERM"',
        'echo "size $(stty size)"',
        'until test "$(stty size)" = "40 120"; do sleep 0.1; done',
        'echo resized',
        'read word; echo "read <$word>"',
        "printf '\\033[31mred\\033[0m\\n'",
      ].join('\n'),
    );
    const size = { rows: 30, columns: 101 };
    const terminal = new TestTerminal(here, `${saved}; dox -e first; echo "code $?"; ${restored}`, size);
    await terminal.shows('size 30 101');
    terminal.resize(40, 120);
    await terminal.shows('resized');
    terminal.type('word\r');
    await terminal.ended;
    expect(terminal.shown).toContain('read <word>');
    expect(terminal.shown).toContain('a terminal xterm-256color');
    expect(terminal.shown).toContain('\x1b[31mred');
    expect(terminal.shown).toContain('code 0');
    expect(terminal.shown).toContain('restored');
  });

  test('Ctrl-C reaches the test once and ends the run after it, with 130', async () => {
    const here = project(
      [
        `got=0; trap 'got=$((got + 1))' INT`,
        'echo ready',
        'while test "$got" = 0; do sleep 0.1 || :; done',
        'sleep 0.5 || :',
        'echo "interrupted $got times"',
      ].join('\n'),
    );
    const terminal = new TestTerminal(here, `${saved}; dox; echo "code $?"; ${restored}`);
    await terminal.shows(ready);
    terminal.type(ctrlC);
    await terminal.ended;
    expect(terminal.shown).toContain('SIGINT while first runs: it may end in its own time');
    expect(terminal.shown).toContain('interrupted 1 times');
    expect(terminal.shown).toMatch(/ first +\S*interrupted/);
    expect(terminal.shown).not.toContain('second ran');
    expect(terminal.shown).toContain('code 130');
    expect(terminal.shown).toContain('restored');
    expect(await leftBy(here)).toEqual([]);
  });

  test('a second Ctrl-C kills, and the terminal is as before', async () => {
    const here = project(ignoresSignals);
    const terminal = new TestTerminal(here, `${saved}; dox; echo "code $?"; ${restored}`);
    await terminal.shows(ready);
    terminal.type(ctrlC);
    await terminal.shows('it may end in its own time');
    await delay(anotherPress);
    terminal.type(ctrlC);
    await terminal.ended;
    expect(terminal.shown).toContain('code 130');
    expect(terminal.shown).toContain('restored');
    expect(await leftBy(here)).toEqual([]);
  });

  test('a third Ctrl-C returns the prompt where the engine hangs, and the terminal is as before', async () => {
    const proxy = await EngineProxy.start(engine);
    try {
      const here = project(ignoresSignals);
      const env = { DOCKER_HOST: proxy.engine.host };
      const terminal = new TestTerminal(here, `${saved}; dox; echo "code $?"; ${restored}`, { env });
      await terminal.shows(ready);
      proxy.fallSilent();
      for (const said of ['it may end in its own time', 'killing it']) {
        terminal.type(ctrlC);
        await terminal.shows(said);
        await delay(anotherPress);
      }
      terminal.type(ctrlC);
      await terminal.ended;
      expect(terminal.shown).toContain('code 130');
      expect(terminal.shown).toContain('restored');
      await soonNothingIsLeft(here);
    } finally {
      proxy.close();
    }
  });

  test('dox shell runs what is typed, has Ctrl-C for itself and returns its own code', async () => {
    const here = project('echo never');
    const terminal = new TestTerminal(here, `${saved}; dox shell -e first; echo "code $?"; ${restored}`);
    await terminal.shows(/\/src [$#] /);
    terminal.type('echo $((6 * 7)); sleep 1000\r');
    await terminal.shows('42\r\n');
    terminal.type(ctrlC);
    await terminal.shows(/\^C\s+\/src [$#] /);
    terminal.type(`${ctrlC}${ctrlC}${ctrlC}echo still $((2 * 50))\r`);
    await terminal.shows('still 100');
    terminal.type('exit 7\r');
    await terminal.ended;
    expect(terminal.shown).toContain('code 7');
    expect(terminal.shown).toContain('restored');
    expect(terminal.shown).not.toContain('never');
    expect(await leftBy(here)).toEqual([]);
  });

  test.each([
    ['a run', ''],
    ['a shell', `-c sh -c "${ignoresSignals}"`],
  ])('that is closed takes %s with it', async (_, args) => {
    const here = project('echo ready; sleep 1000');
    const terminal = new TestTerminal(here, `exec '${process.execPath}' '${program}' ${args}`);
    await terminal.shows(ready);
    const owner = readFileSync(join(here.path, '.dox/last/owner'), 'utf8');
    const pid = owner.split('/')[1] ?? '';
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    terminal.close();
    await soonNothingIsLeft(here);
    await vi.waitFor(() => expect(existsSync(`/proc/${pid}`)).toBe(false), 5000);
  });

  test('SIGKILL takes the container along', async () => {
    const here = project(ignoresSignals);
    const terminal = new TestTerminal(here, 'dox; echo "code $?"');
    await terminal.shows(ready);
    const owner = readFileSync(join(here.path, '.dox/last/owner'), 'utf8');
    process.kill(Number(owner.split('/')[1]), 'SIGKILL');
    await soonNothingIsLeft(here);
    await terminal.ended;
  });

  test('plain terminals and plain wishes get plain text, and no progress gets into a file', async () => {
    const here = project(`echo first ran; test -t 1; test "\${NO_COLOR-}" = "" || echo "passed on"`);
    const dumb = new TestTerminal(here, 'dox', { env: { TERM: 'dumb' } });
    await dumb.ended;
    expect(dumb.shown).not.toContain('\x1b');
    expect(dumb.shown).toMatch(/ first +passed/);
    const plain = new TestTerminal(here, 'dox', { env: { NO_COLOR: '1' } });
    await plain.ended;
    expect(plain.shown).not.toContain('\x1b');
    expect(plain.shown).toContain('passed on');
    here.write('dox.yml', `image: ${image}\nprep: [echo a step]\ncommands: ['! test -t 1']\n`);
    const filed = new TestTerminal(here, 'dox >out 2>err; echo "code $?"');
    await filed.ended;
    expect(filed.shown).toMatch(/^on .*\r\ncode 0\r\n$/);
    const read = (name: string): string => readFileSync(join(here.path, name), 'utf8');
    expect(read('out')).toMatch(/^==> testing on .*\n\n==> summary\n {2}testing +passed/);
    expect(read('err')).toMatch(/^dox: preparing .*\ndox: .* is ready \(.*\)\n$/);
  });

  test('in the background dox leaves the terminal alone', async () => {
    const here = project('! test -t 1; echo no terminal');
    // timeout(1) makes a process group of its own, so that its command is in the background
    const terminal = new TestTerminal(here, `timeout 30 '${process.execPath}' '${program}' -e first; echo "code $?"`);
    await terminal.ended;
    expect(terminal.shown).toContain('no terminal');
    expect(terminal.shown).toContain('code 0');
  });
});

describe.each(testSetup().engines.filter(({ name }) => name === 'docker'))('a debugger on $name', (engine) => {
  test('pdb works as it does without a container', async () => {
    const here = new Project(engine, {
      'dox.yml': `${withPython(engine)}commands: [python3 script.py]\n`,
      'script.py': 'number = 6\nbreakpoint()\nprint("went on with", number)\n',
    });
    projects.push(here);
    expect((await here.dox(['-c', 'true'])).code).toBe(0);
    const terminal = new TestTerminal(here, `${saved}; dox; echo "code $?"; ${restored}`);
    await terminal.shows('(Pdb)');
    terminal.type('p number * 7\r');
    await terminal.shows('42\r\n');
    terminal.type('number = 8\rc\r');
    await terminal.ended;
    expect(terminal.shown).toContain('went on with 8');
    expect(terminal.shown).toContain('code 0');
    expect(terminal.shown).toContain('restored');
  }, 120_000);
});
