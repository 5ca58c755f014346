import { spawn } from 'node:child_process';
import { execPath } from 'node:process';
import type { Connection } from './connection.ts';

/** Waits for the end of its input, which comes when dox is gone, however it went; then removes the container. */
const script = `
const { argv, stdin } = require('node:process');
const [socketPath, id] = argv.slice(1);
const remove = () => require('node:http')
  .request({ socketPath, method: 'DELETE', path: '/containers/' + id + '?force=true&v=true' })
  .on('error', () => {}).on('response', (answer) => answer.resume()).end();
stdin.on('end', remove).on('error', remove).resume();
`;

/**
 * Removes a container when dox ends, for one that has no shell and so no lifeline: a small process of its own, which no
 * signal to dox's group reaches, holds the other end of a pipe. It ends right after dox, or when it is told to.
 */
export function reapWithDox(id: string, { info }: Connection): { readonly dismiss: () => void } {
  const socketPath = info.host.replace(/^unix:\/\//, '');
  const reaper = spawn(execPath, ['-e', script, socketPath, id], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  reaper.on('error', () => undefined); // then the next run's sweep finds the container
  reaper.unref();
  return { dismiss: () => reaper.stdin?.end() };
}
