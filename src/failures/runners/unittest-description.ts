/** A test as Python's unittest describes it, taken apart. */
export interface UnittestDescription {
  /** `tests.test_a.T.test_x`; for a fixture its class or module; for what could not be loaded its name. */
  readonly id: string;
  /** What `python -m unittest` takes to run it; null if nothing does. */
  readonly rerunId: string | null;
  /** `class` and `module` for their fixtures; `module` for what could not be loaded too. */
  readonly unit: 'test' | 'class' | 'module';
}

const classPath = /^[\p{L}_][\p{L}\p{N}_]*(?:\.(?:[\p{L}\p{N}_]+|<locals>|<lambda>))*$/u;
const functionCase = 'unittest.case.FunctionTestCase';
const fixture = /^(?:setUp|tearDown)(Class|Module)$/;
const loaderClass = /^unittest2?\.loader\.(?:_FailedTest|ModuleImportFailure|LoadTestsFailure)$/;
const maxBrackets = 40;

/**
 * Understands `test_x (mod.Class)`, as str(TestCase) is to Python 3.10, `test_x (mod.Class.test_x)` since 3.11,
 * both with what subTest appends, fixtures and loader failures (Lib/unittest/case.py, suite.py, loader.py).
 * Null for anything else: other runners print blocks of the same shape.
 */
export function parseUnittestDescription(text: string): UnittestDescription | null {
  const found = withMethodInside(text) ?? withClassOnly(text);
  return found === null ? null : describe(found.name, found.path);
}

interface Parts {
  readonly name: string;
  /** Of the class, or of the module of a module's fixture. */
  readonly path: string;
}

/** Since 3.11 the name is repeated at the end of the brackets, so it may hold anything, brackets too. */
function withMethodInside(text: string): Parts | null {
  for (const at of openings(text)) {
    const name = text.slice(0, at);
    const ending = `.${name})`;
    const end = text.indexOf(ending, at);
    if (end < 0) continue;
    const path = text.slice(at + 2, end);
    if (classPath.test(path) && isSubtest(text.slice(end + ending.length))) return { name, path };
  }
  return null;
}

/** Only the last brackets that can be a class are the class; a name may hold others. */
function withClassOnly(text: string): Parts | null {
  for (const at of openings(text).reverse()) {
    const end = text.indexOf(')', at);
    if (end < 0) continue;
    const name = text.slice(0, at);
    const path = text.slice(at + 2, end);
    const possible = path.includes('.') || fixture.test(name) || name === functionCase;
    if (possible && classPath.test(path) && isSubtest(text.slice(end + 1))) return { name, path };
  }
  return null;
}

/** What subTest() appends: nothing, ` [message]`, ` (i=1)`, both, or ` (<subtest>)`. */
function isSubtest(text: string): boolean {
  if (text === '' || text === ' (<subtest>)') return true;
  if (text.startsWith(' [')) return text.endsWith(']') || text.endsWith(')');
  return text.startsWith(' (') && text.endsWith(')') && text.includes('=');
}

/** Where ` (` stands. */
function openings(text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(' ('); at > 0 && places.length < maxBrackets; at = text.indexOf(' (', at + 1)) {
    places.push(at);
  }
  return places;
}

function describe(name: string, path: string): UnittestDescription {
  const level = fixture.exec(name)?.[1];
  if (level !== undefined) return { id: path, rerunId: selectable(path), unit: level === 'Class' ? 'class' : 'module' };
  if (loaderClass.test(path)) return { id: name, rerunId: classPath.test(name) ? name : null, unit: 'module' };
  if (name === functionCase) return { id: path, rerunId: null, unit: 'test' };
  const id = `${path}.${name}`;
  return { id, rerunId: name.includes('.') ? null : selectable(id), unit: 'test' };
}

/** The loader walks attributes by the dots: a class inside a function is out of its reach, as is a dot in a name. */
function selectable(id: string): string | null {
  return id.includes('<locals>') || id.startsWith('unittest.') ? null : id;
}
