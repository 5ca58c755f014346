import { splitWords } from '../../base/split-words.ts';

/** Packages that a command of a job installs, if installing Debian packages is all that it does; else null. */
export function aptPackagesOf(command: string): readonly string[] | null {
  const packages: string[] = [];
  for (const part of command.split(/&&|;|\n/)) {
    if (part.trim() === '') continue;
    const installed = installedBy(part);
    if (installed === null) return null;
    packages.push(...installed);
  }
  return packages;
}

const packageName = /^[a-z0-9][a-z0-9+.-]+$/;

function installedBy(part: string): readonly string[] | null {
  if (/[|<>$`(){}*?#\\]/.test(part)) return null;
  const words = splitWords(part.trim());
  while (words[0] === 'sudo' || words[0] === '-E' || words[0] === 'travis_retry') words.shift();
  if (words.shift()?.replace(/^apt(-get)?$/, 'apt') !== 'apt') return null;
  const [verb, ...rest] = words.filter((word) => !word.startsWith('-'));
  if (verb === 'update' && rest.length === 0) return [];
  if (verb !== 'install' || rest.length === 0) return null;
  return rest.every((word) => packageName.test(word)) ? rest : null;
}
