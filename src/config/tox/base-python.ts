/** What tox 4's `base_python` comes to: interpreters in the order of preference, or why there is none. */
export type BasePython =
  | { readonly ok: true; readonly pythons: readonly string[] }
  | { readonly ok: false; readonly message: string };

const pythonFactor = /^(?:py|pypy|cpython|jython|graalpy|rustpython|ironpython)(?:[2-9]\.?[0-9]?[0-9]?t?d?)?$/;
const versionFactor = /^(?:(cpython|pypy)-)?([23]\.[0-9]+t?d?)$/;

/**
 * The interpreters that the name of an environment speaks of (tox 4, `Python.extract_base_python`): of `py310-lint`
 * `py310`, of `3.14t` itself, of `pypy-3.10` `pypy3.10`. More than one is a conflict.
 */
export function pythonsInName(name: string): readonly string[] {
  const whole = versionFactor.exec(name);
  if (whole !== null) return [spec(whole)];
  return name.split('-').flatMap((factor) => {
    if (factor !== 'py' && pythonFactor.test(factor)) return [factor];
    const version = versionFactor.exec(factor);
    return version === null ? [] : [spec(version)];
  });
}

function spec([, implementation, version = '']: RegExpExecArray): string {
  return `${implementation === 'pypy' ? 'pypy' : ''}${version}`;
}

/** What an environment gets without `base_python`: what its name says, else `otherwise`. */
export function impliedPython(name: string, otherwise: readonly string[], ignoreConflict: boolean): BasePython {
  const implied = pythonsInName(name);
  const [one] = implied;
  if (one === undefined) return { ok: true, pythons: otherwise };
  if (implied.length === 1) return { ok: true, pythons: [one] };
  return ignoreConflict ? { ok: true, pythons: otherwise } : conflict(name, implied);
}

/**
 * What an environment gets with `base_python`: that, unless the name says another interpreter, which tox 4 refuses,
 * or follows where `ignore_base_python_conflict` is set.
 */
export function checkedPython(name: string, pythons: readonly string[], ignoreConflict: boolean): BasePython {
  const implied = pythonsInName(name);
  const [one] = implied;
  if (one === undefined) return { ok: true, pythons };
  if (implied.length > 1) return ignoreConflict ? { ok: true, pythons } : conflict(name, implied);
  const wanted = parseSpec(one);
  // What a path leads to is only known where it is.
  const other = pythons.find((python) => !python.startsWith('/') && !agrees(wanted, parseSpec(python)));
  if (other === undefined) return { ok: true, pythons };
  if (ignoreConflict) return { ok: true, pythons: [one] };
  return { ok: false, message: `the environment's name says ${one}, its base_python ${other}` };
}

function conflict(name: string, implied: readonly string[]): BasePython {
  return { ok: false, message: `the name ${name} speaks of ${implied.join(' and ')}` };
}

interface Spec {
  readonly implementation: string | null;
  readonly version: readonly (number | null)[];
  readonly machine: string | null;
  readonly architecture: string | null;
  readonly threaded: boolean | null;
  readonly debug: true | null;
}

const specPattern =
  /^([a-zA-Z]+)?([0-9.]+)?(t)?(d|(?:-dbg|-debug)(?=-|$))?(?:-(32|64))?(?:-([a-zA-Z0-9_.]+))?$/;
const nothing: Spec = {
  implementation: null,
  version: [null, null, null],
  machine: null,
  architecture: null,
  threaded: null,
  debug: null,
};

/** As virtualenv reads an interpreter's name (python_discovery/_py_spec.py): `python3.10`, `pypy3`, `3.13t`. */
function parseSpec(text: string): Spec {
  const found = specPattern.exec(text);
  if (found === null) return nothing;
  const [, name, written, threaded, debug, architecture = null, machine = null] = found;
  const implementation = name === undefined || /^(?:py|python)$/.test(name) ? null : name.replace(/^graalvm$/, 'graalpy');
  const version = written === undefined ? nothing.version : versionParts(written);
  if (version === null) return nothing;
  return {
    implementation,
    version,
    machine,
    architecture,
    threaded: written === undefined ? null : threaded !== undefined,
    debug: debug === undefined ? null : true,
  };
}

function versionParts(written: string): readonly (number | null)[] | null {
  const parts = written.split('.').filter((part) => part !== '');
  const [first = ''] = parts;
  if (parts.length > 3 || first === '') return null;
  if (parts.length > 1) return [0, 1, 2].map((at) => (parts[at] === undefined ? null : Number(parts[at])));
  return [Number(first[0]), first.length > 1 ? Number(first.slice(1)) : null, null];
}

/** Whether all that `wanted` says is said by `other` too. */
function agrees(wanted: Spec, other: Spec): boolean {
  const pairs: readonly (readonly [unknown, unknown])[] = [
    [wanted.implementation, other.implementation],
    ...wanted.version.map((part, at) => [part, other.version[at]] as const),
    [wanted.architecture, other.architecture],
    [wanted.machine, other.machine],
    [wanted.threaded, other.threaded],
    [wanted.debug, other.debug],
  ];
  return pairs.every(([want, have]) => want === null || want === have);
}
