import { explicitPython, isPythonFactor } from './tox/ini/tox4/base-python.ts';
import { type TargetPython, targetPython } from './tox/map/target-python.ts';

/**
 * The interpreter that a name means by tox's rules, `py27`, `py`, `pypy3`, `3.11`; null where it is not one factor that
 * stands for a Python.
 */
export function pythonOfFactor(name: string): TargetPython | null {
  if (name !== 'py' && !isPythonFactor(name) && explicitPython(name) === null) return null;
  return targetPython({ basepython: [explicitPython(name) ?? name] });
}

/** Whether a version, such as `3.11.2` of `pypy`, is one that the interpreter may have. */
export function isPythonOf(asked: TargetPython, implementation: string, version: string): boolean {
  if (asked.implementation !== implementation) return false;
  return asked.version === '' || version === asked.version || version.startsWith(`${asked.version}.`);
}
