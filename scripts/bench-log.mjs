// A log of half a gigabyte in which all runners speak, for scripts/bench.mjs: the logs of the corpus one after another,
// again and again; without the corpus, dox's own recordings.
import { appendFileSync, closeSync, existsSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';

const size = 500e6;
const recordings = resolve(import.meta.dirname, '../test/recordings');
const corpus = join(process.env.DOX_CORPORA ?? resolve(import.meta.dirname, '../../shared/corpora'), 'logs');

/** What a person greps for. */
export const words = 'FAIL|ERROR|Error:|failed|not ok|Traceback|panic:|✖|✕|●|BUILD FAILED|AssertionError';

/** Writes it into a folder. */
export function mixedLog(folder) {
  const source = existsSync(corpus) ? corpus : recordings;
  if (source === recordings) console.log(`bench: there is no ${corpus}; the log is made of dox's own recordings`);
  const names = readdirSync(source, { recursive: true })
    .filter((name) => name.endsWith('.log'))
    .sort();
  const once = Buffer.concat(names.flatMap((name) => [readFileSync(join(source, name)), Buffer.from('\n')]));
  const path = join(folder, 'mixed.log');
  const file = openSync(path, 'w');
  let written = 0;
  while (written < size) written += writeSync(file, once, 0, Math.min(once.length, size - written));
  closeSync(file);
  appendFileSync(path, '\n');
  return { path, what: `${names.length} logs, ${Math.round(written / 1e6)} MB` };
}
