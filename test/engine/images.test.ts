import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Label } from '../../src/base/labels.ts';
import type { BuildSpec, ContextFile } from '../../src/engine/engine.ts';
import { callEngine } from '../support/engine-objects.ts';
import { testSetup } from '../support/setup.ts';
import { Contract } from './contract.ts';

const signal = new AbortController().signal;

function files(contents: Readonly<Record<string, string>>): BuildSpec['context'] {
  const entries = Object.entries(contents).map(([path, text]): [string, ContextFile] => {
    return [path, { bytes: Buffer.from(text), mode: path.endsWith('.sh') ? 0o755 : 0o644 }];
  });
  return { kind: 'files', files: new Map(entries) };
}

function folder(parent: string, contents: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(parent, 'context-'));
  for (const [path, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const setup = testSetup();

describe.each(setup.engines)('images on $name', (host) => {
  const contract = new Contract(host);
  const made: string[] = [];
  const from = (): string => `FROM ${contract.image('debian:bookworm-slim')}\n`;

  afterEach(async () => {
    for (const tag of made.splice(0)) await contract.engine.remove({ kind: 'image', id: tag });
  });

  async function built(
    context: BuildSpec['context'],
    changes: Partial<BuildSpec> = {},
    onLine: (line: string) => unknown = () => undefined,
  ) {
    const tag = `dox-test/${contract.run}:n${made.length}`;
    made.push(tag);
    const common = { dockerfile: 'Dockerfile', tag, labels: contract.labels, noCache: false, pull: false };
    return contract.engine.build({ ...common, context, ...changes }, { signal, onLine });
  }

  test('an image is told by name, by id, or not at all', async () => {
    const name = contract.image('debian:bookworm-slim');
    const image = await contract.engine.image(name);
    expect(image).toMatchObject({ platform: contract.engine.info.platform, user: '', entrypoint: [] });
    expect(image?.id).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(image?.size).toBeGreaterThan(50_000_000);
    expect(image?.created).toBeGreaterThan(1.6e9);
    expect(await contract.engine.image(image?.id ?? '')).toEqual(image);
    expect(await contract.engine.image('dox-test/none:1')).toBeNull();
  });

  // an image of its own: another's would be taken from tests that run on it, and Podman ends their containers with it
  const ownImage = async (): Promise<string> => {
    if (setup.registry === null) return 'hello-world:latest'; // Docker Hub answers
    const name = `${setup.registry}/dox-test/${contract.run}:pulled`;
    const noise = randomBytes(100_000).toString('hex');
    await built(files({ Dockerfile: 'FROM scratch\nCOPY noise /\n', noise }), { tag: name });
    await contract.engine.push(name, { signal });
    return name;
  };

  test('a missing image is pulled, with progress and its digest', async () => {
    const name = await ownImage();
    made.push(name);
    await contract.engine.remove({ kind: 'image', id: name });
    expect(await contract.engine.image(name)).toBeNull();
    const progress: [number, number][] = [];
    const image = await contract.engine.pull(name, {
      signal,
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect(image.repoDigests[0]).toMatch(/@sha256:[0-9a-f]{64}$/);
    expect(progress.length).toBeGreaterThan(0);
    for (const [done, total] of progress) expect(done).toBeLessThanOrEqual(total);
    expect(await contract.engine.image(name)).toEqual(image);
  });

  test.skipIf(setup.registry === null)('an image of which the registry knows nothing is not found', async () => {
    const name = `${setup.registry}/library/debian:no-such-tag`;
    const pulled = contract.engine.pull(name, { signal });
    await expect(pulled).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining(name) });
  });

  test('a registry that does not answer: pull failed, and a retry may help', async () => {
    const pulled = contract.engine.pull('127.0.0.1:9/some/image:1', { signal });
    await expect(pulled).rejects.toMatchObject({ code: 'pull-failed', retryMayHelp: true });
  });

  test('a name that is none is a usage error', async () => {
    await expect(contract.engine.pull('UPPER CASE', { signal })).rejects.toMatchObject({ code: 'usage' });
  });

  test('a pull that is aborted is interrupted', async () => {
    const controller = new AbortController();
    const pulled = contract.engine.pull(contract.image('busybox:latest'), { signal: controller.signal });
    controller.abort();
    await expect(pulled).rejects.toMatchObject({ code: 'interrupted' });
  });

  test('files are built to an image with its labels, and its output is told in lines', async () => {
    const lines: string[] = [];
    const image = await built(
      files({
        Dockerfile: `${from()}ARG WHO\nCOPY say.sh /\nUSER 12:34\nENTRYPOINT ["/say.sh"]\nRUN /say.sh $WHO-built\nRUN printf 'a heart\\000beat\\n'\n`,
        'say.sh': '#!/bin/sh\necho said $*\n',
      }),
      { args: { WHO: 'was' }, noCache: true },
      (line) => lines.push(line),
    );
    expect(lines).toContain('said was-built');
    expect(lines).toContain('a heartbeat'); // NULs are dox's own
    expect(lines.some((line) => line.includes('RUN /say.sh'))).toBe(true);
    expect(image).toMatchObject({ user: '12:34', entrypoint: ['/say.sh'] });
    expect(image.labels[Label.run]).toBe(contract.run);
    const { stdout } = await contract.ran('', { image: image.id, entrypoint: ['/say.sh'], command: ['a b', 'c'] });
    expect(stdout.toString()).toBe('said a b c\n');
    const plain = await contract.ran('', { image: image.id, entrypoint: [], command: ['echo', 'no entrypoint'] });
    expect(plain.stdout.toString()).toBe('no entrypoint\n');
  });

  test('a build that fails tells the step and the tail of its output', async () => {
    const steps =
      'RUN echo fine\nRUN for i in $(seq 30); do echo line $i; done; echo to-stderr >&2; exit 41\nRUN echo never\n';
    const failed = built(files({ Dockerfile: from() + steps }), { noCache: true });
    await expect(failed).rejects.toMatchObject({
      code: 'build-failed',
      message: expect.stringMatching(/the build failed at \[\d\/\d\] RUN for i in/),
      detail: expect.stringMatching(/line 30\n(.*\n)?.*(to-stderr|41)/),
    });
    const error = await failed.catch((reason) => reason);
    expect(error.detail).not.toContain('line 5\n');
    expect(error.detail).not.toContain('never');
  });

  test('a Dockerfile with a mistake, or none, is a failed build', async () => {
    const code = 'build-failed';
    await expect(built(files({ Dockerfile: `${from()}NONSENSE x\n` }))).rejects.toMatchObject({ code });
    await expect(built(files({ other: 'x' }))).rejects.toMatchObject({ code });
    await expect(built(files({ Dockerfile: 'FROM dox-test/no-such:1\n' }))).rejects.toMatchObject({ code });
  });

  test('a folder is built without what .dockerignore names', async () => {
    const root = folder(contract.folder, {
      'docker/Dockerfile': `${from()}COPY . /context\n`,
      '.dockerignore': 'node_modules\n**/*.log\n!keep.log\ndocker\n',
      'node_modules/x/index.js': 'x',
      'src/a.txt': 'a',
      'src/b.log': 'b',
      'keep.log': 'kept',
      empty: '',
    });
    symlinkSync('src/a.txt', join(root, 'link'));
    writeFileSync(join(root, 'big'), Buffer.alloc(3_000_000, 7));
    const image = await built({ kind: 'folder', path: root }, { dockerfile: 'docker/Dockerfile' });
    const { stdout } = await contract.ran('cd /context; find . -type f -o -type l | sort; cat link; stat -c %s big', {
      image: image.id,
    });
    const found = stdout.toString().split('\n');
    expect(found).toContain('./link');
    expect(found).toContain('./keep.log');
    expect(found).toContain('./empty');
    expect(found.slice(-2)).toEqual(['a3000000', '']);
    for (const left of ['node_modules', 'b.log']) expect(stdout.toString()).not.toContain(left);
  });

  test('a build may keep a cache beside the image', async (context) => {
    // Podman 4 keeps the caches of all users in one folder, which belongs to the first of them
    const owner = statSync('/var/tmp/buildah-cache', { throwIfNoEntry: false })?.uid;
    const isOthers = host.user !== null && owner !== undefined && owner !== host.user.uid;
    context.skip(isOthers, '/var/tmp/buildah-cache belongs to somebody else');
    const id = contract.run;
    const once = `${from()}ARG N\nRUN --mount=type=cache,id=${id},target=/cache echo $N >>/cache/all; cp /cache/all /all\n`;
    await built(files({ Dockerfile: once }), { args: { N: 'first' } });
    const image = await built(files({ Dockerfile: once }), { args: { N: 'second' } });
    const { stdout } = await contract.ran('cat /all', { image: image.id });
    expect(stdout.toString()).toBe('first\nsecond\n');
  });

  test.runIf(host.name !== 'docker')('a build whose last step is removed under it goes on from there', async () => {
    const step = `echo ${contract.run}`;
    const removed: string[] = [];
    const remove = async (): Promise<void> => {
      type Found = readonly { readonly Id: string; readonly Created: number }[];
      const nameless = encodeURIComponent(JSON.stringify({ dangling: ['true'] }));
      const all = await callEngine<Found>(host, 'GET', `/images/json?all=1&filters=${nameless}`);
      for (const { Id } of all.toSorted((one, other) => other.Created - one.Created)) {
        type Layers = readonly { readonly CreatedBy: string }[];
        // another test's image may be gone by now
        const [last] = await callEngine<Layers>(host, 'GET', `/images/${Id}/history`).catch((): Layers => []);
        if (!last?.CreatedBy.includes(step)) continue;
        await callEngine(host, 'DELETE', `/images/${Id}?force=1`);
        removed.push(Id);
        return;
      }
    };
    const steps = `RUN ${step}\nRUN echo begun; sleep 5\nRUN echo end\n`;
    let removing: Promise<void> | null = null;
    const lines: string[] = [];
    const image = await built(files({ Dockerfile: from() + steps }), {}, (line) => {
      lines.push(line);
      if (line === 'begun') removing ??= remove();
    });
    await removing;
    expect(removed).toHaveLength(1);
    expect(lines).toContain('a step of this build was removed from the engine meanwhile: it is built again');
    expect((await contract.ran('echo here', { image: image.id })).stdout.toString()).toBe('here\n');
  });

  test('a target of several stages is built alone', async () => {
    const stages = `${from()}RUN echo 1 >/stage\n${from()}RUN exit 1\n`.replace('\n', ' AS first\n');
    const image = await built(files({ Dockerfile: stages }), { target: 'first' });
    expect((await contract.ran('cat /stage', { image: image.id })).stdout.toString()).toBe('1\n');
  });

  test('a build that is aborted stops', async () => {
    const controller = new AbortController();
    const lines: string[] = [];
    const spec = {
      dockerfile: 'Dockerfile',
      tag: `dox-test/${contract.run}:aborted`,
      labels: {},
      noCache: true,
      pull: false,
    };
    const context = files({ Dockerfile: `${from()}RUN echo begun; sleep 600\n` });
    const building = contract.engine.build(
      { ...spec, context },
      {
        signal: controller.signal,
        onLine: (line) => {
          lines.push(line);
          if (line === 'begun') controller.abort();
        },
      },
    );
    await expect(building).rejects.toMatchObject({ code: 'interrupted' });
    expect(await contract.engine.image(spec.tag)).toBeNull();
  });

  test('files of an image are read, symlinks followed, and nothing is left behind', async () => {
    const links =
      'RUN ln -s /etc/debian_version /absolute && mkdir /d && ln -s ../etc/debian_version /d/relative && ln -s /loop /loop && ln -s /none /dangling\n';
    const image = await built(files({ Dockerfile: `${from()}${links}` }));
    const paths = [
      '/etc/passwd',
      '/absolute',
      '/d/relative',
      '/loop',
      '/dangling',
      '/no/such',
      '/etc',
      '/etc/passwd/x',
    ];
    const read = await contract.engine.readImageFiles(image.id, paths);
    const text = (path: string): string => Buffer.from(read.get(path) ?? []).toString();
    expect(text('/etc/passwd')).toMatch(/^root:x:0:0:/);
    expect(text('/absolute')).toMatch(/^12\./);
    expect(text('/d/relative')).toBe(text('/absolute'));
    for (const path of paths.slice(3)) expect([path, read.get(path)]).toEqual([path, null]);
    expect(await contract.containers()).toEqual([]);
  });

  test('files of an image without a command are read too', async () => {
    const image = await built(files({ Dockerfile: 'FROM scratch\nCOPY a /a\n', a: 'bytes' }));
    const read = await contract.engine.readImageFiles(image.id, ['/a', '/etc/passwd']);
    expect(Buffer.from(read.get('/a') ?? []).toString()).toBe('bytes');
    expect(read.get('/etc/passwd')).toBeNull();
  });

  test('what carries the label is found, and removing it twice is no failure', async () => {
    const image = await built(files({ Dockerfile: `${from()}RUN echo owned\n` }));
    const { id } = await contract.ran('true', { removeWhenDone: false });
    const owned = (await contract.engine.owned()).filter(({ labels }) => labels[Label.run] === contract.run);
    expect(owned.find((object) => object.kind === 'container')).toMatchObject({ id, running: false });
    const found = owned.find((object) => object.id.endsWith(image.id.replace('sha256:', '')));
    expect(found).toMatchObject({ kind: 'image', name: expect.stringContaining(contract.run), running: false });
    expect(found?.size).toBeGreaterThan(0);
    for (const object of [...owned, ...owned]) await contract.engine.remove(object);
    expect((await contract.engine.owned()).filter(({ labels }) => labels[Label.run] === contract.run)).toEqual([]);
  });

  test("a person's own container of an image that dox prepared is not dox's", async () => {
    const labels = { ...contract.labels, [Label.kind]: 'prepared' };
    const image = await built(files({ Dockerfile: `${from()}RUN echo prepared\n` }), { labels });
    const { id } = await contract.ran('true', { image: image.id, labels: {}, removeWhenDone: false });
    expect((await contract.engine.owned()).map((object) => object.id)).not.toContain(id);
    await contract.engine.remove({ kind: 'container', id });
  });

  test('an image gets a second name and loses it again', async () => {
    const second = `dox-test/${contract.run}:second`;
    await contract.engine.tag(contract.debian.id, second);
    expect((await contract.engine.image(second))?.id).toBe(contract.debian.id);
    await contract.engine.remove({ kind: 'image', id: second });
    expect(await contract.engine.image(second)).toBeNull();
    expect(await contract.engine.image(contract.debian.id)).not.toBeNull();
  });
});
