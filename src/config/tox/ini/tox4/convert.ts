import { strip } from '../python-text.ts';
import { Refusal } from '../refusal.ts';
import { type Command4, readCommand4 } from './command.ts';
import type { LocatedText } from './located-text.ts';

const yes = ['true', '1', 'yes', 'on'];
const no = ['false', '0', 'no', 'off', ''];

export function toBool4(key: string, text: string): boolean {
  const word = strip(text).toLowerCase();
  if (yes.includes(word)) return true;
  if (no.includes(word)) return false;
  throw new Refusal(`"${key}" must be true or false, not "${strip(text)}"`, { whole: false });
}

/** Items by line, or by comma where there is one line only. */
export function toList4(text: string): readonly string[] {
  return text
    .split(text.includes('\n') ? '\n' : ',')
    .map(strip)
    .filter((item) => item !== '');
}

export function toCommands4(value: LocatedText): readonly Command4[] {
  const commands: Command4[] = [];
  let start = 0;
  for (const line of value.text.split('\n')) {
    const text = strip(line);
    if (text !== '') commands.push(readCommand4(text, value.offsetOf(start + line.indexOf(text[0] ?? ''))));
    start += line.length + 1;
  }
  return commands;
}

export function toNumber4(key: string, text: string): number {
  const number = strip(text) === '' ? Number.NaN : Number(strip(text));
  if (!Number.isNaN(number)) return number;
  throw new Refusal(`"${key}" must be a number, not "${strip(text)}"`, { whole: false });
}

/** Names as packages are compared (PEP 503), each once, sorted. */
export function toPackageNames4(text: string): readonly string[] {
  return sortedSet(toList4(text).map((name) => name.replace(/[-_.]+/g, '-').toLowerCase()));
}

export function sortedSet(items: readonly string[]): readonly string[] {
  return [...new Set(items)].sort();
}

const oneArgument = [
  '-i --index-url --extra-index-url -e --editable -c --constraint -r --requirement -f --find-links',
  '--trusted-host --use-feature --no-binary --only-binary',
]
  .join(' ')
  .split(' ');

const escapesBlanks = ['-c', '--constraint', '-r', '--requirement', '-f', '--find-links', '-e', '--editable'];

/** The lines of `deps` as tox 4 writes them for pip: a blank between an option and its argument. */
export function toDependencies4(text: string): readonly string[] {
  const lines = text.replaceAll('\r', '').replaceAll('\\\n', '').split('\n');
  return lines.map(dependency).filter((line) => line !== '');
}

function dependency(line: string): string {
  const isGlued = (option: string): boolean => line.startsWith(option) && /^[^\s=]/.test(line.slice(option.length));
  const glued = oneArgument.find(isGlued);
  const apart = glued === undefined ? line : `${glued} ${line.slice(glued.length)}`;
  const escaping = escapesBlanks.find((option) => apart.startsWith(option) && /^\s/.test(apart.slice(option.length)));
  if (escaping === undefined) return apart;
  return `${escaping} ${apart.slice(escaping.length + 1).replace(/(?<!\\)\s/g, '\\$&')}`;
}

/** Python's `str(Path(text))`: no doubled slashes, no `.` parts; `..` stays. */
export function toPath4(text: string): string {
  const isAbsolute = text.startsWith('/');
  const parts = text.split('/').filter((part) => part !== '' && part !== '.');
  return (isAbsolute ? '/' : '') + parts.join('/') || '.';
}
