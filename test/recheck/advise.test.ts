import { describe, expect, it } from 'vitest';
import { DoxError } from '../../src/base/dox-error.ts';
import { type Failure, makeFailure } from '../../src/failures/failure.ts';
import type { Cause, Diagnosis } from '../../src/recheck/advice.ts';
import { type AdviceInput, advise } from '../../src/recheck/advise.ts';
import { parseBug, parseTracker } from '../../src/recheck/bug-reference.ts';
import { bugSearches, newBugLink, searchLink } from '../../src/recheck/bug-searches.ts';
import { withCandidates } from '../../src/recheck/search-bugs.ts';
import { signatureDraft } from '../../src/recheck/signature-draft.ts';
import { suggest, systems, unknownBlanks } from '../../src/recheck/suggestion.ts';
import type { BugSearch, Tracker } from '../../src/recheck/tracker.ts';

const unknown: Cause = { kind: 'unknown', searches: [], draft: null };
const real: Cause = { kind: 'real', reason: 'it failed 3 times in a row' };
const flaky: Cause = { kind: 'likely flaky', reason: 'failed 4 of its last 50 runs, on 3 unchanged trees' };
const infrastructure: Cause = { kind: 'infrastructure', reason: 'the disk is full', lines: [] };

function bug(...numbers: readonly [number, ...number[]]): Cause {
  const [first, ...more] = numbers.map((number) => {
    const known = { kind: 'launchpad', number, url: `https://bugs.launchpad.net/bugs/${number}` } as const;
    return {
      bug: known,
      name: `bug ${number} again`,
      note: null,
      from: '',
      resolvedAt: null,
      seen: 'in the test',
      before: null,
      lines: [],
    } as const;
  });
  if (first === undefined) throw new Error('there is always one');
  return { kind: 'known bug', bugs: [first, ...more] };
}

function diagnosis(cause: Cause, changes: Partial<Failure> = {}): Diagnosis {
  const failure = makeFailure({ id: 'm.C.test_a', runner: 'unittest', ...changes });
  return { subject: { kind: 'test', failure }, job: 'unit', cause, history: null, candidates: [] };
}

const hit = {
  bug: { kind: 'launchpad', number: 7, url: 'https://bugs.launchpad.net/bugs/7' },
  title: 't',
  status: 'New',
  open: true,
} as const;

function input(diagnoses: readonly Diagnosis[], changes: Partial<AdviceInput> = {}): AdviceInput {
  const facts = {
    source: 'ci.log',
    versions: new Map([
      ['', ['dox 1.0']],
      ['unit', ['image debian@sha256:ab', 'memcached 1.6.18-1']],
    ]),
  };
  return {
    diagnoses,
    templates: systems.zuul ?? [],
    tracker: null,
    searchIn: changes.tracker ?? null,
    allowUnknown: false,
    gaps: [],
    interrupted: false,
    job: null,
    run: null,
    facts,
    notes: [],
    ...changes,
  };
}

describe('the advice', () => {
  it('is against a recheck where more may have failed, unless that is allowed', () => {
    const gaps = ['pytest did not come to its end: more may have failed'];
    const why = `no recheck: ${gaps[0]}`;
    const allow = '; --allow-unknown rechecks all the same';
    expect(advise(input([diagnosis(bug(7))], { gaps }))).toMatchObject({ justified: false, why: `${why}${allow}` });
    expect(advise(input([], { gaps }))).toMatchObject({ justified: false, why });
    expect(advise(input([diagnosis(bug(7))], { gaps, allowUnknown: true }))).toMatchObject({
      justified: true,
      why: 'a recheck is right: 1 failure, 1 by a known bug; more may have failed, which you allow',
    });
    expect(advise(input([diagnosis(real)], { gaps })).why).toBe('no recheck: the failure is real');
  });

  it('is to run an interrupted run again', () => {
    for (const diagnoses of [[], [diagnosis(bug(7))]]) {
      const advice = advise(input(diagnoses, { interrupted: true, allowUnknown: true }));
      expect(advice).toMatchObject({
        justified: false,
        type: null,
        why: 'no recheck: the run was interrupted: run it again',
      });
    }
  });

  it.each<[readonly Cause[], string, string | null]>([
    [[bug(7)], 'a recheck is right: 1 failure, 1 by a known bug', 'recheck bug 7'],
    [[bug(7), bug(8), bug(8, 9)], 'a recheck is right: 3 failures, 3 by a known bug', 'recheck bug 8'],
    [
      [infrastructure, bug(7)],
      'a recheck is right: 2 failures, 1 by a known bug, 1 by the infrastructure',
      'recheck bug 7',
    ],
    [[infrastructure], 'a recheck is right: 1 failure, 1 by the infrastructure', 'recheck the disk is full'],
    [[flaky], 'a recheck is right: 1 failure, 1 likely flaky', 'recheck flaky test m.C.test_a'],
    [[unknown], 'no recheck: nobody knows the cause of the failure; --allow-unknown rechecks all the same', null],
    [[real], 'no recheck: the failure is real', null],
    [
      [bug(7), unknown],
      'no recheck: nobody knows the cause of 1 of 2 failures; --allow-unknown rechecks all the same',
      null,
    ],
    [[real, unknown, flaky], 'no recheck: of 3 failures 1 is real, and of 1 nobody knows the cause', null],
    [[], 'nothing to recheck: nothing failed here', null],
  ])('on %j', (causes, why, type) => {
    const advice = advise(input(causes.map((cause) => diagnosis(cause))));
    expect(advice).toMatchObject({ why, type, justified: type !== null });
  });

  it('lets failures of unknown cause pass if told to, but no real ones', () => {
    const told = (causes: readonly Cause[]) =>
      advise(
        input(
          causes.map((cause) => diagnosis(cause)),
          { allowUnknown: true },
        ),
      );
    expect(told([unknown])).toMatchObject({ justified: true, type: 'recheck m.C.test_a failed, cause unknown' });
    expect(told([unknown, bug(7)])).toMatchObject({ justified: true, type: 'recheck bug 7' });
    expect(told([unknown, real])).toMatchObject({ justified: false, type: null });
  });

  it('says so where no template can be filled in', () => {
    const advice = advise(input([diagnosis(flaky)], { templates: ['recheck bug {bug}'] }));
    expect(advice).toMatchObject({
      justified: true,
      type: null,
      notes: [expect.stringContaining('no template of "system" fits')],
    });
  });

  it.each([
    ['zuul', 'recheck bug NUMBER'],
    ['neutron', 'recheck unit: REASON, bug #NUMBER'],
    ['prow', null],
    ['github', null],
  ])('says what to type in %s if somebody knows the bug: %s', (system, typed) => {
    const { typeIfKnown } = advise(input([diagnosis(unknown)], { templates: systems[system] ?? [] }));
    expect(typeIfKnown).toBe(typed);
  });

  it.each<[string, readonly Cause[], Partial<AdviceInput>, string | null]>([
    ['where all else may run again', [unknown, flaky, bug(7)], {}, 'recheck bug NUMBER'],
    ['where more may have failed, as with what nobody knows', [unknown], { gaps: ['x'] }, 'recheck bug NUMBER'],
    ['not where another failure is real', [unknown, real], {}, null],
    ['not where another failure is real, whatever is allowed', [unknown, real], { allowUnknown: true }, null],
    ['not after an interruption', [unknown], { interrupted: true }, null],
  ])('says what to type for a bug that somebody knows %s', (_, causes, changes, typed) => {
    const diagnoses = causes.map((cause) => diagnosis(cause));
    expect(advise(input(diagnoses, changes)).typeIfKnown).toBe(typed);
  });

  it.each([
    // what is another one each time is left out, where enough stays
    ['TimeoutError: no answer from 10.0.0.7 within 30 s', "['TimeoutError: no answer from', 'within']"],
    [
      'IOError: cannot open /tmp/x81/lock of build 4f9a1c22-0d3e-4b5c-9f00-1234567890ab\nmore',
      "['IOError: cannot open', 'of build']",
    ],
    ['AssertionError: 3 != 4', "'AssertionError: 3 != 4'"],
    ['expected 3 to be 4', "'expected 3 to be 4'"],
  ])('proposes for %j the text %s', (message, text) => {
    const failure = makeFailure({ id: "t.py::it's[1]", runner: 'pytest', message });
    const lines = signatureDraft(failure, { kind: 'launchpad', project: 'nova' })?.split('\n') ?? [];
    expect(lines.slice(1)).toEqual([
      `  text: ${text}`,
      '  where: message',
      "  tests: ['t.py::it''s[1]']",
      '  bug: launchpad:NUMBER',
      '',
    ]);
  });

  it('proposes nothing where the test printed nothing telling', () => {
    expect(signatureDraft(makeFailure({ id: 'a', runner: 'tap' }), null)).toBeNull();
  });

  it('has a report to paste for what nobody knows', () => {
    const failure = { message: 'AssertionError: 1 != 2', excerpt: ['Traceback', '  1 != 2'] };
    const known = { ...diagnosis(unknown, failure), history: 'failed 1 of its last 9 runs' };
    const { diagnoses } = advise(input([known], { tracker: parseTracker('github:o/r') }));
    expect(diagnoses[0]?.cause).toEqual({
      kind: 'unknown',
      searches: [{ by: 'test', text: 'test_a', url: 'https://github.com/o/r/issues?q=is%3Aissue+test_a' }],
      draft: {
        signature:
          "- name: 'AssertionError: 1 != 2'\n  text: 'AssertionError: 1 != 2'\n  where: message\n  tests: ['m.C.test_a']\n  bug: github:o/r#NUMBER\n",
        title: 'm.C.test_a fails: AssertionError: 1 != 2',
        text: 'Test: m.C.test_a (unittest)\nJob: unit\nLog: ci.log\nHow often: failed 1 of its last 9 runs\nVersions: dox 1.0\n          image debian@sha256:ab\n          memcached 1.6.18-1\n\n    Traceback\n      1 != 2\n',
        url: 'https://github.com/o/r/issues/new?title=m.C.test_a%20fails%3A%20AssertionError%3A%201%20!%3D%202',
      },
    });
  });
});

describe('what to type', () => {
  const all = {
    bug: parseBug('launchpad:7', null),
    reason: 'slow disk',
    job: 'tempest-full',
    test: 'm.C.test_a',
    run: '99',
  };
  const bare = { bug: null, reason: 'slow disk', job: null, test: null, run: null };

  it.each([
    // project-config, zuul.d/pipelines.yaml: a comment that begins with "recheck"; on GitHub the bare word
    ['zuul', all, 'recheck bug 7'],
    ['zuul', bare, 'recheck slow disk'],
    ['zuul-github', all, 'recheck'],
    // neutron, contributor guide, gerrit-recheck
    ['neutron', all, 'recheck tempest-full: slow disk, bug #7'],
    ['neutron', { ...all, bug: null }, 'recheck tempest-full: slow disk'],
    ['neutron', bare, 'recheck slow disk'],
    // kubernetes-sigs/prow, pkg/pjutil/filter.go
    ['prow', all, '/test tempest-full'],
    ['prow', bare, '/retest'],
    // the manual of gh
    ['github', all, 'gh run rerun 99 --failed'],
    ['github', bare, 'gh run rerun --failed'],
  ])('for %s', (system, blanks, expected) => {
    expect(suggest(systems[system] ?? [], blanks, null)).toBe(expected);
  });

  it.each<[string, string, string | null, string]>([
    ['recheck bug {bug}', 'github:o/r#12', 'github:o/r', 'recheck bug o/r#12'],
    ['recheck bug {bug}', 'launchpad:12', 'github:o/r', 'recheck bug 12'],
    ['recheck {reason}, bug #{bug}', 'github:o/r#12', null, 'recheck slow disk, bug #o/r#12'],
    ['/retest {bug}', 'github:o/r#12', 'github:o/r', '/retest 12'],
    ['/retest {bug}', 'github:o/other#12', 'github:o/r', '/retest o/other#12'],
    ['/retest {bug}', 'github:o/r#12', 'launchpad:nova', '/retest o/r#12'],
    ['/retest {bug}', 'launchpad:12', 'launchpad:nova', '/retest 12'],
    ['/retest {bug}', 'launchpad:12', 'github:o/r', '/retest https://bugs.launchpad.net/bugs/12'],
    ['/retest {bug}', 'https://bugs.example.org/5', 'github:o/r', '/retest https://bugs.example.org/5'],
  ])('of %s for %s where %s is the tracker', (template, text, where, expected) => {
    const tracker = where === null ? null : parseTracker(where);
    expect(suggest([template], { ...all, bug: parseBug(text, null) }, tracker)).toBe(expected);
  });

  it('of a bug on another server is its address', () => {
    const there = parseTracker('github:o/r', 'https://git.example');
    const typed = (text: string, server: string) =>
      suggest(['/retest {bug}'], { ...all, bug: parseBug(text, null, server) }, there);
    expect(typed('github:o/r#12', 'https://git.example')).toBe('/retest 12');
    expect(typed('github:o/x#12', 'https://git.example')).toBe('/retest o/x#12');
    expect(typed('github:o/r#12', 'https://github.com')).toBe('/retest https://github.com/o/r/issues/12');
  });

  it('is one line, whatever stands in the log', () => {
    expect(suggest(['recheck {reason}'], { ...bare, reason: 'a\nb\x1b[31m {bug}' }, null)).toBe(
      'recheck a b [31m {bug}',
    );
  });

  it('knows its blanks', () => {
    expect(unknownBlanks('recheck {job}: {reason} {x} {}')).toEqual(['x', '']);
  });
});

describe('a bug', () => {
  const tracker = parseTracker('github:o/r');
  it.each([
    ['launchpad:1449136', 'launchpad', 'https://bugs.launchpad.net/bugs/1449136'],
    ['lp:5', 'launchpad', 'https://bugs.launchpad.net/bugs/5'],
    ['https://bugs.launchpad.net/nova/+bug/5', 'launchpad', 'https://bugs.launchpad.net/bugs/5'],
    ['https://launchpad.net/bugs/5', 'launchpad', 'https://bugs.launchpad.net/bugs/5'],
    ['github:a.b/c-d#5', 'github', 'https://github.com/a.b/c-d/issues/5'],
    ['https://github.com/a/b/issues/5#issuecomment-1', 'github', 'https://github.com/a/b/issues/5'],
    ['5', 'github', 'https://github.com/o/r/issues/5'],
    ['#5', 'github', 'https://github.com/o/r/issues/5'],
    ['https://jira.example/browse/X-5', 'link', 'https://jira.example/browse/X-5'],
  ])('%s', (text, kind, url) => {
    expect(parseBug(text, tracker)).toMatchObject({ kind, url });
  });

  const enterprise = 'https://git.example';
  it.each([
    ['5', 'github', 'https://git.example/o/r/issues/5'],
    ['github:a/b#5', 'github', 'https://git.example/a/b/issues/5'],
    ['https://git.example/a/b/pull/5', 'github', 'https://git.example/a/b/issues/5'],
    ['https://github.com/a/b/issues/5', 'github', 'https://github.com/a/b/issues/5'],
    ['https://lab.ghe.com/a/b/issues/5', 'github', 'https://lab.ghe.com/a/b/issues/5'],
    // Gitea's and others' addresses look alike
    ['https://gitea.example/a/b/issues/5', 'link', 'https://gitea.example/a/b/issues/5'],
  ])('%s where an Enterprise Server is meant', (text, kind, url) => {
    expect(parseBug(text, parseTracker('github:o/r', enterprise), enterprise)).toMatchObject({ kind, url });
  });

  it('of an Enterprise Server is a link where its server is not meant', () => {
    expect(parseBug('https://git.example/a/b/issues/5', tracker)).toMatchObject({ kind: 'link' });
  });

  it('of an Enterprise Server is searched for and reported there', () => {
    const there = parseTracker('github:o/r', enterprise);
    if (there === null) throw new Error('it is one');
    expect(searchLink({ by: 'test', text: 'a' }, there).url).toBe('https://git.example/o/r/issues?q=is%3Aissue+a');
    expect(newBugLink('a', there)).toBe('https://git.example/o/r/issues/new?title=a');
  });

  it.each(['', 'x', 'launchpad:x', 'github:a#5', 'javascript:alert(1)', 'http://', '12345678901'])(
    '%j is none',
    (text) => {
      expect(parseBug(text, tracker)).toBeNull();
    },
  );

  it.each([
    ['launchpad', { kind: 'launchpad', project: null }],
    ['launchpad:nova', { kind: 'launchpad', project: 'nova' }],
    ['github:o/r', { kind: 'github', server: 'https://github.com', repository: 'o/r' }],
    ['gitlab:o/r', null],
  ])('the tracker %s', (text, expected) => {
    expect(parseTracker(text)).toEqual(expected);
  });
});

describe('a search for bugs', () => {
  it.each([
    ['tempest.api.test_servers.ServersTest.test_update_server_name[gate,smoke]', 'test_update_server_name'],
    ['tests/test_a.py::TestA::test_b[x-1]', 'test_b'],
    ['src/a.test.js::suite › adds two numbers', 'adds two numbers'],
    ['github.com/o/r/pkg.TestFoo/with_sub', 'TestFoo'],
    ['com.example.FooTest#testBar', 'testBar'],
    ['testBar(com.example.FooTest)', 'testBar'],
  ])('of %s begins with %s', (id, text) => {
    expect(bugSearches({ id, message: null })).toEqual([{ by: 'test', text }]);
  });

  it.each([
    ['./spec/calc_spec.rb:2', 'calc_spec.rb'],
    ['./spec/calc_spec.rb[1:7]', 'calc_spec.rb'],
    ['t/basic.t', 'basic.t'],
    ['src/a.test.js', 'a.test.js'],
    ['m.C.run', 'run'],
  ])('of %s, which has no name of its own, is for %s', (id, text) => {
    expect(bugSearches({ id, message: null })).toEqual([{ by: 'test', text }]);
  });

  it.each([
    // without its values it would be the error of any test
    ["KeyError: 'svc_type'", 'KeyError: svc_type'],
    ['AssertionError: 1 != 2', null],
    ['expected: 3, got: 2', null],
    ['expected "active" to equal "error"', 'expected active to equal error'],
    ['java.lang.NullPointerException', null],
    ['RuntimeError: FAILED boom', 'RuntimeError: FAILED boom'],
  ])('by the error %s is for %s', (message, text) => {
    const [, error] = bugSearches({ id: 'test_a', message });
    expect(error?.text ?? null).toBe(text);
  });

  it('leaves out what is another one each time', () => {
    const message =
      "TimeoutException: Commands [<Cmd object at 0x7f12>] on port 4711 for '1f9c' exceeded timeout 10 seconds, see /var/log/a.log";
    const [, error] = bugSearches({ id: 'test_a', message });
    expect(error?.text).toBe('TimeoutException: Commands Cmd object at on port for exceeded timeout seconds see');
  });

  it('has no name of a test for what is none', () => {
    expect(bugSearches({ id: 'Install packages', message: 'no mirror', unit: 'task' })).toEqual([
      { by: 'error', text: 'no mirror' },
    ]);
  });

  it('is a link too', () => {
    const search = { by: 'test', text: 'a b&c' } as const;
    expect(searchLink(search, null).url).toMatch(/^https:\/\/github\.com\/search\?type=issues&q=\S+$/);
    expect(searchLink(search, { kind: 'launchpad', project: 'nova' }).url).toBe(
      'https://bugs.launchpad.net/nova/+bugs?field.searchtext=a%20b%26c',
    );
    expect(searchLink(search, parseTracker('github:o/r')).url).toBe(
      'https://github.com/o/r/issues?q=is%3Aissue+a+b%26c',
    );
    expect(newBugLink('a b', { kind: 'launchpad', project: 'nova' })).toBe(
      'https://bugs.launchpad.net/nova/+filebug?field.title=a%20b',
    );
    expect(newBugLink('a b', { kind: 'launchpad', project: null })).toBeNull();
  });

  it('is made once for each text, and only for what is unknown', async () => {
    const asked: BugSearch[] = [];
    const tracker: Tracker = {
      search: async (search) => {
        asked.push(search);
        return [hit];
      },
    };
    const failure = { message: 'broken pipe' };
    const { diagnoses: found, ...more } = await withCandidates(
      [diagnosis(unknown, failure), diagnosis(real, { id: 'x' }), diagnosis(unknown, failure)],
      tracker,
    );
    expect(asked).toEqual([
      { by: 'test', text: 'test_a' },
      { by: 'error', text: 'broken pipe' },
    ]);
    expect(found.map(({ candidates }) => candidates)).toEqual([[hit], [], [hit]]);
    expect(more).toEqual({ wanted: 2, searched: 2, problem: null });
  });

  it('are kept where the tracker then gives up', async () => {
    const problem = new DoxError('pull-failed', 'it answers no more');
    const flagging: Tracker = {
      async search({ by }) {
        if (by === 'error') throw problem;
        return [hit];
      },
    };
    const failures = ['a', 'b'].map((id) => diagnosis(unknown, { id, message: 'broken pipe' }));
    const { diagnoses, ...more } = await withCandidates(failures, flagging);
    expect(diagnoses.map(({ candidates }) => candidates)).toEqual([[hit], []]);
    expect(more).toEqual({ wanted: 2, searched: 0, problem });
    const interrupted: Tracker = { search: () => Promise.reject(new DoxError('interrupted', 'by SIGINT')) };
    await expect(withCandidates(failures, interrupted)).rejects.toThrow('by SIGINT');
  });

  it('are searched for twenty times at the most', async () => {
    const failures = Array.from({ length: 15 }, (_, index) =>
      diagnosis(unknown, { id: `t${index}`, message: `broken ${'x'.repeat(index + 1)}` }),
    );
    let times = 0;
    const counting: Tracker = {
      async search() {
        times += 1;
        return [];
      },
    };
    expect(await withCandidates(failures, counting)).toMatchObject({ wanted: 15, searched: 10, problem: null });
    expect(times).toBe(20);
  });
});
