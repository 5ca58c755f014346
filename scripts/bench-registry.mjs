// What a second machine saves with a cache registry: a run that has to build its image against one that finds it there.
// Run by scripts/bench.mjs.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const times = 3;

/** Prints the medians of both and their ratio. */
export function benchRegistry({ dox, image, env, registry }) {
  const title = 'a run that finds its image : that builds it';
  if (registry === null) return console.log(`${title.padEnd(46)}  not measured: there is no registry`);
  const project = mkdtempSync(join(tmpdir(), 'dox-bench-'));
  const run = (...args) => {
    const [file, ...words] = dox(...args);
    const started = process.hrtime.bigint();
    const output = execFileSync(file, words, { cwd: project, env, stdio: ['ignore', 'pipe', 'ignore'] });
    return { output: String(output), seconds: Number(process.hrtime.bigint() - started) / 1e9 };
  };
  try {
    const where = `cache_registry: ${registry}/dox-bench-${process.pid}`;
    const recipe = `image: ${image}\nsystem: [memcached, python3]\n${where}\n`;
    writeFileSync(join(project, 'dox.yml'), `project: bench-registry\n${recipe}commands: ['true']\n`);
    const [{ reference }] = JSON.parse(run('plan', '--resolve', '--json').output).resolved;
    const seconds = { builds: [], finds: [] };
    for (let time = 0; time < times; time += 1) {
      seconds.builds.push(run('-r').seconds);
      run('images', 'push');
      execFileSync('docker', ['rmi', '-f', reference], { env, stdio: 'ignore' });
      seconds.finds.push(run().seconds);
    }
    execFileSync('docker', ['rmi', '-f', reference], { env, stdio: 'ignore' });
    const [finds, builds] = [seconds.finds, seconds.builds].map((list) => list.toSorted((a, b) => a - b)[1]);
    const row = [`${finds.toFixed(3)} s`.padStart(10), `${builds.toFixed(3)} s`.padStart(10)];
    console.log([title.padEnd(46), ...row, `${(finds / builds).toFixed(2)}x`.padStart(7)].join('  '));
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}
