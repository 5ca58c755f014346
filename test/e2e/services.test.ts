import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { leftBy } from '../support/engine-objects.ts';
import { Project } from '../support/project.ts';
import { startDox } from '../support/running.ts';
import { testSetup } from '../support/setup.ts';
import { TestTerminal } from '../support/test-terminal.ts';

const projects: Project[] = [];

afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

/** Perl, which every Debian image has: a server that answers each connection with a line. */
const server = `use IO::Socket::INET; $| = 1;
my ($port, $line, $delay) = @ARGV;
print "starting\\n"; select undef, undef, undef, $delay // 0;
my $s = IO::Socket::INET->new(LocalPort => $port, Listen => 50, ReuseAddr => 1) or die "no socket: $!";
print "listening on $port\\n";
while (my $c = $s->accept) { print $c "$line\\n"; close $c }`;

const web = `use IO::Socket::INET; $| = 1;
my $begun = time;
my $s = IO::Socket::INET->new(LocalAddr => $ARGV[0] || '0.0.0.0', LocalPort => 8080, Listen => 50, ReuseAddr => 1) or die;
while (my $c = $s->accept) {
  my $asked = <$c>; print $asked;
  my $status = time - $begun >= 1 && $asked =~ m{^GET /health } ? '200 OK' : '503 Not yet';
  print $c "HTTP/1.0 $status\\r\\n\\r\\n"; close $c
}`;

const files = {
  'server.pl': server,
  'web.pl': web,
  'ask.pl': `use IO::Socket::INET;
my $c = IO::Socket::INET->new("$ARGV[0]") or die "nobody at $ARGV[0]\\n"; print "$ARGV[0] says ", $c->getline`,
};

describe.each(testSetup().engines)('services on $name', (engine) => {
  const image = `${engine.prefix}debian:bookworm-slim`;
  const volumes = 'volumes: [.:/code:ro]';
  const serve = (words: string, more = ''): string =>
    `{image: "${image}", ${volumes}, command: perl /code/server.pl ${words}${more === '' ? '' : `, ${more}`}}`;
  const project = (dox: string): Project => {
    const made = new Project(engine, { ...files, 'dox.yml': `image: ${image}\n${dox}` });
    projects.push(made);
    return made;
  };
  const log = (here: Project, target: string, service: string): string =>
    readFileSync(join(here.path, '.dox/last', target, 'services', `${service}.log`), 'utf8');

  test('is localhost for the tests, has its name, and tells where it is', async () => {
    const here = project(`
services:
  my-echo: ${serve('4000 hello', 'port: 4000')}
targets:
  unit:
    commands:
      - perl ask.pl localhost:4000
      - perl ask.pl my-echo:4000
      - echo "at $MY_ECHO_HOST:$MY_ECHO_PORT"
`);
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(0);
    expect(run.stdout).toContain('localhost:4000 says hello\n');
    expect(run.stdout).toContain('my-echo:4000 says hello\n');
    expect(run.stdout).toContain('at localhost:4000\n');
    expect(log(here, 'unit', 'my-echo')).toBe('starting\nlistening on 4000\n');
    expect(await leftBy(here)).toEqual([]);
  });

  test('has an address of its own on request, so that two can have one port', async () => {
    const here = project(`
services:
  one: ${serve('4000 first', 'port: 4000')}
  two: ${serve('4000 second', 'port: 4000, localhost: false')}
  three: ${serve('4000 third', 'port: 4000, localhost: false, depends_on: two')}
targets:
  unit:
    commands:
      - perl ask.pl localhost:4000
      - perl ask.pl $TWO_HOST:$TWO_PORT
      - perl ask.pl three:4000
`);
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(0);
    expect(run.stdout).toContain('localhost:4000 says first\n');
    expect(run.stdout).toContain('two:4000 says second\n');
    expect(run.stdout).toContain('three:4000 says third\n');
    expect(await leftBy(here)).toEqual([]);
  });

  test.each([
    ['something listens', serve('4000 ready 1', 'ready: {tcp: 4000}'), '/listening on 4000/'],
    ['a line is printed', serve('4000 ready 1', 'ready: {log: "^listening on \\\\d+$"}'), '/listening on 4000/'],
    ['a command succeeds', serve('4000 ready 1', 'ready: {command: perl /code/ask.pl localhost:4000}'), '/listening/'],
    [
      'a page is there',
      `{image: "${image}", ${volumes}, command: perl /code/web.pl, ready: {http: "8080/health"}}`,
      '/GET /health/',
    ],
  ])('is ready when %s', async (_, service, sign) => {
    const here = project(`
targets:
  unit:
    services: {it: ${service}}
    commands: ['cat .dox/runs/*/unit/services/it.log']
`);
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(0);
    expect(run.stdout).toContain(sign.slice(1, -1));
  });

  test('one that the tests could not reach is not ready, though it answers itself', async () => {
    const here = project(`
targets:
  unit:
    services:
      it: {image: "${image}", ${volumes}, command: perl /code/web.pl 127.0.0.1, ready: {http: "8080/health"}, localhost: false, timeout: 3s}
    commands: [echo never]
`);
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(3);
    expect(run.stdout).toContain('service "it" was not ready within 3.00s');
    expect(run.stdout).toContain('the last probe: nothing listens on port 8080');
  });

  test('one that is never ready is named, with the last answer and its last lines', async () => {
    const here = project(`
targets:
  unit:
    services: {slow: ${serve('4000 late 100', 'ready: {tcp: 4000}, timeout: 2s')}}
    commands: [echo never]
  other:
    commands: [echo other ran]
`);
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(3);
    expect(run.stdout).toContain('service "slow" was not ready within 2.00s');
    expect(run.stdout).toContain('the last probe: nothing listens on port 4000');
    expect(run.stdout).toContain('| starting');
    expect(run.stdout).not.toContain('never\n');
    expect(run.stdout).toContain('other ran\n');
    expect(await leftBy(here)).toEqual([]);
  });

  test('one that ends before it is ready is named, with its exit code and its last lines', async () => {
    const command = 'command: [sh, -c, "echo broken; exit 7"]';
    const here = project(`
services: {bad: {image: "${image}", ${command}, port: 4000}}
commands: [echo never]
`);
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(3);
    expect(run.stdout).toContain('service "bad" ended before it was ready (exit code 7)');
    expect(run.stdout).toContain('| broken');
    expect(await leftBy(here)).toEqual([]);
  });

  test('one that dies during the tests is named in the verdict', async () => {
    const dying = `{image: "${image}", ${volumes}, command: [sh, -c, "while test ! -e /code/die; do sleep 0.02; done; echo dead; exit 9"]}`;
    const here = project(`
targets:
  fails:
    services: {dying: ${dying}}
    commands:
      - touch die
      - sleep 1
      - rm die
      - exit 5
  passes:
    services: {dying: ${dying}}
    commands:
      - touch die
      - sleep 1
      - rm die
  outlived:
    services: {dying: ${dying}}
    commands: ['true']
`);
    const run = await here.dox(['--result-json', 'result.json']);
    expect(run.code, run.all).toBe(1);
    const { targets } = JSON.parse(readFileSync(join(here.path, 'result.json'), 'utf8'));
    const [fails, passes, outlived] = targets;
    const died = 'service "dying" ended during the tests (exit code 9)';
    expect(fails).toMatchObject({ verdict: 'failed', reason: expect.stringContaining(died) });
    expect(passes).toMatchObject({ verdict: 'passed', reason: died });
    expect(outlived).toMatchObject({ verdict: 'passed', reason: null });
    expect(fails.services).toMatchObject([{ name: 'dying', ended: 9, log: expect.stringMatching(/dying\.log$/) }]);
    expect(log(here, 'fails', 'dying')).toBe('dead\n');
    expect(await leftBy(here)).toEqual([]);
  });

  test('starts after those that it depends on, and is prepared by its init commands', async () => {
    const here = project(`
services:
  last: ${serve('4002 last', 'port: 4002, depends_on: [first, middle], init: [perl /code/ask.pl localhost:4001]')}
  middle: ${serve('4001 middle', 'port: 4001, depends_on: [first], init: [perl /code/ask.pl first:4000]')}
  first: ${serve('4000 first 1', 'port: 4000')}
commands: [perl ask.pl last:4002]
`);
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(0);
    expect(run.stdout).toContain('last:4002 says last\n');
    expect(log(here, 'testing', 'middle')).toContain('first:4000 says first\n');
    expect(log(here, 'testing', 'last')).toContain('localhost:4001 says middle\n');
  });

  test('an init command that fails is shown', async () => {
    const here = project(`
services:
  it: ${serve('4000 it', 'port: 4000, init: [\'echo "no such schema" >&2; exit 4\']')}
commands: [echo never]
`);
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(3);
    expect(run.stdout).toContain('its init command `echo "no such schema" >&2; exit 4` failed (exit code 4)');
    expect(run.stdout).toContain('| no such schema');
    expect(await leftBy(here)).toEqual([]);
  });

  test('asks by itself what the HEALTHCHECK of an image asks', async () => {
    const here = project(`
services:
  it: {build: {dockerfile: Checked}, ${volumes}}
commands: ['cat .dox/runs/*/testing/services/it.log']
`);
    here.write(
      'Checked',
      `FROM ${image}\nHEALTHCHECK --interval=1h CMD test -e /tmp/there\nCMD ["perl", "-e", "$$|=1; sleep 1; print qq(there\\\\n); open F, q(>/tmp/there); sleep 1000"]\n`.replace(
        '$$',
        '$',
      ),
    );
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(0);
    expect(run.stdout).toContain('there\n');
  });

  test('the port that its image exposes is told, and cannot be had twice', async () => {
    const here = project(`
services:
  it: {build: {dockerfile: Exposed}, ${volumes}}
commands: ['perl ask.pl $IT_HOST:$IT_PORT']
`);
    here.write('Exposed', `FROM ${image}\nEXPOSE 4000\nCMD ["perl", "/code/server.pl", "4000", "exposed", "1"]\n`);
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(0);
    expect(run.stdout).toContain('localhost:4000 says exposed\n');
    here.write(
      'dox.yml',
      `image: ${image}\nservices: {it: {build: {dockerfile: Exposed}}, me: {build: {dockerfile: Exposed}}}\ncommands: ['true']\n`,
    );
    const twice = await here.dox([]);
    expect(twice.code, twice.all).toBe(2);
    expect(twice.stdout).toContain('services "it" and "me" both listen on localhost:4000');
  });

  test('has the variables, the user, the folder in memory and the command that are asked for', async () => {
    const asked = 'id -u; id -g; echo "$WORD"; stat -f -c %T /scratch; touch /scratch/mine; echo up; sleep 1000';
    const here = project(`
services:
  it:
    build: {dockerfile: Worded}
    env: {WORD: "two words"}
    user: '4321:4322'
    tmpfs: '/scratch:mode=1777'
    command: [sh, -c, ${JSON.stringify(asked)}]
    ready: {log: '^up$'}
commands: ['true']
allow_empty: true
`);
    here.write('Worded', `FROM ${image}\nENV WORD=word\nCMD ["false"]\n`);
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(0);
    expect(log(here, 'testing', 'it')).toBe('4321\n4322\ntwo words\ntmpfs\nup\n');
    expect(await leftBy(here)).toEqual([]);
  });

  test('what its volumes name must be there', async () => {
    const here = project(`
services: {it: {image: "${image}", command: sleep 100, volumes: [./nowhere:/data]}}
commands: ['true']
`);
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(2);
    expect(run.stdout).toContain('service "it": there is no');
    expect(run.stdout).toContain('/nowhere, which `volumes` names');
  });

  test('needs no shell in its image', async () => {
    const here = project(`
services:
  it: {build: {dockerfile: Bare}, ${volumes}, port: 4000}
commands: [perl ask.pl it:4000]
`);
    here.write(
      'Bare',
      `FROM ${image}\nRUN rm /bin/bash /bin/sh /bin/dash\nCMD ["perl", "/code/server.pl", "4000", "bare", "1"]\n`,
    );
    const run = await here.dox([]);
    expect(run.code, run.all).toBe(0);
    expect(run.stdout).toContain('it:4000 says bare\n');
    expect(await leftBy(here)).toEqual([]);
  });

  test.each([
    ['while one is awaited', 'timeout: 60s, ready: {tcp: 5000}', 'waiting'],
    ['while the tests run', 'port: 4000', 'running'],
  ])('Ctrl-C and SIGKILL leave nothing %s', async (_, more, when) => {
    const here = project(`
services:
  near: ${serve('4000 near', more)}
  far: ${serve('4000 far', 'port: 4000, localhost: false')}
commands: [echo running, sleep 1000]
`);
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const run = startDox(here, []);
      if (when === 'running') await run.says('running\n');
      else {
        const logs = (): string[] => readdirSync(join(here.path, '.dox/last/testing/services'));
        await vi.waitFor(() => expect(logs()).toHaveLength(2), { timeout: 20_000, interval: 50 });
        await vi.waitFor(() => expect(log(here, 'testing', 'near')).toContain('listening'), 20_000);
      }
      run.kill(signal);
      const { code, all } = await run.ended;
      if (signal === 'SIGINT') expect(code, all).toBe(130);
      await vi.waitFor(async () => expect(await leftBy(here)).toEqual([]), { timeout: 10_000, interval: 50 });
    }
  });

  test('is there in a shell on a terminal', async () => {
    const here = project(`
services: {echo: ${serve('4000 hello', 'port: 4000')}}
commands: ['true']
`);
    const terminal = new TestTerminal(here, 'dox shell -e testing; echo "code $?"');
    terminal.type('perl ask.pl echo:4000; exit 7\r');
    await terminal.shows('echo:4000 says hello');
    await terminal.shows('code 7');
    await terminal.ended;
    expect(await leftBy(here)).toEqual([]);
  });

  test('thirty-two runs of one checkout side by side do not meet', { timeout: 400_000 }, async () => {
    const name = `made-${Math.random().toString(36).slice(2)}`;
    const here = project(`
services:
  near: ${serve('4000 near', 'port: 4000')}
  far: ${serve('4000 far', 'port: 4000, localhost: false')}
prep: ['echo ${name} >/made']
commands: ['perl ask.pl localhost:4000; perl ask.pl far:4000; cat /made']
`);
    const runs = await Promise.all(Array.from({ length: 32 }, () => here.dox([], { timeout: 380_000 })));
    for (const run of runs) {
      expect(run.code, run.all).toBe(0);
      expect(run.stdout).toContain('localhost:4000 says near\n');
      expect(run.stdout).toContain(`far:4000 says far\n${name}\n`);
    }
    expect(runs.filter(({ stderr }) => stderr.includes(`preparing ${image}`))).toHaveLength(1);
    expect(await leftBy(here)).toEqual([]);
  });
});
