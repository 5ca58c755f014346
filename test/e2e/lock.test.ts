import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { AptArchive, type TestPackage } from '../support/apt-archive.ts';
import { cyclonedxProblem } from '../support/cyclonedx.ts';
import { callEngine } from '../support/engine-objects.ts';
import { type Outcome, Project } from '../support/project.ts';
import { nameInRegistry } from '../support/registry.ts';
import { isFullTier, isLeftToRootful, testSetup } from '../support/setup.ts';

const setup = testSetup();
const projects: Project[] = [];
const archives: AptArchive[] = [];

afterEach(async () => {
  for (const project of projects.splice(0)) project.remove();
  for (const archive of archives.splice(0)) await archive.close();
});

const one: TestPackage = { name: 'dox-one', version: '1.0-1', depends: 'dox-two' };
const two: TestPackage = { name: 'dox-two', version: '2.0' };
const newerTwo: TestPackage = { name: 'dox-two', version: '2.1' };

interface Image {
  readonly reference: string;
  readonly base: string;
  readonly reused: boolean;
}

describe.each(setup.engines)('dox.lock on $name', (engine) => {
  const isLeft = isLeftToRootful(engine, 'platforms, curated images, prep, sbom of dox.lock');
  const testOnRootful = test.skipIf(isLeft);
  const testInFull = test.runIf(!isLeft && isFullTier('a second platform, and curated images, in dox.lock'));
  const bookworm = `${engine.prefix}debian:bookworm-slim`;
  const busybox = `${engine.prefix}busybox:latest`;

  const project = (files: Record<string, string>): Project => {
    const made = new Project(engine, files);
    projects.push(made);
    return made;
  };

  const archive = async (packages: readonly TestPackage[]): Promise<AptArchive> => {
    const made = await AptArchive.serve(packages);
    archives.push(made);
    return made;
  };

  const ended = async (here: Project, args: readonly string[], code: number, env = {}): Promise<Outcome> => {
    const run = await here.dox(args, { env });
    expect(run.code, run.all).toBe(code);
    return run;
  };

  const locked = (here: Project): string => readFileSync(join(here.path, 'dox.lock'), 'utf8');

  const images = (here: Project): readonly Image[] =>
    JSON.parse(readFileSync(join(here.path, 'out.json'), 'utf8')).images;

  const config = ({ address }: AptArchive, system: string): string =>
    `project: lock-test\nimage: ${bookworm}\nsnapshot: ${address}\nsystem: ${system}\ncommands: [dox-one, dox-two]\n`;

  test('holds a run to versions, what they pull in among it, when the archive moves on; renews what is named', {
    timeout: 400_000,
  }, async () => {
    const source = await archive([one, two]);
    const here = project({ 'dox.yml': config(source, '{dox-one: 1.*}') });
    const first = await ended(here, ['lock'], 0);
    expect(first.stdout).toContain('wrote dox.lock: ');
    const text = locked(here);
    const day = new Date().toISOString().slice(0, 10);
    expect(text.replace(/[0-9a-f]{64}/g, 'DIGEST').replace(/ [0-9a-f]{8}:/, ' KEY:')).toBe(
      `# The exact images and packages that this project's runs use, written by \`dox lock\`. Commit it.
# \`dox lock --update [NAME...]\` renews all or some of it, \`dox lock --check\` says what has drifted.
version: 1

linux/amd64:
  images:
    ${bookworm}: sha256:DIGEST
  prepared:
    ${bookworm} KEY:
      image: sha256:DIGEST
      date: ${day}
      packages:
        dox-one: 1.0-1
        dox-two: "2.0"
`,
    );
    expect((await ended(here, ['lock'], 0)).stdout).toBe('dox.lock is as it was\n');
    expect(locked(here)).toBe(text);

    // what was locked is what runs
    await ended(here, ['--frozen', '--result-json', 'out.json'], 0);
    expect(images(here)).toMatchObject([{ reused: true, base: expect.stringContaining('debian@sha256:') }]);

    source.offer([one, two, newerTwo]);
    const held = await ended(here, ['-r', '--frozen'], 0);
    expect(held.stdout).toContain('dox-one 1.0-1\ndox-two 2.0\n');
    const checked = await ended(here, ['lock', '--check'], 2);
    expect(checked.stdout).toContain(`dox-two  2.0 → 2.1  (${bookworm})`);
    expect(locked(here)).toBe(text);

    const unknown = await ended(here, ['lock', '--update', 'dox-tow'], 2);
    expect(unknown.stderr).toContain('did you mean "dox-two"?');
    source.offer([one, { ...one, version: '1.1' }, two, newerTwo]);
    const renewed = await ended(here, ['lock', '--update', 'dox-two'], 0);
    expect(renewed.stdout).toContain(`linux/amd64\n  dox-two  2.0 → 2.1  (${bookworm})\nwrote dox.lock: `);
    expect(locked(here)).toMatch(/dox-one: 1\.0-1\n +dox-two: "2\.1"\n/);
    expect((await ended(here, [], 0)).stdout).toContain('dox-one 1.0-1\ndox-two 2.1\n');

    source.offer([{ ...one, version: '1.1' }, newerTwo]);
    const dropped = await ended(here, ['-r'], 2);
    expect(dropped.stdout).toContain('the archive has dropped versions that dox.lock names');
    expect(dropped.stdout).toContain('dox-one 1.0-1: to be had: 1.1');
    expect(dropped.stdout).toContain('dox lock --update dox-one');
    expect(dropped.stdout).toContain(`snapshot: ${day}`);
    expect((await ended(here, ['lock', '--update'], 0)).stdout).toContain('dox-one  1.0-1 → 1.1');
    await ended(here, ['lock', '--check'], 0);
  });

  test('an image that was changed behind the back of dox does not run; it is built again as it is locked', {
    timeout: 300_000,
  }, async () => {
    const source = await archive([one, two]);
    const here = project({ 'dox.yml': config(source, '[dox-one]') });
    await ended(here, ['lock'], 0);
    await ended(here, ['--result-json', 'out.json'], 0);
    const [name, tag] = (images(here)[0]?.reference ?? '').split(':');
    const other = project({
      'dox.yml': `project: lock-other\nimage: ${bookworm}\nsnapshot: ${(await archive([one, newerTwo])).address}\nsystem: [dox-one]\ncommands: [dox-two]\n`,
    });
    await ended(other, ['--result-json', 'out.json'], 0);
    const forged = encodeURIComponent(images(other)[0]?.reference ?? '');
    await callEngine(engine, 'POST', `/images/${forged}/tag?repo=${name}&tag=${tag}`);
    const caught = await ended(here, [], 2);
    expect(caught.stdout).toContain('what is installed is not what dox.lock says');
    expect(caught.stdout).toContain('| dox-two: locked 2.0, installed 2.1\n');
    expect((await ended(here, ['-r'], 0)).stdout).toContain('dox-two 2.0\n');
  });

  testOnRootful('what prep installs is compared too', { timeout: 300_000 }, async () => {
    const source = await archive([one, two]);
    const prep =
      'test ! -e /dox/more || printf "Package: dox-more\\nStatus: install ok installed\\nVersion: 3\\nArchitecture: all\\n\\n" >>/var/lib/dpkg/status';
    const here = project({
      'dox.yml': `${config(source, '[dox-one]')}add: [tree]\nprep:\n  - cp /dox/tree/more /dox/more || true\n  - '${prep}'\n`,
      'tree/file': '',
    });
    await ended(here, ['lock'], 0);
    here.write('tree/more', '');
    const caught = await ended(here, [], 2);
    expect(caught.stdout).toContain('| dox-more: not locked, installed 3\n');
    await ended(here, ['lock', '--update', bookworm], 0);
    expect(locked(here)).toMatch(/ {6}others:\n {8}dox-more: "3"\n/);
    await ended(here, [], 0);
  });

  test('frozen: what the lock does not hold is 2, with the difference; not frozen it is a warning', {
    timeout: 300_000,
  }, async () => {
    const source = await archive([one, { ...one, version: '1.1' }, two]);
    const here = project({ 'dox.yml': config(source, '{dox-one: 1.0*}') });
    const unlocked = await ended(here, [], 0, { CI: 'true' });
    expect(unlocked.stderr.match(/warning: there is no dox\.lock/g)).toHaveLength(1);
    expect((await ended(here, ['--frozen'], 2)).stderr).toContain('--frozen: there is no dox.lock');
    await ended(here, ['lock'], 0);
    here.write('dox.yml', `${config(source, '{dox-one: 1.1*}')}env: {A: b}\n`);
    for (const [args, env] of [
      [['--frozen'], {}],
      [[], { DOX_FROZEN: '1' }],
      [[], { CI: 'true' }],
    ] as const) {
      const frozen = await ended(here, args, 2, env);
      expect(frozen.stderr).toContain('dox.lock does not hold what the configuration asks for');
      expect(frozen.stderr).toContain(`linux/amd64  ${bookworm}: dox-one 1.1* is wanted, 1.0-1 is locked`);
    }
    const warned = await ended(here, ['--no-frozen'], 0, { CI: 'true' });
    expect(warned.stderr).toContain(`warning: not in dox.lock, resolved anew: ${bookworm} (run \`dox lock\`)`);
    expect(warned.stdout).toContain('dox-one 1.1\n');
    expect((await ended(here, ['lock', '--check'], 2)).stdout).toContain('dox-one 1.1* is wanted, 1.0-1 is locked');
    await ended(here, ['lock'], 0);
    await ended(here, [], 0, { CI: '1' });
  });

  test.skipIf(setup.registry === null)(
    'a tag that was moved in the registry moves no run',
    { timeout: 300_000 },
    async () => {
      const registry = setup.registry ?? '';
      const name = `dox-moving-${randomBytes(4).toString('hex')}:1`;
      const image = engine.prefix === '' ? name : `${registry}/library/${name}`;
      const old = await nameInRegistry(registry, 'library/busybox:latest', `library/${name}`);
      const here = project({
        'dox.yml': `image: ${image}\ncommands: ['test ! -e /etc/debian_version || echo this is Debian']\n`,
      });
      await ended(here, ['lock'], 0);
      expect(locked(here)).toContain(`    ${image}: ${old}\n`);
      await ended(here, ['lock', '--check'], 0);
      const moved = await nameInRegistry(registry, 'library/debian:bookworm-slim', `library/${name}`);
      const text = locked(here);
      here.write('dox.lock', text.replace(old, `sha256:${'0'.repeat(64)}`));
      const forbidden = await ended(here, ['--pull', 'never'], 2);
      expect(forbidden.stdout).toContain(`to which dox.lock holds ${image}, is not here, and --pull never forbids`);
      here.write('dox.lock', text);
      const held = await ended(here, ['--pull', 'always', '--result-json', 'out.json'], 0);
      expect(held.stdout).not.toContain('this is Debian');
      expect(images(here)).toMatchObject([{ base: expect.stringMatching(new RegExp(`${old}$`)) }]);
      const [from, to] = [old, moved].map((digest) => digest.slice(0, 'sha256:'.length + 12));
      const checked = await ended(here, ['lock', '--check'], 2);
      expect(checked.stdout).toContain(`linux/amd64\n  ${image}  ${from} → ${to}\n`);
      expect((await ended(here, [], 0)).stdout).not.toContain('this is Debian');
      expect((await ended(here, ['lock'], 0)).stdout).toBe('dox.lock is as it was\n');
      expect((await ended(here, ['lock', '--update', image], 0)).stdout).toContain(`  ${image}  ${from} → ${to}\n`);
      expect((await ended(here, [], 0)).stdout).toContain('this is Debian\n');
    },
  );

  testInFull('holds a second platform for itself', { timeout: 300_000 }, async () => {
    const source = await archive([one, two]);
    const i386 = `${engine.prefix.replace(/library\/$/, '')}i386/debian:bookworm-slim`;
    const here = project({
      'dox.yml': `snapshot: ${source.address}
system: [dox-one]
commands: [dpkg --print-architecture, dox-two]
targets:
  usual: {image: '${bookworm}'}
  small: {image: '${i386}', platform: linux/386}
`,
    });
    await ended(here, ['lock'], 0);
    const [before, small, usual] = locked(here).split(/^linux\//m);
    expect(before).toContain('version: 1\n');
    expect(small).toMatch(/^386:\n {2}images:\n.*i386\/debian:bookworm-slim: sha256:/);
    expect(usual).toMatch(/^amd64:\n/);
    const run = await ended(here, ['--frozen'], 0);
    expect(run.stdout).toContain('amd64\ndox-two 2.0\n');
    expect(run.stdout).toContain('i386\ndox-two 2.0\n');
    await ended(here, ['lock', '--check'], 0);
    here.write('dox.yml', `image: ${bookworm}\ncommands: ['true']\n`);
    await ended(here, ['lock'], 0);
    expect(locked(here)).not.toContain('386');
  });

  testOnRootful(
    'what a Dockerfile of the project brings is compared, and what dox puts on it is held',
    {
      timeout: 300_000,
    },
    async () => {
      const source = await archive([one, two]);
      const more = 'Package: dox-more\\nStatus: install ok installed\\nVersion: VERSION\\nArchitecture: all\\n\\n';
      const here = project({
        'dox.yml': `build: docker\nsnapshot: ${source.address}\nsystem: [dox-one]\ncommands: [dox-two]\n`,
        'docker/Dockerfile': `FROM ${bookworm}\nCOPY version /\nRUN printf '${more}' | sed "s/VERSION/$(cat /version)/" >>/var/lib/dpkg/status\n`,
        'docker/version': '3',
      });
      await ended(here, ['lock'], 0);
      expect(locked(here)).toMatch(/^ {2}prepared:\n {4}docker\/Dockerfile [0-9a-f]{8}:$/m);
      expect(locked(here)).toMatch(/^ {8}dox-more: "3"$/m);
      source.offer([one, two, newerTwo]);
      expect((await ended(here, ['--frozen', '-r'], 0)).stdout).toContain('dox-two 2.0\n');
      here.write('docker/version', '4');
      expect((await ended(here, ['--frozen'], 2)).stdout).toContain('| dox-more: locked 3, installed 4\n');
      const renewed = await ended(here, ['lock', '--update', 'docker/Dockerfile'], 0);
      expect(renewed.stdout).toContain('dox-more  3 → 4  (docker/Dockerfile)\n');
      expect(renewed.stdout).toContain('dox-two   2.0 → 2.1  (docker/Dockerfile)\n');
      await ended(here, ['--frozen'], 0);
    },
  );

  testInFull('a curated image is held with all that it pulls in', { timeout: 300_000 }, async () => {
    const openssl: TestPackage = { name: 'openssl', version: '3.0.99-1', depends: 'dox-two' };
    const source = await archive([one, two, openssl]);
    const here = project({
      'dox.yml': `image: dox/openssl\nsnapshot: ${source.address}\nsystem: [dox-one]\ncommands: [openssl, dox-one, dox-two]\n`,
    });
    await ended(here, ['lock'], 0);
    const curated = locked(here).split(/^ {4}dox\/openssl [0-9a-f]{8}:$/m);
    expect(curated).toHaveLength(3);
    expect(curated.map((part) => /dox-two: "(.*)"\n {8}openssl: 3\.0\.99-1/.exec(part)?.[1]).filter(Boolean)).toEqual([
      '2.0',
    ]);
    source.offer([one, two, newerTwo, openssl, { ...openssl, version: '3.0.100-1' }]);
    const held = await ended(here, ['--frozen', '--rebuild-all', '--result-json', 'out.json'], 0);
    expect(held.stdout).toContain('openssl 3.0.99-1\ndox-one 1.0-1\ndox-two 2.0\n');
    const checked = await ended(here, ['lock', '--check'], 2);
    expect(checked.stdout).toContain('openssl  3.0.99-1 → 3.0.100-1  (dox/openssl)\n');
    expect(checked.stdout).toContain('dox-two  2.0 → 2.1  (dox/openssl)\n');
    source.offer([one, newerTwo, openssl]);
    const dropped = await ended(here, ['--rebuild-all'], 2);
    expect(dropped.stdout).toContain('dox-two 2.0: to be had: 2.1\n');
    expect((await ended(here, ['lock', '--update', 'dox/openssl'], 0)).stdout).toContain('dox-two  2.0 → 2.1');
    await ended(here, ['--frozen'], 0);
  });

  testOnRootful(
    'dox sbom lists what a target runs on, and is what CycloneDX asks for',
    { timeout: 300_000 },
    async () => {
      const source = await archive([one, two]);
      const here = project({ 'dox.yml': config(source, '[dox-one]') });
      await ended(here, ['lock'], 0);
      const first = await ended(here, ['sbom', '--frozen'], 0);
      expect(await cyclonedxProblem(first.stdout)).toBeNull();
      const { components } = JSON.parse(first.stdout) as { components: { purl?: string; name: string }[] };
      const purls = components.map(({ purl }) => purl);
      expect(purls).toContain('pkg:deb/debian/dox-one@1.0-1?arch=all&distro=debian-12');
      expect(purls).toContain('pkg:deb/debian/dox-two@2.0?arch=all&distro=debian-12');
      expect(components.map(({ name }) => name)).toContain('libc6');
      const digest = /: (sha256:[0-9a-f]{64})\n/.exec(locked(here))?.[1] ?? '';
      expect(purls.filter((purl) => purl?.startsWith(`pkg:oci/debian@${encodeURIComponent(digest)}?`))).toHaveLength(1);
      expect((await ended(here, ['sbom'], 0)).stdout).toBe(first.stdout);
    },
  );

  testOnRootful('a merge conflict in it is named; `dox lock` goes on from it', async () => {
    const here = project({ 'dox.yml': `image: ${busybox}\ncommands: ['true']\n` });
    await ended(here, ['lock'], 0);
    const good = locked(here);
    const line = good.split('\n').find((each) => each.includes(': sha256:')) ?? '';
    const other = line.replace(/[0-9a-f]{64}/, '0'.repeat(64));
    here.write('dox.lock', good.replace(line, `<<<<<<< HEAD\n${line}\n=======\n${other}\n>>>>>>> branch`));
    const refused = await ended(here, [], 2);
    expect(refused.stderr).toContain('dox.lock:7:1: error: a merge conflict is not resolved');
    await ended(here, ['lock'], 0);
    expect(locked(here)).toBe(good);
    await ended(here, [], 0);
  });
});
