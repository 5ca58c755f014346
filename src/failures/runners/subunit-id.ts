import { type FailedUnit, type Failure, makeFailure } from '../failure.ts';

/** A test as subunit names it, for what prints subunit's ids: testr, stestr, subunit2pyunit, testtools. */
export interface SubunitTest {
  /** Without attributes; for a fixture its class or module, for what could not be loaded its module. */
  readonly id: string;
  readonly unit?: FailedUnit;
}

/** What testr and stestr call a worker process that exited with an error: no test. */
export const returnCodeId = 'process-returncode';

const fixture = /^(?:setUp|tearDown)(Class|Module) \(([^()\s]{1,2000})\)$/;
const loader = /^(?:unittest2?|testtools|discover)\.loader\.(?:_FailedTest|ModuleImportFailure|LoadTestsFailure)\./;
const maxLength = 4000;

/**
 * Understands `a.b.T.test_x[gate,smoke](scenario)`, `setUpClass (a.b.T)` and `unittest.loader._FailedTest.a.b`.
 * The attributes in brackets (testtools.testcase.attr) are left out: a loader does not know them.
 */
export function readSubunitId(text: string): SubunitTest {
  const name = text.slice(0, maxLength);
  const match = fixture.exec(name);
  if (match?.[2] !== undefined) return { id: match[2], unit: match[1] === 'Class' ? 'class' : 'module' };
  const failed = loader.exec(name);
  if (failed !== null) return { id: name.slice(failed[0].length), unit: 'module' };
  return { id: withoutAttributes(name) };
}

const attributes = /\[[^[\]\s]{1,1000}\](?=\(|$)/;

function withoutAttributes(id: string): string {
  return id.includes('[') ? id.replace(attributes, '') : id;
}

/** The name in subunit-trace's live lines, which leave out the first brackets, whatever they are (cleanup_test_name). */
export function traceName(name: string): string {
  const start = name.indexOf('[');
  const end = name.indexOf(']', start);
  return start > 0 && end > start ? name.slice(0, start) + name.slice(end + 1) : name;
}

/** What is left to report where nothing failed but the exit of a worker process. */
export function deadWorker(runner: string, message = 'a worker process exited with an error'): Failure {
  return makeFailure({ id: returnCodeId, runner, rerunId: null, message, outcome: 'error', unit: 'suite' });
}
