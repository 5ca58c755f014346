import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { buildId } from './base/build-id.ts';
import { ExitCode } from './base/exit-code.ts';
import { xdgFolder } from './base/xdg-folder.ts';
import { codeCache } from './code-cache.ts';
import { isCommandName } from './command-names.ts';

type Program = (require: NodeJS.Require, file: string, folder: string) => void;

/** Seconds: of a longer run V8 has thrown away some of what its start compiled. */
const longest = 30;

/** The program that the build puts beside this file: one function, with what V8 made of it the last time, if that is kept. */
function launch(): void {
  const { argv, arch, env, version } = process;
  const path = join(__dirname, 'program.js');
  const folder = join(xdgFolder({ env, user: { home: homedir() } }, 'cache'), 'code');
  const name = `${buildId}-${version}-${arch}-${partOf(argv.slice(2))}`;
  const cache = codeCache(folder, name, process.getuid?.() ?? null);
  const kept = cache.read();
  const text = readFileSync(path, 'latin1'); // the build sees to it that it is ASCII, and this is the fastest way to read that
  const script = new Script(text, { filename: path, ...(kept === null ? {} : { cachedData: kept }) });
  if (kept === null || script.cachedDataRejected === true) {
    process.once('exit', (code) => {
      // what came to nothing has compiled little
      const isWhole = code === ExitCode.ok || code === ExitCode.testsFailed;
      if (isWhole && process.uptime() < longest) cache.write(script.createCachedData());
    });
  }
  const program: Program = script.runInThisContext();
  program(require, path, __dirname);
}

/** What these words ask for, as far as it shows at first sight: each thing has code of its own. */
function partOf(words: readonly string[]): string {
  const dashes = words.indexOf('--');
  const own = dashes < 0 ? words : words.slice(0, dashes);
  const has = (...options: readonly string[]): boolean => options.some((option) => own.includes(option));
  const [first = ''] = own;
  if (first === 'help' || has('-h', '--help', '-V', '--version')) return 'help';
  if (isCommandName(first)) return first;
  if (has('-l', '--list')) return 'list';
  return has('-n', '--noop') ? 'plan' : 'run';
}

launch();
