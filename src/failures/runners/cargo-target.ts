/** What cargo runs the tests of: `lib`, `test:integ`, `bin:demo`, `doc`; and whose it is. */
export interface CargoTarget {
  readonly crate: string | null;
  readonly target: string | null;
}

/** `Running unittests src/lib.rs (target/debug/deps/demo-8348ca7a80742723)`; before 1.50 the path of the program alone. */
const running = /^\s{0,12}Running (?:(unittests)(?: (\S{1,400}))?|(\S{1,400}\.rs)) \((\S{1,1000})\)$/;
const runningOld = /^\s{0,12}Running (\S{0,1000}\/deps\/\S{1,400})$/;
const docTests = /^\s{0,12}Doc-tests (\S{1,200})$/;
const rerunHint = /^error: (?:test|doctest|bench) failed, to rerun pass [`'](.{1,400})[`']$/;
const compiling = /^\s{0,12}(?:Compiling|Fresh|Checking) (\S{1,200}) v\d\S{0,100}(?: .*)?$/;
const warned = /^warning: [`"](\S{1,200})[`"] \(/;

/** The program that the next tests are of; null for any other line. */
export function readRunning(text: string): CargoTarget | null {
  const doc = docTests.exec(text);
  if (doc !== null) return { crate: doc[1] ?? null, target: 'doc' };
  const match = running.exec(text);
  if (match === null) return runningOld.test(text) ? { crate: null, target: null } : null;
  const [, unit, source = '', file = '', program = ''] = match;
  const name =
    program
      .split('/')
      .at(-1)
      ?.replace(/-[0-9a-f]{8,32}$/, '') ?? '';
  if (unit === undefined) return { crate: null, target: ofFile(file, name) };
  if (/(?:^|\/)main\.rs$/.test(source)) return { crate: name, target: `bin:${name}` };
  if (source.includes('src/bin/')) return { crate: null, target: `bin:${name}` };
  return { crate: name, target: 'lib' };
}

function ofFile(file: string, name: string): string {
  if (/(?:^|\/)benches\//.test(file)) return `bench:${name}`;
  return /(?:^|\/)examples\//.test(file) ? `example:${name}` : `test:${name}`;
}

/** What cargo advises after a program whose tests failed, as a target. */
export function readHint(text: string): CargoTarget | null {
  const match = text.startsWith('error: ') ? rerunHint.exec(text.trimEnd()) : null;
  if (match === null) return null;
  const words = (match[1] ?? '').split(' ');
  const at = words.findIndex((word) => word === '-p' || word === '--package');
  const crate = at < 0 ? null : (words[at + 1] ?? null);
  const option = words.find((word) => /^--(?:lib|doc|test|bin|bench|example)$/.test(word));
  if (option === undefined) return { crate, target: null };
  const value = words[words.indexOf(option) + 1];
  const name = option.slice(2);
  return { crate, target: name === 'lib' || name === 'doc' ? name : `${name}:${value ?? ''}` };
}

/** A package's name, where a line tells one. */
export function readCrate(text: string): string | null {
  return (compiling.exec(text) ?? warned.exec(text))?.[1] ?? null;
}
