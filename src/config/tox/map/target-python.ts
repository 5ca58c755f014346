import type { ToxEnv } from '../tox-project.ts';

/** The interpreter that an environment asks for. */
export interface TargetPython {
  readonly implementation: 'python' | 'pypy' | 'other';
  /** `2`, `3`, `3.10`, or empty for any. */
  readonly version: string;
  /** As tox says it: `python3.10`. */
  readonly name: string;
}

const spelled = /^(python|cpython|py|pypy)-?(\d?)\.?(\d{0,2})(?:\.\d+)?$/;

/** What `basepython` means: `python3.10`, `py310`, `3.10`, a path; without one any Python will do. */
export function targetPython({ basepython }: Pick<ToxEnv, 'basepython'>): TargetPython {
  const all = typeof basepython === 'string' ? basepython : (basepython?.[0] ?? '');
  const written = all.split(/[\s,]/)[0] ?? '';
  const name = written.split('/').at(-1) ?? '';
  if (name === '' || name === '{python}') return { implementation: 'python', version: '', name: 'python' };
  const match = spelled.exec(/^\d/.test(name) ? `python${name}` : name.toLowerCase());
  if (match === null) return { implementation: 'other', version: '', name };
  const [, implementation, major = '', minor = ''] = match;
  const version = minor === '' ? major : `${major}.${minor}`;
  return { implementation: implementation === 'pypy' ? 'pypy' : 'python', version, name };
}

/** The program, as images have it on their PATH. */
export function pythonProgram({ implementation, version }: TargetPython): string {
  const program = implementation === 'pypy' ? 'pypy' : 'python';
  if (version === '') return `${program}${implementation === 'pypy' ? '' : '3'}`;
  if (implementation === 'pypy') return version.startsWith('3') ? 'pypy3' : 'pypy';
  return `${program}${version}`;
}

/** Whether it is of the Python that has no venv. */
export function isPython2({ implementation, version }: TargetPython): boolean {
  return version.startsWith('2') || (implementation === 'pypy' && version === '');
}
