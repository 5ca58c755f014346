// Measures dox against what it stands on, in one run on one machine: medians and ratios, since machines differ and
// are noisy. Run it with `npm run bench`; it needs a Docker engine and the docker client.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mixedLog, words } from './bench-log.mjs';
import { benchRegistry } from './bench-registry.mjs';
import { benchServices } from './bench-services.mjs';

const program = resolve(import.meta.dirname, '../dist/main.js');
const setup = JSON.parse(readFileSync(process.env.DOX_TEST_SETUP ?? fail('run it as `npm run bench`'), 'utf8'));
const engine = setup.engines.find(({ name }) => name === 'docker') ?? fail('the comparison needs a Docker engine');
const image = `${engine.prefix}debian:bookworm-slim`;
const env = { ...process.env, DOCKER_HOST: engine.host, LC_ALL: 'C' };
delete env.CI;

const project = mkdtempSync(join(tmpdir(), 'dox-bench-'));
const gigabyte =
  "yes '....x....1....x....2....x....3....x....4....x....5....x....6....x....7....x....8' | head -c 1000000000";
writeFileSync(
  join(project, 'dox.yml'),
  `image: ${image}
targets:
  t: {commands: ['true']}
  big: {commands: ["${gigabyte} || true"], allow_empty: true}
`,
);
const dox = (...args) => [process.execPath, program, ...args];
const dockerRun = (script) => ['docker', 'run', '--rm', '-v', `${project}:/src`, '-w', '/src', image, ...script];

/** Runs a command to its end: seconds, and the largest resident memory of its process in megabytes. */
function measure({ words, fine = [], piped = false }) {
  return new Promise((done, broken) => {
    const [file, ...args] = words;
    const started = process.hrtime.bigint();
    // grep stops at the first match where nobody reads its output
    const child = spawn(file, args, { cwd: project, env, stdio: ['ignore', piped ? 'pipe' : 'ignore', 'inherit'] });
    child.stdout?.resume();
    let peak = 0;
    const look = setInterval(() => {
      try {
        const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
        peak = Math.max(peak, Number(kilobytes ?? 0) / 1000);
      } catch {
        // it has just ended
      }
    }, 10);
    child.on('error', broken);
    child.on('exit', (code) => {
      clearInterval(look);
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      if (code === 0 || fine.includes(code)) done({ seconds, peak });
      else broken(new Error(`${words.join(' ')} exited ${code}`));
    });
  });
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** Measures two commands in turns and prints the medians and their ratio. */
async function compare(title, times, ourWords, theirWords, goal, more = {}) {
  const [ours, theirs] = [ourWords, theirWords].map((words) => ({ words, ...more }));
  const results = { ours: [], theirs: [] };
  await measure(ours);
  await measure(theirs);
  for (let i = 0; i < times; i += 1) {
    results.ours.push(await measure(ours));
    results.theirs.push(await measure(theirs));
  }
  const seconds = (which) => median(results[which].map((each) => each.seconds));
  const peak = (which) => Math.max(...results[which].map((each) => each.peak));
  const ratio = seconds('ours') / seconds('theirs');
  const row = [
    title.padEnd(46),
    `${seconds('ours').toFixed(3)} s`.padStart(10),
    `${seconds('theirs').toFixed(3)} s`.padStart(10),
    `${ratio.toFixed(2)}x`.padStart(7),
    `${peak('ours').toFixed(0)} MB`.padStart(8),
    `${peak('theirs').toFixed(0)} MB`.padStart(8),
    goal,
  ];
  console.log(row.join('  '));
}

function fail(message) {
  console.error(`bench: ${message}`);
  process.exit(2);
}

try {
  console.log(`Node ${process.version}, medians; dox against the other\n`);
  console.log(`${''.padEnd(46)}         dox       other    ratio   dox mem  its mem  goal`);
  await compare('dox --version : node -e 0', 15, dox('--version'), [process.execPath, '-e', '0'], '1.40x');
  await compare('dox -e t (true) : docker run --rm -v … true', 15, dox('-e', 't'), dockerRun(['true']), '1.50x');
  const big = dockerRun(['sh', '-c', gigabyte]);
  await compare('1 GB of output : docker run', 1, dox('-e', 'big'), big, '0.80x, 150 MB');
  const log = mixedLog(project);
  await compare(
    `${log.what} : grep -cE`,
    3,
    dox('report', '--json', log.path),
    ['grep', '-cE', words, log.path],
    '4.00x, 160 MB',
    { fine: [1], piped: true },
  );
  benchServices({ dox, image, env });
  benchRegistry({ dox, image, env, registry: setup.registry });
} finally {
  rmSync(project, { recursive: true, force: true });
}
