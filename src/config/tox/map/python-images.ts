import type { TargetPython } from './target-python.ts';

/** The image of an interpreter, or why there is none: the end of a sentence about the target. */
export type PythonImage =
  | { readonly kind: 'image'; readonly reference: string; readonly isDebian: true }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * Which image has which Python. What Debian has dox makes itself, so that one base is shared; of the others there are
 * official images (hub.docker.com/_/python, hub.docker.com/_/pypy).
 */
const images: Readonly<Record<string, string>> = {
  python: 'dox/python:3.11',
  'python 2': 'dox/python:2.7',
  'python 2.7': 'dox/python:2.7',
  'python 3': 'dox/python:3.11',
  'python 3.9': 'dox/python:3.9',
  'python 3.11': 'dox/python:3.11',
  'python 3.13': 'dox/python:3.13',
  pypy: 'pypy:2-slim',
  'pypy 2': 'pypy:2-slim',
  'pypy 2.7': 'pypy:2.7-slim',
  'pypy 3': 'pypy:3-slim',
};

/** Versions of Python 3 that official images were made of. */
const firstMinor = 3;

/** The image for an interpreter. */
export function pythonImage(python: TargetPython): PythonImage {
  const { implementation, version, name } = python;
  const known = images[version === '' ? implementation : `${implementation} ${version}`];
  if (known !== undefined) return { kind: 'image', reference: known, isDebian: true };
  const [major, minor] = version.split('.');
  if (implementation !== 'other' && major === '3' && Number(minor) >= firstMinor) {
    return { kind: 'image', reference: `${implementation}:${version}-slim`, isDebian: true };
  }
  return { kind: 'none', reason: `there is no image with ${name} that dox knows of` };
}
