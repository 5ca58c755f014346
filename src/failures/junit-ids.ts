import type { FailedUnit } from './failure.ts';
import { rerunIdOf } from './runners/surefire-run.ts';

/** What an element `testcase` says, and what stands around it. */
export interface JunitCase {
  readonly name: string;
  readonly className: string;
  readonly file: string | null;
  /** The attribute `class` of PHPUnit. */
  readonly phpClass: string | null;
  readonly suite: string;
  readonly tool: JunitTool;
  /** The text of its failure. */
  readonly text: string;
}

/** Which program wrote a file, as far as it can be told. */
export type JunitTool = 'pytest' | 'surefire' | 'go' | 'vitest' | 'phpunit' | 'jvm' | 'other';

/** How a test is called, and run again. */
export interface JunitId {
  readonly id: string;
  readonly rerunId: string | null;
  readonly unit?: FailedUnit;
}

/** The id that the text of the same run has, where that can be told; else `classname::name`. */
export function junitId(test: JunitCase): JunitId {
  const { name, className, tool } = test;
  switch (tool) {
    case 'pytest':
      return pytestId(test);
    case 'surefire': {
      const broken = name === '' || name === className || name === 'initializationError';
      const id = name === '' || name === className ? className : `${className}#${name}`;
      return { id, rerunId: rerunIdOf(className, broken ? null : name), ...(broken ? { unit: 'class' as const } : {}) };
    }
    case 'go':
      return { id: `${className}.${name}`, rerunId: null };
    case 'jvm': {
      const broken = name === className || /^(?:initializationError|executionError|classMethod)$/.test(name);
      const id = name === className ? className : `${className}.${name}`;
      return { id, rerunId: null, ...(broken ? { unit: 'class' as const } : {}) };
    }
    case 'vitest':
      return { id: [className, name.split(' > ').join(' › ')].join('::'), rerunId: null };
    case 'phpunit':
      return { id: `${test.phpClass ?? className}::${name}`, rerunId: null };
    case 'other':
      return {
        id: className === '' || className === name ? (prefixed(test) ?? name) : `${className}::${name}`,
        rerunId: null,
      };
  }
}

/** jest-junit has the whole title as class and as name, and the file where it is told to. */
function prefixed({ file, name }: JunitCase): string | null {
  return file === null ? null : `${file}::${name}`;
}

const pythonPlace = /^([^\s:]{1,400}\.py):\d{1,7}: /gm;

/** `tests.test_a.TestB` and `test_c[1]` are `tests/test_a.py::TestB::test_c[1]`; where the module ends must be found out. */
function pytestId({ name, className, file, text }: JunitCase): JunitId {
  if (className === '') {
    // A module that could not be imported.
    const path = name.endsWith('.py') ? name : `${name.replaceAll('.', '/')}.py`;
    return { id: path, rerunId: path, unit: 'module' };
  }
  const places = [...text.slice(-20_000).matchAll(pythonPlace)].map((match) => match[1] ?? '');
  const path = [file ?? '', ...places.toReversed()].find((each) => isModuleOf(each, className));
  const parts = className.split('.');
  const guess = parts.findIndex((part) => /^_*[A-Z]/.test(part));
  const modules = path === undefined ? (guess > 0 ? guess : parts.length) : path.split('/').length;
  const module = path ?? `${parts.slice(0, modules).join('/')}.py`;
  const id = [module, ...parts.slice(modules), name].join('::');
  return { id, rerunId: id };
}

function isModuleOf(path: string, className: string): boolean {
  const module = path.replace(/\.py$/, '').replaceAll('/', '.');
  return module !== '' && (className === module || className.startsWith(`${module}.`));
}
