import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyHistory, type HistoryRun } from '../../src/history/history.ts';
import { namesLine, parseHistoryLine, runLine } from '../../src/history/history-line.ts';
import { historyText, mergeHistories, mostRuns, newestPart, parseHistory } from '../../src/history/merge-history.ts';
import { historyOf, historyRun, listedTest, naming } from '../support/history.ts';

const some = <T>(values: readonly T[]) => fc.constantFrom(...values);

/** Histories with few names, so that they have runs in common, and some that disagree on one. */
const histories = fc
  .array(
    fc.record({
      run: some(['a', 'b', 'c', 'd']),
      target: some(['unit', 'py39']),
      time: fc.nat(3),
      tree: some([null, 'A', 'B']),
      image: some([null, 'i']),
      asked: some<HistoryRun['asked']>(['all', 'some', ['t']]),
      whole: fc.boolean(),
      listed: fc.array(fc.record({ id: fc.string({ unit: 'binary' }), message: fc.option(fc.string()) }), {
        maxLength: 2,
      }),
      named: fc.option(fc.uniqueArray(some(['t', 'u', 'v']), { minLength: 1 })),
    }),
    { maxLength: 6 },
  )
  .map((specs) => {
    const names: Record<string, readonly string[]> = {};
    const runs = specs.map(({ named, listed, ...changes }) => {
      const made = named === null ? null : naming(named.map((id) => ({ id, outcome: 'passed', ms: id.length })));
      Object.assign(names, made?.names);
      return historyRun({ ...changes, listed: listed.map((each) => listedTest(each)), passed: made?.passed ?? null });
    });
    return historyOf(runs, names);
  });

describe('merging histories', () => {
  test('gives the same in any order and grouping, and again', () => {
    fc.assert(
      fc.property(histories, histories, histories, (a, b, c) => {
        const all = historyText(mergeHistories([a, b, c]));
        expect(historyText(mergeHistories([c, b, a]))).toBe(all);
        expect(historyText(mergeHistories([mergeHistories([a, b]), c]))).toBe(all);
        expect(historyText(mergeHistories([a, mergeHistories([b, c])]))).toBe(all);
        expect(historyText(mergeHistories([a, a]))).toBe(historyText(a));
        expect(historyText(mergeHistories([a, emptyHistory]))).toBe(historyText(a));
      }),
    );
  });

  test('has each run of each target once, those of all', () => {
    fc.assert(
      fc.property(histories, histories, (a, b) => {
        const keys = (runs: readonly HistoryRun[]) => new Set(runs.map(({ run, target }) => `${run} ${target}`));
        const { runs } = mergeHistories([a, b]);
        expect(keys(runs)).toEqual(keys([...a.runs, ...b.runs]));
        expect(keys(runs).size).toBe(runs.length);
      }),
    );
  });

  test('keeps the last runs of each target', () => {
    const many = Array.from({ length: mostRuns + 50 }, (_, time) => historyRun({ time }));
    const few = historyRun({ time: 0, target: 'rare' });
    const { runs } = mergeHistories([historyOf(many.slice(0, 150)), historyOf([few]), historyOf(many.slice(100))]);
    expect(runs).toEqual([few, ...many.slice(50)]);
  });
});

describe('a history file', () => {
  test('gives back what was written', () => {
    fc.assert(
      fc.property(histories, (history) => {
        expect(parseHistory(historyText(history))).toEqual(history);
      }),
    );
  });

  const [one, two] = [historyRun({ time: 1, listed: [listedTest({ message: '🎉 "ü"\n' })] }), historyRun({ time: 2 })];

  test('is read but for the lines that a killed dox has left half written', () => {
    const text = runLine(one);
    for (let cut = 1; cut < text.length - 1; cut += 1) {
      expect(parseHistory(`${text.slice(0, cut)}\n${runLine(two)}`).runs).toEqual([two]);
      expect(parseHistory(`${runLine(two)}${text.slice(0, cut)}`).runs).toEqual([two]);
    }
  });

  test('is read without any line that is none', () => {
    const lines = [
      '',
      '\n',
      'null',
      '[]',
      '3',
      '{}',
      '{"run":3}',
      '{"names":"x","ids":["a"]}',
      '\0',
      '{"run":'.repeat(9999),
    ];
    for (const line of lines) {
      expect(parseHistory(`${runLine(one)}${line}\n${runLine(two)}`).runs, line.slice(0, 80)).toEqual([one, two]);
    }
  });

  test('says nothing by any line that misses something or has it of another kind', () => {
    const whole = JSON.parse(
      runLine(historyRun({ listed: [listedTest()], ...naming([{ id: 't', outcome: 'passed', ms: 1 }]) })),
    );
    const { names: _, ...line } = whole;
    expect(parseHistoryLine(JSON.stringify(line))?.kind).toBe('run');
    for (const key of Object.keys(line)) {
      const { [key]: __, ...rest } = line;
      for (const value of [undefined, 7.5, -1, 'x', [3], { a: 1 }]) {
        const changed = JSON.stringify({ ...rest, ...(value === undefined ? {} : { [key]: value }) });
        const parsed = parseHistoryLine(changed);
        // what is left is of the kind that it must be
        if (parsed?.kind === 'run')
          expect(typeof line[key] === typeof value || line[key] === null || key === 'asked', changed).toBe(true);
      }
    }
  });

  test('is read whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(parseHistory(text)).toEqual(emptyHistory);
      }),
    );
    fc.assert(
      fc.property(fc.json(), fc.json(), (a, b) => {
        expect(parseHistory(`${a}\n{"names":${b},"ids":${a}}\n{"run":${a},"target":${b}}`).runs).toEqual([]);
      }),
    );
  });

  test('says nothing of tests by a list that is not there, is another one, or has the name of something else', () => {
    const { passed, names } = naming([{ id: 't', outcome: 'passed', ms: 1 }]);
    const [key = ''] = Object.keys(names);
    const line = runLine(historyRun({ passed }));
    expect(parseHistory(`${line}${namesLine(key, ['t'])}`).runs[0]?.passed).toEqual(passed);
    for (const other of ['', namesLine(key, ['u']), namesLine(key, ['t', 'u']), namesLine('constructor', ['t'])]) {
      expect(parseHistory(`${line}${other}`).runs[0]?.passed).toBeNull();
    }
    for (const name of ['constructor', '__proto__', 'toString']) {
      const forged = runLine(historyRun({ passed: { names: name, codes: 'AA' } }));
      expect(parseHistory(forged).runs[0]?.passed).toBeNull();
    }
  });
});

describe('the newest part of a history', () => {
  const ids = Array.from({ length: 100 }, (_, index) => `tests/test_${index}.py::test`);
  const { passed, names } = naming(ids.map((id) => ({ id, outcome: 'passed', ms: 5 })));
  const history = historyOf(
    Array.from({ length: 100 }, (_, time) => historyRun({ time, passed })),
    names,
  );
  const whole = historyText(history).length;

  test('is all of it where there is room', () => {
    expect(historyText(newestPart(history, 2 * whole))).toBe(historyText(history));
  });

  test.each([0.9, 0.5, 0.2, 0.05])('has the last runs and fits into %d of its length', (part) => {
    const { runs } = newestPart(history, part * whole);
    expect(historyText(newestPart(history, part * whole)).length).toBeLessThanOrEqual(part * whole);
    expect(runs.length).toBeGreaterThan(0);
    expect(runs.map(({ time }) => time)).toEqual(history.runs.slice(-runs.length).map(({ time }) => time));
  });

  test('loses the names of tests before it loses runs, those of older runs first', () => {
    const { runs } = newestPart(history, 0.7 * whole);
    const named = runs.filter(({ passed }) => passed !== null);
    expect(named.length).toBeGreaterThan(0);
    expect(named.length).toBeLessThan(runs.length);
    expect(runs.slice(-named.length)).toEqual(named);
  });

  test('is nothing where there is no room', () => expect(newestPart(history, 10)).toEqual(emptyHistory));
});
