// How long after a service really answers dox knows it: a server that says when it begins to listen, started again and
// again, against the time at which dox calls it ready. Run by scripts/bench.mjs.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const starts = 20;

/**
 * Takes up to half a second to start, so that no probe can be lucky every time, and says when it began to listen (a
 * little before it does, as the slim image's perl has to ask date(1)).
 */
const server = `use IO::Socket::INET; $| = 1; select undef, undef, undef, rand 0.5;
print qx(date +%s.%N); my $s = IO::Socket::INET->new(LocalPort => 4000, Listen => 5) or die;
while (my $c = $s->accept) { print $c "hello\\n"; close $c }`;

/** Prints median and worst delay, in milliseconds. */
export function benchServices({ dox, image, env }) {
  const project = mkdtempSync(join(tmpdir(), 'dox-bench-'));
  try {
    writeFileSync(join(project, 'server.pl'), server);
    const service = `{image: "${image}", command: perl /code/server.pl, volumes: [".:/code:ro"], ready: {tcp: 4000}}`;
    writeFileSync(join(project, 'dox.yml'), `image: ${image}\nservices: {it: ${service}}\ncommands: ['true']\n`);
    const delays = [];
    for (let start = 0; start < starts; start += 1) {
      const [file, ...args] = dox();
      execFileSync(file, args, { cwd: project, env, stdio: ['ignore', 'ignore', 'pipe'] });
      const last = join(project, '.dox/last');
      const events = readFileSync(join(last, 'events.ndjson'), 'utf8').trim().split('\n').map(JSON.parse);
      const ready = events.find(({ kind }) => kind === 'service-ready').time;
      const answers = Number(readFileSync(join(last, 'testing/services/it.log'), 'utf8')) * 1000;
      delays.push(ready - answers);
    }
    delays.sort((a, b) => a - b);
    const [median, worst] = [delays[Math.floor(starts / 2)], delays.at(-1)].map((each) => `${each.toFixed(0)} ms`);
    const title = `a service answers : dox knows it, ${starts} starts`;
    console.log(`${title.padEnd(46)}  median ${median}, worst ${worst}  (goal 60 ms, 300 ms)`);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}
