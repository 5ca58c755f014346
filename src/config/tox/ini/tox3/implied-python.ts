const pythonFactor = /^(?!py$)(py|pypy|jython)([2-9][0-9]?[0-9]?)?$/;

/** Whether tox 3 takes the factor for an interpreter, so that an environment of that name needs no section. */
export function isPythonFactor(factor: string): boolean {
  return pythonFactor.test(factor);
}

/** The interpreter that a name's factors imply: `py27-cov` python2.7, `pypy3` pypy3; null for none. */
export function impliedPython(factors: Iterable<string>): string | null {
  for (const factor of factors) {
    const match = pythonFactor.exec(factor);
    if (match === null) continue;
    const [, kind = '', version = ''] = match;
    return `${kind === 'py' ? 'python' : kind}${version.length > 1 ? `${version[0]}.${version.slice(1)}` : version}`;
  }
  return null;
}
