import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { splitWords } from '../../src/base/split-words.ts';
import { nameBases } from '../support/curated.ts';
import { Project } from '../support/project.ts';
import { isFullTier, isLeftToRootful, testSetup } from '../support/setup.ts';

// Real projects, downloaded from Debian's archive now; on one engine, since what is new here is the projects.
const { engines } = testSetup();
const [engine] = engines;
if (engine === undefined) throw new Error('there is no engine');
const debian = (release: string): string => `${engine.prefix}debian:${release}-slim`;
const folders: string[] = [];
const projects: Project[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  for (const project of projects) project.remove();
});

/** Unpacks a Debian package and returns the folder. */
async function unpacked(name: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'dox-package-'));
  folders.push(folder);
  const download = () => execa('apt-get', ['download', name], { cwd: folder, reject: false });
  if ((await download()).failed) {
    await execa('apt-get', ['-qq', 'update']);
    const again = await download();
    if (again.failed) throw new Error(`apt-get download ${name}: ${again.stderr}`);
  }
  const [file = ''] = readdirSync(folder).filter((each) => each.endsWith('.deb'));
  await execa('dpkg', ['-x', file, 'tree'], { cwd: folder });
  return join(folder, 'tree');
}

function project(files: Record<string, string>, on = engine): Project {
  if (on === undefined) throw new Error('there is no engine');
  const made = new Project(on, files);
  projects.push(made);
  return made;
}

function replaceIn(path: string, old: string, by: string): void {
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(old);
  writeFileSync(path, text.replace(old, by));
}

test('pymemcache under pytest, with a real memcached of a pinned version', { timeout: 240_000 }, async () => {
  const tree = await unpacked('python3-pymemcache');
  // its TLS tests want certificates and a server that the package does not carry
  const here = project({
    'dox.yml': `image: ${debian('bookworm')}
system:
  memcached: 1.6.*
  python3-pytest:
  python3-mock:
  python3-fake-factory:
commands:
  - memcached -d -u nobody
  - python3 -m pytest -p no:cacheprovider -q -W ignore -k 'not tls' {posargs:pymemcache/test}
`,
  });
  cpSync(join(tree, 'usr/lib/python3/dist-packages/pymemcache'), join(here.path, 'pymemcache'), { recursive: true });
  const good = await here.dox(['--result-json', 'out.json'], { timeout: 200_000 });
  expect(good.code, good.all).toBe(0);
  const result = JSON.parse(readFileSync(join(here.path, 'out.json'), 'utf8'));
  expect(result.images[0].system.memcached).toMatch(/^1\.6\./);
  expect(result.targets[0].report.runners[0].ran).toBeGreaterThan(300);

  replaceIn(
    join(here.path, 'pymemcache/test/test_rendezvous.py'),
    'def test_add_node():\n',
    'def test_add_node():\n    assert 1 == 2\n',
  );
  const bad = await here.dox([]);
  expect(bad.code, bad.all).toBe(1);
  expect(bad.stdout).toContain('FAIL pymemcache/test/test_rendezvous.py::test_add_node\n');
  const line = /run again: dox (.+)/.exec(bad.stdout)?.[1] ?? '';
  expect(line).toBe('-e testing -- pymemcache/test/test_rendezvous.py::test_add_node');
  const again = await here.dox(line.split(' '));
  expect(again.code, again.all).toBe(1);
  expect(again.stdout).toMatch(/^1 failed in /m);
});

/** What keystoneclient's tests read and its package does not carry: documents that a real OpenSSL signs. */
const signedExamples = `set -e
mkdir -p examples/pki/certs examples/pki/cms examples/pki/private
cd examples/pki
openssl req -x509 -newkey rsa:2048 -nodes -keyout private/cakey.pem -out certs/cacert.pem -subj /CN=ca -days 2
openssl req -newkey rsa:2048 -nodes -keyout private/signing_key.pem -out private/request.pem -subj /CN=signing
openssl x509 -req -in private/request.pem -CA certs/cacert.pem -CAkey private/cakey.pem -CAcreateserial \\
  -out certs/signing_cert.pem -days 2
for name in auth_token_scoped auth_token_unscoped auth_v3_token_scoped auth_token_revoked auth_token_scoped_expired \\
  auth_v3_token_revoked revocation_list; do
  echo '{"access": {}, "revoked": []}' >cms/$name.json
  openssl cms -sign -signer certs/signing_cert.pem -inkey private/signing_key.pem -outform PEM -nosmimecap -nodetach \\
    -nocerts -noattr -in cms/$name.json -out cms/$name.pem
  cp cms/$name.pem cms/$name.pkiz
done
`;

/** Upstream's own suites, which Debian's packages carry, as OpenStack runs them. */
test.runIf(isFullTier('testtools and keystoneclient under stestr')).each([
  {
    name: 'testtools',
    tests: 'testtools/tests',
    system: ['python3-testscenarios', 'python3-testresources', 'python3-fixtures'],
    before: '',
    atLeast: 1000,
    // a class without a `case`, which upstream's own load_tests leaves out and stestr's loader does not
    known: /TestRunTwiceNondeterministic/,
    breaks: [
      'test_tags.py',
      'tag_context = TagContext()\n        self.assertEqual(set(),',
      'tag_context = TagContext()\n        self.assertEqual(1,',
    ],
    broken: 'testtools.tests.test_tags.TestTags.test_no_tags',
  },
  {
    name: 'keystoneclient',
    tests: 'keystoneclient/tests/unit',
    system: [
      ...['python3-keystoneclient', 'python3-testscenarios', 'python3-testresources', 'python3-fixtures'],
      ...['python3-requests-mock', 'python3-mock', 'python3-oauthlib', 'python3-oslotest', 'openssl'],
    ],
    before: 'sh sign.sh 2>/tmp/sign.log',
    atLeast: 1500,
    // XML files that the package does not carry, and a default that a newer library has changed
    known: /AuthenticateviaADFSTests|test_grizzly_token/,
    breaks: [
      'test_ec2utils.py',
      'def test_generate_0(self):\n',
      "def test_generate_0(self):\n        self.fail('broken')\n",
    ],
    broken: 'keystoneclient.tests.unit.test_ec2utils.Ec2SignerTest.test_generate_0',
  },
])(
  '$name under stestr',
  { timeout: 600_000 },
  async ({ name, tests, system, before, atLeast, known, breaks, broken }) => {
    const tree = await unpacked(`python3-${name}`);
    const commands = [before, 'stestr run'].filter((each) => each !== '');
    const here = project({
      '.stestr.conf': `[DEFAULT]\ntest_path=./${tests}\ntop_dir=.\n`,
      'sign.sh': signedExamples,
      'dox.yml': JSON.stringify({
        image: debian('bookworm'),
        system: ['python3-stestr', 'python3-testtools', ...system],
        commands,
      }),
    });
    cpSync(join(tree, 'usr/lib/python3/dist-packages', name), join(here.path, name), { recursive: true });
    const read = async (args: readonly string[]) => {
      const run = await here.dox(['--result-json', 'out.json', ...args], { timeout: 400_000 });
      const { runners, failures } = JSON.parse(readFileSync(join(here.path, 'out.json'), 'utf8')).targets[0].report;
      const [runner] = runners;
      const ids: readonly string[] = failures.map(({ id }: { readonly id: string }) => id).sort();
      return { run, ids, runner };
    };
    const [file = '', old = '', by = ''] = breaks;
    replaceIn(join(here.path, tests, file), old, by);
    const first = await read([]);
    expect(first.run.code, first.run.all).toBe(1);
    expect(first.runner).toMatchObject({ runner: 'stestr', warnings: [] });
    expect(first.runner.ran).toBeGreaterThan(atLeast);
    expect(first.ids.filter((id) => !known.test(id))).toEqual([broken]);
    const line = /run again: dox (.+)/.exec(first.run.stdout)?.[1] ?? '';
    const again = await read(splitWords(line));
    expect(again.ids, again.run.all).toEqual(first.ids);
    expect(again.runner.ran, again.run.all).toBe(first.ids.length);
  },
);

test("CPython's test_json under unittest", { timeout: 120_000 }, async () => {
  const tree = await unpacked('libpython3.11-testsuite');
  const support = await unpacked('libpython3.11-stdlib');
  const here = project({
    'dox.yml': `image: ${debian('bookworm')}
system: [python3]
commands:
  - python3 -m unittest {posargs:test.test_json}
`,
  });
  // where the package `test` is, its tests look for the standard library: all of it comes to the project
  for (const from of [support, tree]) {
    cpSync(join(from, 'usr/lib/python3.11/test'), join(here.path, 'test'), { recursive: true });
  }
  const good = await here.dox([]);
  expect(good.code, good.all).toBe(0);
  replaceIn(
    join(here.path, 'test/test_json/test_dump.py'),
    'class TestPyDump(TestDump, PyTest): pass',
    'class TestPyDump(TestDump, PyTest):\n    def test_dump(self):\n        self.assertEqual(self.dumps({}), "[]")',
  );
  const bad = await here.dox([]);
  expect(bad.code, bad.all).toBe(1);
  expect(bad.stdout).toContain('FAIL test.test_json.test_dump.TestPyDump.test_dump\n');
  expect(bad.stdout).toContain("AssertionError: '{}' != '[]'");
  expect(bad.stdout).toMatch(/^ +test\/test_json\/test_dump\.py:\d+$/m);
  const line = /run again: dox (.+)/.exec(bad.stdout)?.[1] ?? '';
  expect(line).toBe('-e testing -- test.test_json.test_dump.TestPyDump.test_dump');
  const again = await here.dox(line.split(' '));
  expect(again.code, again.all).toBe(1);
  expect(again.stderr).toContain('Ran 1 test in');
});

test('Python 2.7, 3.9, 3.11 and 3.13 from one dox.yml', { timeout: 240_000 }, async () => {
  const here = project({
    'dox.yml': `targets:
  py{27,39,311,313}:
    commands: ['python3 -m unittest {posargs:tests.test_version}']
  py27:
    image: '${debian('bullseye')}'
    system: [python2.7]
    commands: ['python2.7 -m unittest {posargs:tests.test_version}']
  py39: {image: '${debian('bullseye')}', system: [python3]}
  py311: {image: '${debian('bookworm')}', system: [python3]}
  py313: {image: '${debian('trixie')}', system: [python3]}
`,
    'tests/__init__.py': '',
    'tests/test_version.py': `import os, sys, unittest

class VersionTest(unittest.TestCase):
    def test_version(self):
        self.assertEqual(os.environ['DOX_ENV_NAME'], 'py%d%d' % sys.version_info[:2])

    def test_broken(self):
        self.assertTrue(False)
`,
  });
  const run = await here.dox(['-e', 'ALL', '--result-json', 'out.json'], { timeout: 200_000 });
  expect(run.code, run.all).toBe(1);
  const result = JSON.parse(readFileSync(join(here.path, 'out.json'), 'utf8'));
  expect(result.targets).toHaveLength(4);
  for (const target of result.targets) {
    expect(target.report.failures, target.label).toMatchObject([
      { id: 'tests.test_version.VersionTest.test_broken', message: 'AssertionError: False is not true', line: 8 },
    ]);
    expect(target.rerun.words).toEqual(['-e', target.target, '--', 'tests.test_version.VersionTest.test_broken']);
  }
  const one = await here.dox(['-e', 'py27', '--', 'tests.test_version.VersionTest.test_version']);
  expect(one.code, one.all).toBe(0);
});

// Services are what engines differ in most, so these run on each.
describe.each(engines)('real clients of real services on $name', (host) => {
  beforeAll(() => nameBases(host), 60_000);
  const bookworm = `${host.prefix}debian:bookworm-slim`;

  test('pymemcache, with memcached as a service on localhost', { timeout: 300_000 }, async () => {
    const tree = await unpacked('python3-pymemcache');
    // its TLS tests want certificates and a server that the package does not carry
    const here = project(
      {
        'dox.yml': `image: ${bookworm}
system: [python3-pytest, python3-mock, python3-fake-factory]
services:
  memcached: 1.6
commands:
  - python3 -m pytest -p no:cacheprovider -q -W ignore -k 'not tls' {posargs:pymemcache/test}
`,
      },
      host,
    );
    cpSync(join(tree, 'usr/lib/python3/dist-packages/pymemcache'), join(here.path, 'pymemcache'), { recursive: true });
    const good = await here.dox(['--result-json', 'out.json'], { timeout: 280_000 });
    expect(good.code, good.all).toBe(0);
    const result = JSON.parse(readFileSync(join(here.path, 'out.json'), 'utf8'));
    expect(result.targets[0].services).toMatchObject([{ name: 'memcached', ended: null }]);
    expect(result.targets[0].report.runners[0].ran).toBeGreaterThan(300);
  });

  test.skipIf(isLeftToRootful(host, "kazoo's client") || !isFullTier("kazoo's client"))(
    "kazoo's client, with two releases' ZooKeepers side by side",
    {
      timeout: 300_000,
    },
    async () => {
      const client = `import unittest, os
from kazoo.client import KazooClient

class ZooKeeperTest(unittest.TestCase):
    def ask(self, hosts):
        zk = KazooClient(hosts=hosts, timeout=20)
        zk.start(timeout=20)
        try:
            path = zk.create('/dox/test-', b'value', sequence=True, makepath=True)
            self.assertEqual(zk.get(path)[0], b'value')
            return zk.server_version()
        finally:
            zk.stop()
            zk.close()

    def test_new(self):
        self.assertEqual(self.ask('localhost:2181')[:2], (3, 8))

    def test_old(self):
        where = os.environ['OLD_HOST'] + ':' + os.environ['OLD_PORT']
        self.assertEqual(where, 'old:2181')
        self.assertEqual(self.ask(where)[:2], (3, 4))
`;
      const here = project(
        {
          'dox.yml': `image: ${bookworm}
system: [python3-kazoo]
services:
  zookeeper: 3.8
  old: {image: 'dox/zookeeper:3.4', localhost: false}
commands: [python3 -m unittest test_zookeeper]
`,
          'test_zookeeper.py': client,
        },
        host,
      );
      const run = await here.dox([], { timeout: 280_000 });
      expect(run.code, run.all).toBe(0);
      expect(run.stdout).toMatch(/passed +2 tests/);
    },
  );
});
