import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { buildId } from './base/build-id.ts';
import { codeCache } from './code-cache.ts';
import { isCommandName } from './command-names.ts';

type Program = (require: NodeJS.Require, file: string, folder: string) => void;

/** Kept code of a longer run would lack what V8 has thrown away meanwhile. */
const longest = 30;

/** The program that the build puts beside this file: one function, with what V8 made of it the last time, if that is kept. */
function launch(): void {
  const path = join(__dirname, 'program.js');
  const { XDG_CACHE_HOME: xdg } = process.env;
  const folder = join(xdg?.startsWith('/') ? xdg : join(homedir(), '.cache'), 'dox/code');
  const [word = ''] = process.argv.slice(2);
  const part = isCommandName(word) ? word : /^--?(?:version|V|help|h)$/.test(word) ? 'help' : 'run';
  const cache = codeCache(folder, `${buildId}-${process.version}-${process.arch}-${part}`, process.getuid?.() ?? null);
  const kept = cache.read();
  const text = readFileSync(path, 'latin1'); // the build sees to it that it is ASCII, and this is the fastest way to read that
  const script = new Script(text, { filename: path, ...(kept === null ? {} : { cachedData: kept }) });
  if (kept === null || script.cachedDataRejected === true) {
    process.once('exit', () => {
      if (process.uptime() < longest) cache.write(script.createCachedData());
    });
  }
  const program: Program = script.runInThisContext();
  program(require, path, __dirname);
}

launch();
