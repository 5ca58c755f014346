import { spawnSync } from 'node:child_process';

/** A real shell of this machine. */
export interface Shell {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly hasPipefail: boolean;
}

const candidates: readonly (readonly [string, readonly [string, ...string[]]])[] = [
  ['dash', ['dash']],
  ['bash', ['bash']],
  ['busybox', ['busybox', 'sh']],
];

/** The shells that answer here; what is missing is said aloud. */
export const shells: readonly Shell[] = candidates.flatMap(([name, argv]) => {
  const [file, ...args] = argv;
  const answers = (script: string): boolean => spawnSync(file, [...args, '-c', script]).status === 0;
  if (answers('exit 0')) return [{ name, argv, hasPipefail: answers('set -o pipefail') }];
  process.stderr.write(`NOT TESTED: there is no ${name} here (apt-get install dash bash busybox-static)\n`);
  return [];
});

/** The words that start a command as PID 1 of its own process namespace, or null where that cannot be had. */
export const isolated: readonly string[] | null = isolation();

function isolation(): readonly string[] | null {
  for (const words of [
    ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'],
    ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--mount-proc', '--kill-child'],
  ]) {
    const [file = '', ...args] = words;
    if (spawnSync(file, [...args, 'sh', '-c', 'test $$ = 1']).status === 0) return words;
  }
  process.stderr.write('NOT TESTED: the lifeline, because unshare(1) cannot make a process namespace here\n');
  return null;
}
