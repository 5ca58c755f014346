import { curatedImage } from '../curated.ts';
import { isBefore, type JobImage, madeImage, tools } from './made-image.ts';

/** The version of Python that Debian 12 has, for jobs that name none. */
const usualPython = '3.11';
const virtualenvs = '/home/travis/virtualenv';

/**
 * The image for a version of Python as Travis names it, with a virtualenv of its own in PATH, so that pip needs no rights;
 * null for a version that none is known of.
 */
export function pythonImage(written: string): JobImage | null {
  const pypy = /^pypy([23](?:\.\d+)?)?/.exec(written);
  if (pypy !== null) {
    const version = pypy[1] === undefined || pypy[1] === '2' ? '2.7' : pypy[1];
    return withVirtualenv(`pypy:${version}-slim`, { name: pypy[0], make: maker('pypy', version) }, { system: tools });
  }
  if (written === 'nightly') return official('rc-slim', '3.99', { name: written, make: 'python -m venv' });
  const version = written.replace(/-dev$/, '') || usualPython;
  if (!/^\d+(\.\d+)*$/.test(version)) return null;
  const notes = written === '' ? [`no version of Python is named; dox takes ${usualPython}`] : [];
  const name = `python${version}`;
  if (!curatedImage('python', version).ok) return official(version, version, { name, make: maker('python', version) });
  const isTwo = version.startsWith('2');
  // Debian's virtualenv still knows Python 2, for which there is no pip
  const make = isTwo ? 'virtualenv -q -p python2' : 'python3 -m venv';
  const system = [...tools, ...(isTwo ? ['python2-dev', 'virtualenv'] : ['python3-dev'])];
  return withVirtualenv(`dox/python:${version}`, { name, make }, { system, notes });
}

interface Virtualenv {
  readonly name: string;
  /** The command that makes it, without its path. */
  readonly make: string;
}

/** Docker's official image: before 3.6 it is of a Debian release without an archive, but has compilers and git. */
function official(tag: string, version: string, virtualenv: Virtualenv): JobImage {
  if (isBefore(version, 3, 6)) return withVirtualenv(`python:${tag}`, virtualenv, { hasPackages: false });
  return withVirtualenv(`python:${tag.replace(/-slim$/, '')}-slim`, virtualenv, { system: tools });
}

/** The module venv came with 3.3. */
function maker(program: string, version: string): string {
  return isBefore(version, 3, 3) ? `pip install virtualenv && virtualenv -p ${program}` : `${program} -m venv`;
}

function withVirtualenv(reference: string, { name, make }: Virtualenv, more: Partial<JobImage>): JobImage {
  const path = `${virtualenvs}/${name}`;
  return madeImage(reference, {
    ...more,
    prep: [`${make} ${path}`, `chmod -R a+rwX ${path}`],
    before: [`. ${path}/bin/activate`],
    cache: ['pip'],
  });
}
