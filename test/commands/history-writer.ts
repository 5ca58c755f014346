// A process that adds runs to a history file, one after the other: FILE CACHE NAME COUNT. Runs of the name 0, 1, ….
import { hostname } from 'node:os';
import { addToHistoryFile } from '../../src/commands/history-file.ts';
import { historyRun, listedTest } from '../support/history.ts';

const [file = '', cache = '', name = '', count = '0'] = process.argv.slice(2);
const io = { env: { XDG_CACHE_HOME: cache }, hostname: hostname(), pid: process.pid, user: { home: cache } };
for (let time = 0; time < Number(count); time += 1) {
  const message = `${name} ${'x'.repeat(20_000)}`;
  const run = historyRun({ run: `${name} ${time}`, target: name, time, listed: [listedTest({ message })] });
  await addToHistoryFile(io, file, { runs: [run], names: {} });
}
