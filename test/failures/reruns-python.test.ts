import { describe, expect, it } from 'vitest';
import { type Failure, makeFailure } from '../../src/failures/failure.ts';
import type { RerunSyntax } from '../../src/failures/rerun-syntax.ts';
import { noseRerun } from '../../src/failures/reruns/nose.ts';
import { noxRerun } from '../../src/failures/reruns/nox.ts';
import { stestrRerun } from '../../src/failures/reruns/stestr.ts';
import { testrRerun } from '../../src/failures/reruns/testr.ts';
import { testtoolsRerun } from '../../src/failures/reruns/testtools.ts';
import { toxRerun } from '../../src/failures/reruns/tox.ts';

function failures(syntax: RerunSyntax, ...known: (Pick<Failure, 'id'> & Partial<Failure>)[]): readonly Failure[] {
  return known.map((each) => makeFailure({ runner: syntax.runner, ...each }));
}

// Lines of these shapes were given to the real runners, on the projects of their recordings, and ran just these tests.
describe('a rerun', () => {
  it.each([
    [
      stestrRerun,
      [{ id: 'a.T.test_x' }, { id: 'a.T.test_3 [b] #1 "q"' }, { id: 'a.U', unit: 'class' as const }],
      ['stestr', 'run', '^a\\.T\\.test_x(\\[|$)', '^a\\.T\\.test_3 \\[b\\] #1 "q"(\\[|$)', '^a\\.U\\.'],
    ],
    [
      stestrRerun,
      [{ id: 'a.b', unit: 'module' as const }],
      ['stestr', 'run', '^(unittest2?\\.loader\\.\\w+\\.)?a\\.b(\\.|$)'],
    ],
    [stestrRerun, [{ id: 'a.T.test_x(one,two)' }], ['stestr', 'run', '^a\\.T\\.test_x(\\[[^]]*\\])?\\(one,two\\)$']],
    [testrRerun, [{ id: 'a.T.test_x - y' }], ['testr', 'run', '^a\\.T\\.test_x - y(\\[|$)']],
    [testtoolsRerun, [{ id: 'a.T.test_x' }, { id: 'a.U' }], ['python', '-m', 'testtools.run', 'a.T.test_x', 'a.U']],
    [noseRerun, [{ id: 'a.T.test_x', rerunId: 'a:T.test_x' }], ['nosetests', 'a:T.test_x']],
    [toxRerun, [{ id: 'lint' }, { id: 'py311' }], ['tox', '-e', 'lint,py311']],
    [noxRerun, [{ id: 'lint' }, { id: "each(words='two words')" }], ['nox', '-s', 'lint', "each(words='two words')"]],
  ])('of $runner', (syntax, known, command) => {
    expect(syntax.commands(failures(syntax, ...known))).toEqual([command]);
    const own = syntax.arguments(failures(syntax, ...known), ['-q']);
    const words = syntax.programs[0]?.split(' ').length ?? 0;
    if (syntax.runner !== 'stestr') expect(own).toEqual(command.slice(words));
  });

  it.each([
    [stestrRerun, ['--serial', '--concurrency', '4'], null],
    [stestrRerun, ['tests.unit'], 'stestr is told what to run already: tests.unit'],
    [stestrRerun, ['--include-list=x'], 'stestr selects tests by --include-list=x already'],
    [testrRerun, ['--parallel', '--concurrency=4'], null],
    [testrRerun, ['--failing'], 'testr selects tests by --failing already'],
    [testtoolsRerun, ['discover'], 'testtools.run is told what to run already: discover'],
    [noseRerun, ['-v', '--with-coverage', '-w', 'src'], null],
    [noseRerun, ['tests'], 'nose is told what to run already: tests'],
    [noseRerun, ['--mine', 'value'], 'dox does not know whether --mine takes a value'],
    [toxRerun, ['-r'], null],
    [toxRerun, ['-e', 'py311'], 'tox selects tests by -e already'],
    [toxRerun, ['--', '-k', 'x'], 'the arguments of tox end with `--`'],
    [noxRerun, ['-s', 'lint'], 'nox selects tests by -s already'],
  ])('keeps the words of its command, unless they select tests: $runner %j', (syntax, own, refusal) => {
    const answer = syntax.arguments(failures(syntax, { id: 'a.T.test_x' }), own);
    if (refusal === null) expect(answer).toBeInstanceOf(Array);
    else expect(answer).toBe(refusal);
  });

  it('of testr knows only names in ASCII', () => {
    expect(testrRerun.commands(failures(testrRerun, { id: 'a.T.test_ü' }))).toMatch(/ASCII/);
  });
});
