import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makeCurated, nameBases } from '../support/curated.ts';
import { Project } from '../support/project.ts';
import { Service } from '../support/service.ts';
import { isFullTier, testSetup } from '../support/setup.ts';

const timeout = 300_000;
const { engines } = testSetup();
const projects: Project[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

describe.each(engines)('curated images on $name', (engine) => {
  beforeAll(() => nameBases(engine), timeout);

  const project = (dox: string, files: Readonly<Record<string, string>> = {}): Project => {
    const made = new Project(engine, { 'dox.yml': dox, ...files });
    projects.push(made);
    return made;
  };

  test('are built on first use, checked, and there afterwards', { timeout }, async () => {
    const first = await makeCurated(engine, 'dox/openssl:3.0');
    expect(first.reference).toMatch(/^dox\/openssl:[0-9a-f]{16}$/);
    expect(first.base).toMatch(/debian@sha256:[0-9a-f]{64}$/);
    expect(first.system).toEqual({ openssl: expect.stringMatching(/^3\.0\./) });
    expect(await makeCurated(engine, 'dox/openssl:3.0')).toEqual({ ...first, reused: true });
    const here = project(`image: dox/openssl:3.0\ncommands: ['true']\n`);
    const plan = await here.dox(['plan', '--resolve', '--json']);
    expect(JSON.parse(plan.stdout).resolved).toMatchObject([
      { present: true, reference: first.reference, system: first.system },
    ]);
    const { stdout } = await here.dox(['clean']);
    expect(stdout).toMatch(new RegExp(`^image +${first.reference} +curated, `, 'm'));
  });

  test('the real OpenSSL signs a CMS message, and sees that another was put in its place', { timeout }, async () => {
    const here = project(
      `image: dox/openssl:3.0
system: [hello]
targets:
  sign:
    commands:
      - openssl version | grep '^OpenSSL 3\\.0\\.'
      - hello
      - openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -subj /CN=test -days 1
      - openssl cms -sign -binary -in message -signer cert.pem -inkey key.pem -outform DER -out signature
  verify: {commands: [openssl cms -verify -binary -inform DER -in signature -content message -CAfile cert.pem -out out]}
`,
      { message: 'pay 10 to Alice\n' },
    );
    const whole = await here.dox(['-e', 'sign,verify']);
    expect(whole.code, whole.all).toBe(0);
    here.write('message', 'pay 99 to Alice\n');
    const tampered = await here.dox(['-e', 'verify']);
    expect(tampered.code, tampered.all).toBe(1);
    expect(tampered.stdout).toMatch(/CMS_Verify:content verify error|verification failure/i);
  });

  test('a version that the archive does not have is 2, and says which there are', { timeout }, async () => {
    const run = await project(`image: dox/openssl:3.0.999\ncommands: ['true']\n`).dox([]);
    expect(run.code, run.all).toBe(2);
    expect(run.stdout).toMatch(/openssl 3\.0\.999\.\*: to be had: 3\.0\.\d+-\S+/);
  });

  test('what is no curated image is 2, with its place', async () => {
    const run = await project(`image: dox/zokeeper:3.8\ncommands: ['true']\n`).dox([]);
    expect(run.code, run.all).toBe(2);
    expect(run.stderr).toContain('dox.yml:1:8');
    expect(run.stderr).toContain('did you mean "dox/zookeeper"?');
  });
});

/** A version, what its package is, and a conversation that only the real thing of that version can have: exit code 0. */
interface Conversation {
  readonly reference: string;
  readonly installed: RegExp;
  readonly script: string;
}

const small: readonly Conversation[] = [
  {
    reference: 'dox/memcached:1.6.18',
    installed: /^1\.6\.18-/,
    script: `exec 3<>/dev/tcp/127.0.0.1/11211
      printf 'version\\r\\nset key 0 0 5\\r\\nhello\\r\\nget key\\r\\nquit\\r\\n' >&3
      test "$(tr -d '\\r' <&3)" = "$(printf 'VERSION 1.6.18\\nSTORED\\nVALUE key 0 5\\nhello\\nEND')"`,
  },
  {
    reference: 'dox/zookeeper:3.8',
    installed: /^3\.8\.0-/,
    script: `exec 3<>/dev/tcp/127.0.0.1/2181; printf srvr >&3; grep -q '^Zookeeper version: 3\\.8\\.0' <&3
      client=/usr/share/zookeeper/bin/zkCli.sh
      $client create /dox hello && $client get /dox | grep -qx hello`,
  },
];

// as long to build as all others together, and the same on each engine
const large: readonly Conversation[] = [
  {
    reference: 'dox/redis:7.0',
    installed: /^5:7\.0\./,
    script: `redis-cli set key hello && test "$(redis-cli get key)" = hello`,
  },
  {
    reference: 'dox/etcd:3.4',
    installed: /^3\.4\./,
    script: `etcdctl put key hello && test "$(etcdctl get --print-value-only key)" = hello`,
  },
  {
    reference: 'dox/postgresql:15',
    installed: /^15\./,
    script: `sql() { psql -h 127.0.0.1 -U postgres -qtAc "$1"; }
      sql 'create table t (n text)' && sql "insert into t values ('é')" && test "$(sql 'select * from t')" = é
      sql 'show server_version' | grep -q '^15\\.'`,
  },
  {
    reference: 'dox/mariadb:10.11',
    installed: /^1:10\.11\./,
    script: `sql() { mariadb -h 127.0.0.1 -u root -N test -e "$1"; }
      sql 'create table t (n text)' && sql "insert into t values ('hello')" && test "$(sql 'select * from t')" = hello
      sql 'select version()' | grep -q '^10\\.11\\.'`,
  },
  {
    reference: 'dox/rabbitmq:3.10',
    installed: /^3\.10\./,
    script: `rabbitmqctl authenticate_user guest guest && rabbitmqctl version | grep -q '^3\\.10\\.'`,
  },
];

const others = isFullTier('the curated redis, etcd, postgresql, mariadb and rabbitmq') ? large : [];
const conversations = engines.flatMap((engine) => {
  const all = { docker: [...small, ...others], podman: small, 'podman-rootless': [] };
  return all[engine.name].map((conversation) => ({ engine, name: engine.name, ...conversation }));
});

describe.each(conversations)('$reference on $name', ({ engine, reference, installed, script }) => {
  const services: Service[] = [];
  const start = async (image: string, command?: readonly string[]): Promise<Service> => {
    const service = await Service.start(engine, image, command);
    services.push(service);
    return service;
  };

  afterAll(async () => {
    await Promise.all(services.map((service) => service.remove()));
  });

  test('is ready when its health check says so, not before, and is the real thing', { timeout }, async () => {
    await nameBases(engine);
    const { reference: image, system } = await makeCurated(engine, reference);
    expect(Object.values(system)).toEqual([expect.stringMatching(installed)]);
    const idle = await start(image, ['sleep', '60']);
    expect(await idle.exec(idle.healthcheck)).not.toBe(0);
    const service = await start(image);
    await service.ready();
    expect(await service.exec(['bash', '-ec', script])).toBe(0);
  });
});

const [first] = engines;

test('a ZooKeeper that answers, but serves nobody without its quorum, is not ready', { timeout }, async () => {
  if (first === undefined) throw new Error('there is no engine');
  await nameBases(first);
  const { reference } = await makeCurated(first, 'dox/zookeeper:3.8');
  const quorum = [1, 2, 3].map((id) => `server.${id}=127.0.0.1:2${id}88:3${id}88\\n`).join('');
  const begin = `mkdir -p /var/lib/zookeeper/data; echo 1 >/var/lib/zookeeper/data/myid
    sed 's/^exec java/printf "initLimit=5\\nsyncLimit=5\\n${quorum}" >>"$config"; exec java/' /dox/.dox/start.sh >/tmp/start.sh
    exec sh /tmp/start.sh`;
  const service = await Service.start(first, reference, ['sh', '-ec', begin]);
  try {
    const asked = 'exec 3<>/dev/tcp/127.0.0.1/2181; printf ruok >&3; test "$(cat <&3)" = imok';
    while ((await service.exec(['bash', '-ec', asked])) !== 0) await service.checkRunning();
    expect(await service.exec(service.healthcheck)).not.toBe(0);
  } finally {
    await service.remove();
  }
});

const pythons: readonly [string, string][] = [
  ['2.7', 'python setup.py install'],
  ['3.9', 'pip install --no-build-isolation .'],
  ['3.11', 'pip install --no-build-isolation .'],
  ['3.13', 'pip install --no-build-isolation .'],
];

describe.each(pythons.filter(([version]) => version === '2.7' || isFullTier(`dox/python:${version} alone`)))(
  'dox/python:%s',
  (version, install) => {
    test('is `python`, and prep installs into it', { timeout }, async () => {
      if (first === undefined) throw new Error('there is no engine');
      await nameBases(first);
      const here = new Project(first, {
        'dox.yml': `image: dox/python:${version}
add: [setup.py, made.py]
prep: [${install}]
commands:
  - cd / && python -c 'import sys, made; print("%d.%d %s" % (sys.version_info[:2] + (made.word,)))'
`,
        'setup.py': 'from setuptools import setup\nsetup(name="made", version="1", py_modules=["made"])\n',
        // no builder has kept a layer with it: a date that a ZIP archive cannot hold would be seen
        'made.py': `word = "hello"  # ${Math.random()}\n`,
      });
      projects.push(here);
      const run = await here.dox([], { timeout });
      expect(run.code, run.all).toBe(0);
      expect(run.stdout).toContain(`${version} hello\n`);
    });
  },
);
