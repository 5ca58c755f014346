import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Look, linePieces, lineText, plainLook } from '../../../src/report/html/page/ansi.ts';
import { findLines, placesIn } from '../../../src/report/html/page/find-lines.ts';
import { movingRate } from '../../../src/report/html/page/moving-rate.ts';
import { nameStart } from '../../../src/report/html/page/name-start.ts';
import { parseRoute, routeHash } from '../../../src/report/html/page/route.ts';
import { offsetAt, rowWindow, scrollHeight, topFor } from '../../../src/report/html/page/row-window.ts';
import { filterTests } from '../../../src/report/html/page/test-filter.ts';
import { ticks, tickText } from '../../../src/report/html/page/ticks.ts';
import type { PageTest } from '../../../src/report/html/page-model.ts';
import { scriptJson } from '../../../src/report/html/script-json.ts';
import { hostileText } from '../../support/hostile.ts';

describe('colours of a log', () => {
  const looks = (line: string): readonly (readonly [string, Partial<Look>])[] =>
    linePieces(line, plainLook).pieces.map(({ text, look }) => [
      text,
      Object.fromEntries(Object.entries(look).filter(([key, value]) => value !== plainLook[key as keyof Look])), // its own keys
    ]);

  // ECMA-48, 8.3.117; 256 colours and 24 bits as xterm's "ctlseqs" has them
  test.each<[string, readonly (readonly [string, Partial<Look>])[]]>([
    ['plain', [['plain', {}]]],
    [
      '\x1b[31mred\x1b[0m not',
      [
        ['red', { fore: 1 }],
        [' not', {}],
      ],
    ],
    [
      '\x1b[1;91;44mx\x1b[39my\x1b[22;49mz',
      [
        ['x', { bold: true, fore: 9, back: 4 }],
        ['y', { bold: true, back: 4 }],
        ['z', {}],
      ],
    ],
    [
      '\x1b[38;5;196ma\x1b[48;2;1;2;300mb',
      [
        ['a', { fore: [255, 0, 0] }],
        ['b', { fore: [255, 0, 0], back: [1, 2, 255] }],
      ],
    ],
    [
      '\x1b[38;5;3ma\x1b[38;5;244mb',
      [
        ['a', { fore: 3 }],
        ['b', { fore: [128, 128, 128] }],
      ],
    ],
    [
      '\x1b[3;4;2;7ma\x1b[23;24;27mb',
      [
        ['a', { italic: true, underline: true, faint: true, inverse: true }],
        ['b', { faint: true }],
      ],
    ],
    [
      '\x1b[4ma\x1b[mb',
      [
        ['a', { underline: true }],
        ['b', {}],
      ],
    ],
    ['\x1b]8;;http://evil.example\x07link\x1b]8;;\x07\x1b[2K', [['link', {}]]],
    [' 10%\r 50%\r\x1b[32m100%', [['100%', { fore: 2 }]]],
    ['\x1b[31mover\rleft\r', [['left', { fore: 1 }]]],
    ['a\x00b\u202ec\td', [['a\ufffdb\ufffdc\td', {}]]],
  ])('%j', (line, expected) => expect(looks(line)).toEqual(expected));

  test('pieces have the text of the line, whatever it is', () => {
    const unit = fc.constantFrom('\x1b', '[', ']', '3', '1', 'm', ';', '\r', '\x07', '\\', 'a', '\t', 'K', 'P');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 60 }), (line) => {
        expect(
          linePieces(line, plainLook)
            .pieces.map(({ text }) => text)
            .join(''),
        ).toBe(lineText(line));
      }),
    );
  });
});

describe('searching a log', () => {
  const chunk = 'first Needle\nnothing\n\nneedle needle\nlast \x1b[1mnee\x1b[0mdle\nov\rer needle\rwritten\n';

  test.each<[string, boolean, readonly number[]]>([
    ['needle', false, [0, 3, 4]],
    ['needle', true, [3, 4]],
    ['Needle', true, [0]],
    ['written', false, [5]],
    ['', false, []],
    ['.', false, []],
  ])('%j, capitals %j', (text, exact, expected) => expect(findLines(chunk, { text, exact })).toEqual(expected));

  test('a chunk that is searched whole has the lines that it has line by line', () => {
    const unit = fc.constantFrom('a', 'b', 'A', '\n', ' ', 'İ');
    fc.assert(
      fc.property(
        fc.string({ unit, maxLength: 80 }),
        fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 1, maxLength: 3 }),
        (text, what) => {
          const query = { text: what, exact: false };
          const slow = text.split('\n').flatMap((line, index) => (placesIn(line, query).length > 0 ? [index] : []));
          expect(findLines(text, query)).toEqual(slow);
        },
      ),
    );
  });
});

describe('a list of any length', () => {
  test('has rows for what is seen, and a few more', () => {
    expect(rowWindow(2000, { count: 10_000, row: 20, view: 500 })).toEqual({ first: 94, end: 131 });
    expect(rowWindow(0, { count: 3, row: 20, view: 500 })).toEqual({ first: 0, end: 3 });
  });

  test.each([10_000, 5_000_000])('of %i rows the first and the last can be reached', (count) => {
    const geometry = { count, row: 20, view: 500 };
    const height = scrollHeight(geometry);
    expect(height).toBeLessThanOrEqual(16_000_000);
    expect(rowWindow(0, geometry).first).toBe(0);
    expect(rowWindow(height - 500, geometry).end).toBe(count);
  });

  test('where it is scrolled to is where it is', () => {
    const geometry = { count: 5_000_000, row: 20, view: 500 };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5_000_000 * 20 - 500 }), (offset) => {
        expect(offsetAt(topFor(offset, geometry), geometry)).toBeCloseTo(offset, 3);
      }),
    );
  });
});

describe('addresses in the page', () => {
  test.each([
    ['', 'summary', []],
    ['#tests/12', 'tests', [12]],
    ['#log/0/99', 'log', [0, 99]],
    ['#log/x/-1/1e3', 'log', []],
    ['#<script>', 'summary', []],
  ] as const)('%j', (hash, view, numbers) => {
    expect(parseRoute(hash)).toEqual({ view, numbers });
  });

  test('are read as they are written', () => {
    const route = { view: 'log', numbers: [1, 2] } as const;
    expect(parseRoute(routeHash(route))).toEqual(route);
  });
});

test.each([
  ['tests/test_a.py::T::test_b', 'test_b'],
  ['tests/test_a.py::test_b[a::b/c.d]', 'test_b[a::b/c.d]'],
  ['tests.test_a.T.test_b', 'test_b'],
  ['src/a.test.ts > suite > does it', 'does it'],
  ['a.spec.js › suite › ends with a dot.', 'ends with a dot.'],
  ['TestParent/child', 'child'],
  ['test_b', 'test_b'],
  ['[odd]', '[odd]'],
  [`a::${'long'.repeat(20)}`, `a::${'long'.repeat(20)}`],
])('%s ends with its name', (id, name) => expect(id.slice(nameStart(id))).toBe(name));

test('the flake rate is over the last ten runs whose outcome is known', () => {
  expect(movingRate(['unknown', 'passed', 'failed', 'flaky'])).toEqual([null, 0, 1 / 2, 2 / 3]);
  expect(movingRate(['failed', ...Array.from({ length: 10 }, () => 'passed')]).at(-1)).toBe(0);
});

test.each([
  [0.05, [0]],
  [12, [0, 2, 4, 6, 8, 10, 12]],
  [122, [0, 20, 40, 60, 80, 100, 120]],
  [864_000, [0, 172_800, 345_600, 518_400, 691_200, 864_000]],
])('the ticks of %f seconds', (seconds, expected) => expect(ticks(seconds, 8)).toEqual(expected));

test.each([
  [0, '0'],
  [0.5, '0.5 s'],
  [30, '30 s'],
  [80, '1:20'],
  [3600, '1 h'],
  [5400, '1 h 30'],
])('%f seconds on an axis', (seconds, text) => expect(tickText(seconds)).toBe(text));

test('tests are found by all words, in their name or message', () => {
  const base = { target: 0, runner: null, place: null, seconds: null, history: null };
  const tests: readonly PageTest[] = [
    { ...base, id: 'cart::total', outcome: 'failed', message: 'Expected 3' },
    { ...base, id: 'cart::empty', outcome: 'error', message: null },
    { ...base, id: 'queue', outcome: 'flaky', message: 'late' },
    { ...base, id: 'steady', outcome: 'unknown', message: null },
  ];
  expect(filterTests(tests, 'all', ' CART  expected ')).toEqual([0]);
  expect(filterTests(tests, 'failed', '')).toEqual([0, 1]);
  expect(filterTests(tests, 'flaky', '')).toEqual([2]);
  expect(filterTests(tests, 'unknown', '')).toEqual([3]);
  expect(filterTests(tests, 'unknown', 'x')).toEqual([]);
});

test('JSON in a script element keeps its meaning and ends nothing', () => {
  const value = { text: `${hostileText}</script><!--<script>]]>\u2028` };
  const json = scriptJson(value);
  expect(json).not.toMatch(/[<>&\u2028\u2029]/);
  expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
});
