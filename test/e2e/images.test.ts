import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Project } from '../support/project.ts';
import { testSetup } from '../support/setup.ts';

const setup = testSetup();
const projects: Project[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

interface Result {
  readonly images: readonly {
    readonly reference: string;
    readonly id: string;
    readonly base: string;
    readonly reused: boolean;
    readonly system: Readonly<Record<string, string>>;
  }[];
}

describe.each(setup.engines)('images on $name', (engine) => {
  const bookworm = `${engine.prefix}debian:bookworm-slim`;
  const busybox = `${engine.prefix}busybox:latest`;

  const project = (files: Record<string, string>): Project => {
    const made = new Project(engine, files);
    projects.push(made);
    return made;
  };

  const result = (here: Project): Result => JSON.parse(readFileSync(join(here.path, 'out.json'), 'utf8'));

  /** Runs dox, which must pass, and returns its images. */
  const pass = async (here: Project, args: readonly string[] = []): Promise<Result['images']> => {
    const run = await here.dox(['--result-json', 'out.json', ...args]);
    expect(run.code, run.all).toBe(0);
    return result(here).images;
  };

  test('prep and add make an image that is reused until something that matters changes', async () => {
    const config = (prep: string): string =>
      `project: prep-test\nimage: ${busybox}\nadd: [data, tool.sh]\nprep:\n  - export WORD=prepared\n  - ${prep}\ncommands: [cat /made]\n`;
    const here = project({
      'dox.yml': config('cat data/one > /made; sh tool.sh; echo $WORD >> /made'),
      'data/one': `${Math.random()}\n`,
      'tool.sh': 'echo tool >> /made\n',
      unrelated: '1',
    });
    const first = await here.dox(['--result-json', 'out.json']);
    expect(first.code, first.all).toBe(0);
    expect(first.stdout).toMatch(/^0\.\d+\ntool\nprepared$/m);
    const [made] = result(here).images;
    expect(made).toMatchObject({ reused: false, reference: expect.stringMatching(/^dox\/prep-test:[0-9a-f]{16}$/) });

    here.write('unrelated', '2');
    expect(await pass(here)).toMatchObject([{ reused: true, id: made?.id }]);
    const [again] = await pass(here, ['-r']);
    expect(again).toMatchObject({ reused: false, reference: made?.reference });

    here.write('data/one', 'changed\n');
    const changed = await here.dox(['--result-json', 'out.json']);
    expect(changed.stdout, changed.all).toContain('changed\ntool\nprepared\n');
    expect(result(here).images[0]?.reference).not.toBe(made?.reference);

    here.write('dox.yml', config('echo other > /made'));
    const other = await here.dox([]);
    expect(other.stdout, other.all).toContain('other\n');
  });

  test('a prep that fails shows the step and the end of its output, and is 3', async () => {
    const here = project({
      'dox.yml': `image: ${busybox}\nprep:\n  - echo before\n  - echo the reason; echo and another >&2; false\n  - echo after\ncommands: ['true']\n`,
    });
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(3);
    expect(run.stdout).toMatch(/could not run/);
    expect(run.stdout).toMatch(
      / `echo the reason;.*` failed with exit code 1 \(prep, step 2 of 3\)\n +\| the reason\n +\| and another\n/,
    );
    expect(run.stdout).not.toMatch(/run-prep|did not complete|STEP|\| before/);
    expect(run.stdout).not.toContain('running it again may help');
    here.write(
      'dox.yml',
      `image: ${busybox}\nprep: ['echo "Could not resolve host: example" >&2; false']\ncommands: [x]\n`,
    );
    expect((await here.dox([])).stdout).toContain('running it again may help');
    expect(run.stdout).not.toMatch(/^ *\| after$/m);
  });

  test('two targets with the same recipe share one build', async () => {
    const here = project({
      'dox.yml': `image: ${busybox}\nprep: [echo ${Math.random()} > /made]\ntargets:\n  a: {commands: [cat /made]}\n  b: {commands: [cat /made]}\n`,
    });
    const run = await here.dox(['--result-json', 'out.json']);
    expect(run.code, run.all).toBe(0);
    expect(run.stderr.match(/preparing/g)).toHaveLength(1);
    expect(result(here).images).toHaveLength(1);
  });

  test('of eight doxes side by side one prepares the image, and the others wait for it', async () => {
    const here = project({
      'dox.yml': `image: ${busybox}\nprep: [': ${Math.random()}', sleep 1, cat /proc/sys/kernel/random/uuid > /made]\ncommands: [cat /made]\n`,
    });
    const runs = await Promise.all(Array.from({ length: 8 }, () => here.dox([])));
    for (const run of runs) expect(run.code, run.all).toBe(0);
    const builds = runs.filter(({ stderr }) => stderr.includes(`preparing ${busybox}`));
    expect(builds).toHaveLength(1);
    const made = runs.map(({ stdout }) => /^[0-9a-f]{8}-[0-9a-f-]{27}$/m.exec(stdout)?.[0]);
    expect(new Set(made).size).toBe(1);
    const waits = runs.filter(({ stderr }) => stderr.includes(`waiting for another dox that prepares ${busybox}`));
    expect(waits.length).toBeGreaterThan(0);
  });

  test('build: a Dockerfile with its stage, arguments and context; what changes in it is built', async () => {
    const here = project({
      'dox.yml': `build: {dockerfile: docker/Dockerfile, context: docker, target: second, args: {WORD: hello}}\ncommands: [cat /made]\n`,
      'docker/Dockerfile': `FROM ${busybox} AS first\nARG WORD\nCOPY file /made\nRUN echo "$WORD" >> /made\nFROM first AS second\nRUN echo second >> /made\nFROM first AS third\nRUN false\n`,
      'docker/file': `${Math.random()}\n`,
      'docker/.dockerignore': 'ignored\n',
      'docker/ignored': '1',
      outside: '1',
    });
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(0);
    expect(run.stdout).toMatch(/^0\.\d+\nhello\nsecond$/m);
    here.write('docker/ignored', '2');
    here.write('outside', '2');
    expect(await pass(here)).toMatchObject([{ reused: true }]);
    here.write('docker/file', 'changed\n');
    const changed = await here.dox(['--result-json', 'out.json']);
    expect(changed.stdout, changed.all).toContain('changed\nhello\nsecond\n');
    expect(result(here).images).toMatchObject([{ reused: false }]);
    here.write(
      'docker/Dockerfile',
      `FROM ${busybox}\nRUN echo broken; exit 4\nFROM ${busybox} AS second\nCOPY --from=0 /none /\n`,
    );
    const broken = await here.dox([]);
    expect(broken.code, broken.all).toBe(3);
    expect(broken.stdout).toContain('broken');
  });

  test('system: exact and ranged versions are installed and checked; plan --resolve and the result show them', {
    timeout: 120_000,
  }, async () => {
    const here = project({
      'dox.yml': `image: ${bookworm}\nsystem: {hello: '>=2.10 <2.11', openssl: 3.0.*}\ncommands: [hello, openssl version]\n`,
    });
    const before = await here.dox(['plan', '--resolve']);
    expect(before.code, before.all).toBe(0);
    const run = await here.dox(['--result-json', 'out.json']);
    expect(run.code, run.all).toBe(0);
    expect(run.stdout).toContain('Hello, world!');
    expect(run.stdout).toMatch(/^OpenSSL 3\.0\./m);
    const [image] = result(here).images;
    expect(image?.system.hello).toMatch(/^2\.10-/);
    expect(image?.system.openssl).toMatch(/^3\.0\./);
    const plan = await here.dox(['plan', '--resolve', '--json']);
    expect(JSON.parse(plan.stdout).resolved).toMatchObject([
      { present: true, reference: image?.reference, system: image?.system },
    ]);
  });

  test('system: what cannot be had is 2 and says what can; no apt is 2', async () => {
    const here = project({
      'dox.yml': `targets:
  version: {image: '${bookworm}', system: {hello: 9.*, no-such-package-anywhere: null}, commands: [hello]}
  apt: {image: '${busybox}', system: [hello], commands: [hello]}
`,
    });
    const version = await here.dox(['-e', 'version']);
    expect(version.code, version.all).toBe(2);
    expect(version.stdout).toMatch(/hello 9\.\*: to be had: 2\.10-\S+/);
    expect(version.stdout).toContain('no-such-package-anywhere: the archive has no such package');
    const apt = await here.dox(['-e', 'apt']);
    expect(apt.code, apt.all).toBe(2);
    expect(apt.stdout).toContain('has no apt');
  });

  test('system: a prep that changes the installed version behind its back does not get past the check', async () => {
    const here = project({
      'dox.yml': `image: ${bookworm}\nsystem: {hello: 2.10*}\nprep: [apt-get -qq -y remove hello]\ncommands: ['true']\n`,
    });
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(2);
    expect(run.stdout).toContain('the installed versions are not the wanted ones');
  });

  test('max_age: what is older is pulled and built anew, and the summary and plan --resolve say why', async () => {
    const here = project({});
    const env = { XDG_STATE_HOME: join(here.path, 'state') };
    const dox = async (maxAge: string, args: readonly string[]): Promise<string> => {
      const prep = "prep: ['cat /proc/sys/kernel/random/uuid > /made']";
      here.write('dox.yml', `project: aging\nimage: ${busybox}\n${maxAge}\n${prep}\ncommands: [cat /made]\n`);
      const run = await here.dox(args, { env });
      expect(run.code, run.all).toBe(0);
      return run.stdout;
    };
    const made = async (maxAge: string): Promise<string> => {
      const shown = await dox(maxAge, ['--result-json', 'out.json']);
      return /^[0-9a-f]{8}-[0-9a-f-]{27}$/m.exec(shown)?.[0] ?? '';
    };
    await dox('', ['-r', '--pull', 'always']);
    const first = await made('max_age: 1h');
    expect(result(here).images).toMatchObject([{ reused: true, renewed: null }]);
    expect(await dox('max_age: 1h', ['plan', '--resolve'])).not.toContain('renews');

    expect(await dox('max_age: 1ms', ['plan', '--resolve'])).toMatch(/renews: it was made .* ago, and max_age is/);
    expect(await made('max_age: 1ms')).not.toBe(first);
    expect(result(here).images).toMatchObject([{ reused: false, renewed: expect.stringContaining('it was made') }]);
    expect(await dox('max_age: 1ms', [])).toMatch(/image renewed: it was made/);

    // a base of which nobody knows when it was pulled is pulled
    rmSync(join(here.path, 'state'), { recursive: true });
    await dox('max_age: 1h', ['--result-json', 'out.json']);
    expect(result(here).images).toMatchObject([{ renewed: expect.stringContaining('not known when it was pulled') }]);
    await dox('max_age: 1h', ['--result-json', 'out.json']);
    expect(result(here).images).toMatchObject([{ renewed: null }]);
  });

  test('--pull always asks the registry, never does not; the base is reported by digest', async () => {
    const here = project({ 'dox.yml': `image: ${busybox}\ncommands: ['true']\n` });
    expect(await pass(here, ['--pull', 'always'])).toMatchObject([
      { reused: false, base: expect.stringMatching(/busybox@sha256:[0-9a-f]{64}$/) },
    ]);
    expect(await pass(here, ['--pull', 'never'])).toMatchObject([{ reused: true }]);
    expect(await pass(here, ['--rebuild-all'])).toMatchObject([{ reused: false }]);
  });
});
