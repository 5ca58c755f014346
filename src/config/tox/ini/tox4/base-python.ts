import { Refusal } from '../refusal.ts';
import { toxPython } from '../virtual-paths.ts';

const pythonFactor = /^(?!py$)(?:py|pypy|cpython|jython|graalpy|rustpython|ironpython)(?:[2-9]\.?[0-9]?[0-9]?t?d?)?$/;
const explicitVersion = /^(?:(cpython|pypy)-)?([23]\.[0-9]+)(t?d?)$/;

/** The interpreter that an environment's name asks for: `py27`, `3.12`; null for none. Throws if it asks for two. */
export function pythonOfName(name: string): string | null {
  const whole = explicitPython(name);
  if (whole !== null) return whole;
  const found = name.split('-').flatMap((factor) => {
    const one = isPythonFactor(factor) ? factor : explicitPython(factor);
    return one === null ? [] : [one];
  });
  if (found.length > 1)
    throw new Refusal(`${name} asks for more than one Python: ${found.join(', ')}`, { whole: false });
  return found[0] ?? null;
}

/** Whether a factor is an interpreter's name, with its version or without: `py311`, `pypy`, not `py`. */
export function isPythonFactor(factor: string): boolean {
  return pythonFactor.test(factor);
}

/** The interpreter that a version alone means: `3.11`, `pypy-3.10` as `pypy3.10`; null for anything else. */
export function explicitPython(text: string): string | null {
  const match = explicitVersion.exec(text);
  return match === null ? null : `${match[1] === 'pypy' ? 'pypy' : ''}${match[2]}${match[3]}`;
}

/** `base_python` of an environment, held against its name as tox 4 does. */
export function checkedBasePython(
  name: string,
  pythons: readonly string[],
  ignoreConflict: boolean,
): readonly string[] {
  let asked: string | null;
  try {
    asked = pythonOfName(name);
  } catch (error) {
    if (ignoreConflict && error instanceof Refusal) return pythons;
    throw error;
  }
  const wanted = asked === null ? null : readSpec(asked);
  if (asked === null || wanted === null) return pythons;
  const other = pythons.find((python) => conflicts(wanted, readSpec(python)));
  if (other === undefined) return pythons;
  if (ignoreConflict) return [asked];
  throw new Refusal(`the environment's name asks for ${asked}, and base_python for ${other}`, { whole: false });
}

/** `3.11` of `py311`; null where the interpreter's version is not known from its name. */
export function versionOf(python: string): string | null {
  const spec = readSpec(python);
  return spec === null || spec.major === null || spec.minor === null ? null : `${spec.major}.${spec.minor}`;
}

/** `cpython` of `py311`, `pypy` of `pypy3`. */
export function implementationOf(python: string): string {
  return readSpec(python)?.implementation ?? 'cpython';
}

interface Spec {
  readonly implementation: string | null;
  readonly major: number | null;
  readonly minor: number | null;
  readonly micro: number | null;
  readonly isFreeThreaded: boolean | null;
}

/** Reads `python3.9`, `pypy38`, `3.13t`; null for a path or anything else. */
function readSpec(text: string): Spec | null {
  const match = /^([a-zA-Z]+)?(?:(\d[\d.]*)(t?)d?)?(?:-(?:32|64))?$/.exec(text);
  if (match === null || text === '' || text === toxPython) return null;
  const [, name, version, threaded] = match;
  const parts =
    version === undefined
      ? []
      : version
          .split('.')
          .filter((part) => part !== '')
          .map(Number);
  if (parts.length > 3) return null;
  const [only = 0] = parts;
  const numbers = parts.length === 1 && only > 9 ? [Number(String(only)[0]), Number(String(only).slice(1))] : parts;
  const isPlain = name === undefined || name === 'py' || name === 'python';
  return {
    implementation: isPlain ? null : name,
    major: numbers[0] ?? null,
    minor: numbers[1] ?? null,
    micro: numbers[2] ?? null,
    isFreeThreaded: version === undefined ? null : threaded === 't',
  };
}

function conflicts(wanted: Spec, given: Spec | null): boolean {
  if (given === null) return false;
  const keys = ['implementation', 'major', 'minor', 'micro', 'isFreeThreaded'] as const;
  return keys.some((key) => wanted[key] !== null && wanted[key] !== given[key]);
}
