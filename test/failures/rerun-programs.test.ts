import { expect, it } from 'vitest';
import { makeFailure } from '../../src/failures/failure.ts';
import { rerunArguments } from '../../src/failures/rerun.ts';

/** What a command is given to run failed tests again. */
function args(command: string, runner: string, ...ids: readonly string[]) {
  const failures = ids.map((id) => makeFailure({ id, runner }));
  const answer = rerunArguments({ failures, commands: [{ kind: 'script', text: command }], commandsForm: 'list' });
  return answer.kind === 'arguments' ? answer.args : answer.reason;
}

// how each program selects tests is in its own help: `ruby test.rb --help`, `node --help`, `nosetests --help`
it.each([
  ['ruby test_a.rb', 'testunit', ['test_bad(TestT)'], ['-n', 'TestT#test_bad']],
  ['ruby test_a.rb', 'minitest', ['TestT#test_bad'], ['-n', '/^(?:TestT\\#test_bad)$/']],
  ['ruby -Itest test_a.rb', 'testunit', ['test_a(T)', 'test_b(T)'], ['-n', '/^(?:test_a|test_b)$/', '-t', 'T']],
  ['node --test-reporter=spec --test', 'nodetest', ['bad one'], ['--test-name-pattern=/^bad one$/']],
  ['node --enable-source-maps --test', 'nodetest', ['bad'], ['--test-name-pattern=/^bad$/']],
  ['nosetests3 -v', 'unittest', ['pkg.test_a.T.test_bad'], ['pkg.test_a:T.test_bad']],
  ['nosetests3 -v', 'nose', ['pkg.test_a:T.test_bad'], ['pkg.test_a:T.test_bad']],
])('`%s` runs tests of %s again', (command, runner, ids, expected) => {
  expect(args(command, runner, ...ids)).toEqual(expected);
});

it.each([
  ['sh set-up.sh', 'stestr', true],
  ['ruby make-fixtures.rb', 'pytest', true],
  ['sh more-tests.sh', 'shunit2', false],
])('`%s` before the tests of %s may stand there: %s', (before, runner, fine) => {
  const commands = [before, runner === 'shunit2' ? 'sh tests.sh' : runner === 'stestr' ? 'stestr run' : 'pytest'];
  const answer = rerunArguments({
    failures: [makeFailure({ id: 'test_a.py::test_bad', runner })],
    commands: commands.map((text) => ({ kind: 'script', text })),
    commandsForm: 'list',
  });
  expect(answer.kind).toBe(fine ? 'arguments' : 'none');
});

it('a program is no runner whose name only begins like it', () => {
  expect(args('node server.js --test', 'nodetest', 'bad')).toContain('dox cannot select tests for');
  expect(args('nosetests3', 'pytest', 'test_a.py::test_bad')).toContain('dox cannot tell how');
});
