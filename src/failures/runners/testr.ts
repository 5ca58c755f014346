import type { Known } from './listed-runner.ts';
import { listedRunner } from './listed-runner.ts';
import { readSubunitId, returnCodeId } from './subunit-id.ts';

/**
 * testrepository, and stestr with `--no-subunit-trace`: `FAIL: id` with the tags below, closed by
 * `FAILED (id=0, failures=1)`. Unexpected successes are not in the list. Source: testrepository/ui/cli.py,
 * stestr/results.py and output.py.
 */
export const testr = listedRunner({
  name: 'testr',
  skipped: 'skips',
  failure: ({ description }) => known(description),
});

/** testtools' own runner, `python -m testtools.run`. Source: testtools/testresult/real.py, TextTestResult. */
export const testtools = listedRunner({
  name: 'testtools',
  skipped: 'skipped',
  failure: ({ description, flavour }) => {
    const test = known(description);
    // The loader knows no scenarios, and does not find a method that is expected to fail.
    const isLoadable = test !== null && flavour !== 'UNEXPECTED SUCCESS' && !/[\s()[\]]/.test(test.id);
    return test === null || isLoadable ? test : { ...test, rerunId: null };
  },
});

const outcomes = [' ... FAIL', ' ... ERROR'];

/** What turns a subunit stream into unittest's format: it lists each id twice. Source: subunit/filters/subunit2pyunit. */
export const subunit2pyunit = listedRunner({
  name: 'subunit2pyunit',
  skipped: 'skipped',
  failure: ({ description }) => known(description),
  live: {
    triggers: outcomes.map((end) => ({ end })),
    // Its line comes behind one with the id alone, that of unittest does not.
    failure({ text, before }) {
      const outcome = outcomes.find((end) => text.endsWith(end));
      const id = outcome === undefined ? null : text.slice(0, -outcome.length);
      const [above] = before();
      return id === null || above !== id ? null : known(id);
    },
  },
});

function known(description: string): Known | null {
  return description === returnCodeId ? null : readSubunitId(description);
}
