import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { Project } from '../support/project.ts';
import { type TestEngine, type TestUser, testSetup } from '../support/setup.ts';

const setup = testSetup();
const undo: (() => void)[] = [];
const isRoot = process.getuid?.() === 0;

function cleanUp(): void {
  for (const step of undo.splice(0).reverse()) step();
}
afterEach(cleanUp);
afterAll(cleanUp);

/** Who runs dox on which engine. */
interface Who {
  readonly says: string;
  readonly engine: TestEngine;
  readonly user: TestUser | null;
  readonly uid: number;
  readonly gid: number;
  readonly name: string;
  readonly rootless: boolean;
}

function who(engine: TestEngine, user: TestUser | null): Who {
  const { uid, gid, name } = user ?? {
    uid: process.getuid?.() ?? -1,
    gid: process.getgid?.() ?? -1,
    name: execFileSync('id', ['-un'], { encoding: 'utf8' }).trim(),
  };
  return {
    says: `${engine.name}, by ${name}`,
    engine,
    user,
    uid,
    gid,
    name,
    rootless: engine.name.includes('rootless'),
  };
}

const everybody = setup.engines.flatMap((engine) => {
  const usual = who(engine, engine.user);
  if (usual.rootless || usual.uid !== 0) return [usual];
  if (setup.plainUser !== null && engine.name === 'docker') return [usual, who(engine, setup.plainUser)];
  const why = setup.plainUser === null ? 'there is none' : 'the socket of a rootful Podman is root’s alone';
  process.stderr.write(`NOT TESTED: ${engine.name} by a plain user (${why})\n`);
  return [usual];
});

/** A project of this person's that goes away after the test. */
function projectOf(person: Who, files: Readonly<Record<string, string>>): Project {
  const project = new Project(person.engine, files, person.user);
  undo.push(() => project.remove());
  return project;
}

/** Paths in the project that belong to anybody but this uid and gid. */
function othersFiles({ path }: Project, { uid, gid }: { readonly uid: number; readonly gid: number }): string[] {
  const found = execFileSync('find', [path, '!', '(', '-uid', `${uid}`, '-gid', `${gid}`, ')'], { encoding: 'utf8' });
  return found.split('\n').filter((line) => line !== '');
}

/** Runs a program as the person, in a folder. */
function as(person: Who, cwd: string, words: readonly string[]): void {
  const drop =
    person.user === null ? [] : ['setpriv', `--reuid=${person.uid}`, `--regid=${person.gid}`, '--init-groups'];
  const [file = '', ...args] = [...drop, ...words];
  const home = person.user?.home ?? process.env.HOME ?? '/root';
  execFileSync(file, args, { cwd, env: { PATH: process.env.PATH ?? '', HOME: home }, stdio: 'pipe' });
}

/** A machine that is itself confined cannot start a privileged container. */
const lastCapability = BigInt(readFileSync('/proc/sys/kernel/cap_last_cap', 'utf8').trim());
const bounds = /^CapBnd:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
const hasAll = BigInt(`0x${bounds}`) === (2n << lastCapability) - 1n;
if (!hasAll) process.stderr.write('NOT TESTED: `privileged`: this machine does not have all capabilities itself\n');

const git = ['git', '-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];

/** What each image is like, and what must hold in it beside what must hold in all. */
interface Kind {
  readonly dockerfile: string;
  /** Further lines of the target in dox.yml. */
  readonly target?: string;
  readonly whoami?: string;
  readonly home?: string | RegExp;
}

/** Nothing but what every shell has is needed of an image: the minimal one has no other program. */
const probe = `has() { command -v "$1" >/dev/null 2>&1; }
{
  echo "pwd $PWD"
  echo "home $HOME"
  if has whoami; then echo "whoami $(whoami)"; fi
  if has id; then echo "id $(id -u):$(id -g)"; fi
  if has git; then echo "git $(git status --porcelain dox.yml) $(git log -1 --format=%s)"; fi
} >"facts-$DOX_ENV_NAME"
echo kept >"$HOME/.dox-test"
read -r word <"$HOME/.dox-test"
test "$word" = kept
if has mkdir; then mkdir "folder-$DOX_ENV_NAME"; : >"folder-$DOX_ENV_NAME/inside"; fi
`;

function kinds({ engine, uid, gid }: Who): Readonly<Record<string, Kind>> {
  const debian = `FROM ${engine.prefix}debian:bookworm-slim\n`;
  const busybox = `FROM ${engine.prefix}busybox:latest\n`;
  const alice = uid === 0 ? '' : `RUN groupadd -g ${gid} crowd && useradd -u ${uid} -g ${gid} -m -d /srv/alice alice\n`;
  const speaks = `ENTRYPOINT ["/bin/sh", "-c", "echo the entrypoint spoke; exec \\"$@\\"", "entry"]\n`;
  const isRoot = uid === 0;
  return {
    plain: { dockerfile: debian },
    acquainted: {
      dockerfile: debian + alice,
      ...(isRoot ? { home: '/root' } : { whoami: 'alice', home: '/srv/alice' }),
    },
    homeless: {
      // as `useradd -r` leaves it: an account whose home was never made
      dockerfile: busybox + (isRoot ? '' : `RUN echo 'bob:x:${uid}:${gid}::/home/bob:/bin/sh' >>/etc/passwd\n`),
      ...(isRoot ? {} : { whoami: 'bob' }),
    },
    user: { dockerfile: `${debian}RUN useradd -u 999 -m app && mkdir -m 755 /opt/app\nUSER app\n` },
    entrypoint: { dockerfile: busybox + speaks },
    spoken: { dockerfile: busybox + speaks, target: 'entrypoint: image' },
    workdir: { dockerfile: `${busybox}WORKDIR /opt/x\n` },
    busybox: { dockerfile: busybox },
    scratch: {
      dockerfile: `FROM ${engine.prefix}busybox:latest AS parts\nFROM scratch\nCOPY --from=parts /bin/busybox /bin/sh\n`,
    },
    closed: { dockerfile: `${debian}RUN rmdir /home && chmod 700 /root\n` },
    env: {
      dockerfile: `${busybox}RUN mkdir -m 755 /opt && mkdir -m 755 /opt/home\nENV HOME=/opt/home\nVOLUME /src\n`,
      home: isRoot ? '/opt/home' : /^\/(tmp|home)\//,
    },
    odd: {
      dockerfile:
        `FROM ${engine.prefix}debian:bullseye-slim\n` +
        "RUN mv /etc/passwd /etc/accounts && printf '+::::::\\nodd line' >>/etc/accounts && ln -s accounts /etc/passwd\n",
    },
    git: {
      dockerfile: `${debian}RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends git\n`,
    },
  };
}

function doxYml(images: Readonly<Record<string, Kind>>): string {
  const targets = Object.entries(images).map(
    ([name, { target }]) => `  ${name}:\n    build: images/${name}\n${target === undefined ? '' : `    ${target}\n`}`,
  );
  return `project: dox-files\ncommands: ['. ./probe.sh']\ntargets:\n${targets.join('')}`;
}

function factsOf(project: Project, target: string): Record<string, string> {
  const lines = readFileSync(join(project.path, `facts-${target}`), 'utf8')
    .trimEnd()
    .split('\n');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
}

describe.each(everybody)('what targets write ($says)', (person) => {
  test('belongs to the person, and whoami, HOME and git work, in every kind of image', async () => {
    const images = kinds(person);
    const files = Object.entries(images).map(([name, { dockerfile }]) => [`images/${name}/Dockerfile`, dockerfile]);
    const project = projectOf(person, {
      'dox.yml': doxYml(images),
      'probe.sh': probe,
      ...Object.fromEntries(files),
    });
    as(person, project.path, ['git', 'init', '-q']);
    as(person, project.path, ['git', 'add', 'dox.yml', 'probe.sh']);
    as(person, project.path, [...git, 'commit', '-q', '-m', 'first']);
    const run = await project.dox(['--result-json', 'result.json'], { timeout: 300_000 });
    expect(run.code, run.all).toBe(0);
    for (const [name, kind] of Object.entries(images)) {
      const facts = factsOf(project, name);
      expect(facts, name).toMatchObject({ pwd: '/src' });
      if (name !== 'scratch') {
        expect(facts, name).toMatchObject({ id: `${person.uid}:${person.gid}`, whoami: kind.whoami ?? person.name });
      }
      if (kind.home !== undefined) expect(facts.home, name).toMatch(kind.home);
    }
    expect(factsOf(project, 'git').git).toBe(' first');
    expect(run.stdout.match(/the entrypoint spoke/g)).toHaveLength(1);
    expect(othersFiles(project, person)).toEqual([]);
  }, 300_000);

  test('a git worktree and a submodule work inside, though their .git is elsewhere', async () => {
    const { git: image } = kinds(person);
    const project = projectOf(person, {
      'main/dox.yml': `project: dox-files\nbuild: image\ncommands: [git status --porcelain, git log -1 --format=%s]\n`,
      'main/image/Dockerfile': image?.dockerfile ?? '',
    });
    const main = join(project.path, 'main');
    as(person, main, ['git', 'init', '-q']);
    as(person, main, ['git', 'add', '.']);
    as(person, main, [...git, 'commit', '-q', '-m', 'in the main tree']);
    as(person, main, ['git', 'worktree', 'add', '-q', '-b', 'side', '../side']);
    const run = await project.dox(['-q'], { cwd: 'side' });
    expect(run.code, run.all).toBe(0);
    const log = (tree: string): string => readFileSync(join(project.path, tree, '.dox/last/testing/log'), 'utf8');
    expect(log('side')).toBe('in the main tree\n');
    as(person, project.path, ['git', 'init', '-q', 'super']);
    const fromFile = ['git', '-c', 'protocol.file.allow=always'];
    as(person, join(project.path, 'super'), [...fromFile, 'submodule', '--quiet', 'add', main, 'parts/sub']);
    const below = await project.dox(['-q'], { cwd: 'super/parts/sub' });
    expect(below.code, below.all).toBe(0);
    expect(log('super/parts/sub')).toBe('in the main tree\n');
    expect(othersFiles(project, person)).toEqual([]);
  });

  test('a `user` may be asked for, and dox says truly whose the files are', async () => {
    const { uid, gid, rootless, engine } = person;
    const busybox = `FROM ${engine.prefix}busybox:latest\n`;
    const project = projectOf(person, {
      'dox.yml': `project: dox-files
build: images/app
commands: [': >open/$DOX_ENV_NAME', 'echo x >"$HOME/x"', 'echo uid=$(id -u)']
targets:
  root: {user: root}
  image: {user: image}
  named: {user: app}
  numbers: {user: '1234:1234'}
  me: {user: '${uid}:${gid}'}
  unknown: {user: nobody-here}
`,
      'images/app/Dockerfile': `${busybox}RUN echo app:x:999:999::/home/app:/bin/sh >>/etc/passwd\nUSER app\n`,
      'open/.keep': '',
    });
    execFileSync('chmod', ['777', join(project.path, 'open')]);
    as(person, project.path, ['mkdir', '-m', '700', '.dox']);
    const run = await project.dox([]);
    expect(run.code, run.all).toBe(2);
    expect(run.stdout).toMatch(/unknown +could not run/);
    expect(run.stdout).toContain('the image has no user "nobody-here"');
    expect(run.stdout.match(/^uid=.*$/gm)).toEqual(['uid=0', 'uid=999', 'uid=999', 'uid=1234', `uid=${uid}`]);
    const owner = (name: string): number => statSync(join(project.path, 'open', name)).uid;
    expect([owner('root'), owner('me')]).toEqual([rootless ? uid : 0, uid]);
    const said = run.stderr.match(/^warning: .*$/gm) ?? [];
    const says = (target: string, asked: string, whose: string): string =>
      `warning: ${target}: \`user: ${asked}\`: what it writes belongs to ${whose}`;
    const isSubordinate = (name: string): boolean => owner(name) >= 100_000;
    if (rootless) {
      const whose = 'one of your subordinate uids';
      expect(['image', 'named', 'numbers'].map(isSubordinate)).toEqual([true, true, true]);
      expect(said).toEqual([
        says('image', 'image', whose),
        says('named', 'app', whose),
        says('numbers', '1234:1234', whose),
      ]);
    } else {
      expect(['image', 'named', 'numbers'].map(owner)).toEqual([999, 999, 1234]);
      expect(said).toEqual([
        ...(uid === 0 ? [] : [says('root', 'root', 'root')]),
        says('image', 'image', 'user app'),
        says('named', 'app', 'user app'),
        says('numbers', '1234:1234', 'user 1234:1234'),
      ]);
    }
  });

  test('commands may remove .dox: the verdict, the log and the record stay', async () => {
    const { git: image } = kinds(person);
    const project = projectOf(person, {
      'dox.yml': `project: dox-files
build: image
targets:
  cleans: {commands: ['git clean -fdxq', 'test ! -e .dox', 'echo x >"$HOME/x"', 'echo after it']}
  fails: {commands: [rm -rf .dox, echo still here, 'exit 7', echo never]}
  pipes: {shell: /bin/sh, commands: [rm -rf .dox, 'false | true']}
  emptied: {commands: [': >.dox/last/emptied/state']}
  limited: {commands: [rm -rf .dox, echo and waits, sleep 60], timeout: 1s}
`,
      'image/Dockerfile': image?.dockerfile ?? '',
    });
    as(person, project.path, ['git', 'init', '-q']);
    as(person, project.path, ['git', 'add', '.']);
    const run = await project.dox([]);
    expect(run.code, run.all).toBe(2);
    expect(run.stdout).toMatch(/cleans +passed/);
    expect(run.stdout).toMatch(/fails +failed/);
    expect(run.stdout).toContain('exit code 7 from `exit 7` (command 3 of 4)');
    expect(run.stdout).toMatch(/pipes +could not run/);
    expect(run.stdout).toMatch(/emptied +could not run.*\n.*notes on how it went were destroyed/);
    expect(run.stdout).toContain('timed out after 1.00s in `sleep 60` (command 3 of 3)');
    const kept = (name: string): string => readFileSync(join(project.path, '.dox', name), 'utf8');
    expect(kept('.gitignore')).toBe('*\n');
    // the log of each target but those whose .dox a later one has removed
    expect(kept('last/limited/log')).toContain('and waits\n');
    const events = kept('last/events.ndjson').trimEnd().split('\n');
    const ended = events.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'target-ended');
    expect(ended.map(({ result }) => result.target)).toEqual(['cleans', 'fails', 'pipes', 'emptied', 'limited']);
    as(person, project.path, ['rm', '-rf', '.dox']);
    as(person, project.path, ['ln', '-s', '/tmp', '.dox']);
    const linked = await project.dox(['-e', 'cleans']);
    expect(linked.code, linked.all).toBe(2);
    expect(linked.stderr).toMatch(/\.dox is a link\n.*remove the link/);
    as(person, project.path, ['rm', '.dox']);
    const alone = await project.dox(['-e', 'cleans']);
    expect(alone.code, alone.all).toBe(0);
    expect(kept('last/cleans/log')).toBe('after it\n');
    expect(othersFiles(project, person)).toEqual([]);
  });

  test('the container is not privileged, has no way to the engine, and an init that reaps', async () => {
    const fate =
      "sh -c 'sleep 0.2 & echo $! >orphan'; n=0; while test -e /proc/$(cat orphan); do n=$((n+1)); test $n -lt 100; sleep 0.1; done";
    const capabilities = "grep CapEff /proc/self/status | tr -d '\\t'";
    const project = projectOf(person, {
      'dox.yml': `image: ${person.engine.prefix}busybox:latest
targets:
  usual:
    commands:
      - ${JSON.stringify(fate)}
      - ${JSON.stringify(capabilities)}
      - for socket in /var/run/docker.sock /run/docker.sock /run/podman/podman.sock; do test ! -e $socket; done
      - '! env | grep -E "DOCKER_HOST|CONTAINER_HOST"'
  root: {user: root, commands: [${JSON.stringify(capabilities)}]}
  more: {user: root, cap_add: [SYS_PTRACE], commands: [${JSON.stringify(capabilities)}]}
${hasAll ? `  all: {user: root, privileged: true, commands: [${JSON.stringify(capabilities)}]}\n` : ''}`,
    });
    const run = await project.dox([]);
    expect(run.code, run.all).toBe(0);
    const [, plain = 0n, more = 0n, all = 0n] = [...run.stdout.matchAll(/^CapEff:([0-9a-f]+)$/gm)].map(([, hex]) =>
      BigInt(`0x${hex}`),
    );
    const sysAdmin = 1n << 21n;
    const sysPtrace = 1n << 19n;
    expect([plain & sysAdmin, plain & sysPtrace]).toEqual([0n, 0n]);
    expect(more).toBe(plain | sysPtrace);
    if (hasAll) expect(all & sysAdmin).toBe(sysAdmin);
  });

  test('shm_size, memory, cpus, tmpfs, devices, volumes and entrypoint reach the container', async () => {
    const show = [
      'df -k /dev/shm | tail -n 1',
      "grep ' /scratch ' /proc/mounts; echo x >/scratch/x",
      'cat data/word /data/word; if echo no >/data/word; then exit 1; fi',
      'test -c /dev/doxfuse',
      'echo "entry is $ENTRY"',
      'cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || :',
      'cat /sys/fs/cgroup/cpu.max /sys/fs/cgroup/cpu/cpu.cfs_quota_us 2>/dev/null || :',
    ];
    const project = projectOf(person, {
      'dox.yml': `image: ${person.engine.prefix}busybox:latest
shm_size: 32m
memory: 96m
cpus: 0.5
tmpfs: ['/scratch:size=8m']
devices: ['/dev/fuse:/dev/doxfuse']
volumes: ['./data:/data:ro']
entrypoint: [env, ENTRY=there]
commands: ${JSON.stringify(show)}
`,
      'data/word': 'shared\n',
    });
    const run = await project.dox([]);
    expect(run.code, run.all).toBe(0);
    expect(run.stdout).toMatch(/^\S+ +32768 .*\/dev\/shm$/m);
    expect(run.stdout).toMatch(/^tmpfs \/scratch tmpfs .*size=8192k/m);
    expect(run.stdout).toContain('shared\nshared\n');
    expect(run.stdout).toContain('entry is there\n');
    const unlimited = person.rootless && !existsSync('/sys/fs/cgroup/cgroup.controllers');
    if (unlimited) expect(run.stderr).toContain('this engine cannot limit `memory` and `cpus` here');
    else expect(run.stdout).toMatch(/^100663296\n(50000|50000 100000)$/m);
    expect(run.stderr.includes('cannot limit')).toBe(unlimited);
  });
});

describe.each(everybody)('maps ($says)', (person) => {
  const image = `${person.engine.prefix}busybox:latest`;

  test.runIf(person.uid === 0)('--user-map makes all of it that user’s', async () => {
    const jenkins = { name: 'jenkins', uid: 1234, gid: 1235, home: '/nonexistent' };
    const project = projectOf(
      { ...person, user: jenkins },
      {
        'dox.yml': `image: ${image}\ncommands: ['echo $(whoami) $(id -u):$(id -g)', ': >made', 'echo x >"$HOME/x"']\n`,
      },
    );
    const run = await project.dox(['--user-map', 'jenkins:1234:1235'], { user: null });
    expect(run.code, run.all).toBe(0);
    expect(run.stdout).toContain('jenkins 1234:1235\n');
    expect(othersFiles(project, jenkins)).toEqual([]);
    const again = await project.dox(['-q'], { user: null, env: { DOX_USER_MAP: 'ci:1234:1235' } });
    expect(again.code, again.all).toBe(0);
    expect(readFileSync(join(project.path, '.dox/last/testing/log'), 'utf8')).toBe('ci 1234:1235\n');
    expect(othersFiles(project, jenkins)).toEqual([]);
  });

  test.runIf(person.rootless)('--user-map to somebody else says whose the files are', async () => {
    const project = projectOf(person, { 'dox.yml': `image: ${image}\ncommands: [id -u]\n` });
    const run = await project.dox(['--user-map', 'jenkins:1234:1235']);
    expect(run.code, run.all).toBe(0);
    expect(run.stdout).toContain('1234\n');
    expect(run.stderr).toContain('--user-map: what it writes belongs to one of your subordinate uids');
  });

  test('a map that is none is a mistake of the user’s', async () => {
    const project = projectOf(person, { 'dox.yml': `image: ${image}\ncommands: ['true']\n` });
    const wrong: [string[], Record<string, string>, string][] = [
      [['--user-map', 'jenkins'], {}, '--user-map "jenkins" is not a user'],
      [['--user-map', 'jenkins:x:1'], {}, 'name:uid:gid'],
      [['--user-map', 'jenkins:99999999999:1'], {}, 'name:uid:gid'],
      [[], { DOX_USER_MAP: '1:2' }, 'name:uid:gid'],
      [['--path-map', 'a:b'], {}, '--path-map "a:b" is not a pair of paths'],
      [['--path-map', '/a'], {}, 'local:remote'],
      [[], { DOX_PATH_MAP: '/a:/b:/c' }, 'local:remote'],
    ];
    for (const [args, env, message] of wrong) {
      const run = await project.dox(args, { env });
      expect(run.code, run.all).toBe(2);
      expect(run.stderr).toContain(message);
    }
    expect(existsSync(join(project.path, '.dox'))).toBe(false);
  });

  test.runIf(isRoot)('a tree that the engine sees elsewhere needs --path-map', async () => {
    const project = projectOf(person, {
      'dox.yml': `image: ${image}\ncommands: [cat word]\n`,
      word: 'the right tree\n',
    });
    const other = projectOf(person, { word: 'another tree\n' });
    const local = realpathSync(mkdtempSync(join(tmpdir(), 'dox-local-')));
    undo.push(() => rmSync(local, { recursive: true }));
    // in a mount namespace of its own dox sees the project at `local`, where the engine sees an empty folder
    const there = (args: readonly string[], env: Record<string, string> = {}) => {
      const script = 'mount --bind "$1" "$2"; cd "$2"; shift 2; exec "$@"';
      const words = ['--mount', 'sh', '-ec', script, 'sh', project.path, local, ...project.command(args)];
      const done = spawnSync('unshare', words, { env: project.environment({ env }), encoding: 'utf8' });
      return { code: done.status, said: `${done.stdout}${done.stderr}` };
    };
    const without = there([]);
    expect(without.code, without.said).toBe(3);
    expect(without.said).toMatch(/does not see/);
    expect(without.said).toContain('--path-map');
    const wrong = there(['--path-map', `${local}:${other.path}`]);
    expect(wrong.code, wrong.said).toBe(3);
    expect(wrong.said).toMatch(/does not see/);
    const nowhere = there(['--path-map', `${local}:${local}/nowhere`]);
    expect(nowhere.code, nowhere.said).toBe(3);
    expect(nowhere.said).toMatch(/does not see/);
    for (const right of [
      there(['--path-map', `${local}:${project.path}`]),
      there([], { DOX_PATH_MAP: `${local}:${project.path}` }),
    ]) {
      expect(right.code, right.said).toBe(0);
      expect(right.said).toContain('the right tree\n');
    }
    expect(othersFiles(project, person)).toEqual([]);
  });
});

describe.runIf(isRoot).each(everybody)('a place that cannot be written ($says)', (person) => {
  const image = `${person.engine.prefix}busybox:latest`;

  /** A project on a file system of its own of 2 MB. */
  function small(files: Readonly<Record<string, string>>): Project {
    const project = projectOf(person, {});
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=2m,uid=${person.uid},gid=${person.gid}`, 'dox', project.path]);
    undo.push(() => execFileSync('umount', [project.path]));
    for (const [name, text] of Object.entries(files)) project.write(name, text);
    return project;
  }

  test('a read-only tree, or a full one, is told before anything runs', async () => {
    const project = small({ 'dox.yml': `image: ${image}\ncommands: ['true']\n` });
    spawnSync('dd', ['if=/dev/zero', `of=${project.path}/filler`, 'bs=64k'], { stdio: 'ignore' });
    const full = await project.dox([]);
    expect(full.code, full.all).toBe(3);
    expect(full.stderr).toContain('no space left');
    execFileSync('mount', ['-o', 'remount,ro', project.path]);
    const readOnly = await project.dox([]);
    expect(readOnly.code, readOnly.all).toBe(2);
    expect(readOnly.stderr).toMatch(/cannot write .*\.dox.*: the file system is read-only\n/);
  });

  test.skipIf(person.rootless)('a disk that fills up while tests run costs no honesty', async () => {
    const fill = 'dd if=/dev/zero of=filler bs=64k 2>/dev/null || dd if=/dev/zero of=more bs=1k 2>/dev/null';
    const project = small({
      'dox.yml': `image: ${image}
targets:
  fails: {commands: ['${fill}']}
  next: {commands: ['true']}
`,
    });
    const unwritable = await project.dox(['--result-json', 'nowhere/result.json']);
    expect(unwritable.code, unwritable.all).toBe(2);
    expect(unwritable.stderr).toMatch(/cannot write .*nowhere\/result\.json: there is no such folder\n/);
    const run = await project.dox([]);
    expect(run.code, run.all).toBe(3);
    expect(run.all).not.toMatch(/^ +at /m);
    expect(run.stdout).toMatch(/fails +could not run.*\n +no space left where the project is: exit code 1 from/);
    expect(run.stdout).toMatch(/next +could not run.*\n.*no space left/);
    execFileSync('rm', ['-f', join(project.path, 'filler'), join(project.path, 'more')]);
    const loud = `${fill} || head -c 300000 /dev/zero | tr '\\0' y`;
    const passes = await project.dox(['-e', 'next', '-c', 'sh', '-c', loud]);
    expect(passes.code, passes.stderr).toBe(0);
    expect(passes.stdout).toHaveLength(300_000);
    expect(passes.stderr).toContain('the log is cut short: ENOSPC');
  });

  if (person.rootless) {
    process.stderr.write(
      `NOT TESTED: a full disk on ${person.engine.name}: its mount namespace does not show new mounts\n`,
    );
  }
});
