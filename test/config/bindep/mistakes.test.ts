import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBindep } from '../../../src/config/bindep/parse-bindep.ts';
import { narrowRules, selectRules } from '../../../src/config/bindep/select-rules.ts';

test.each([
  ['x\n', 'bindep.txt:1:1: "x" is too short for the name of a package'],
  ['aa\n*b\n', 'bindep.txt:2:1: "*b" is no name of a package'],
  [' aa\n', 'bindep.txt:1:1: the line begins with a blank'],
  ['\t\n', 'bindep.txt:1:1: the line is blank, but not empty: bindep takes only spaces there'],
  ['aa \n', 'bindep.txt:1:3: there is a blank at the end of the line'],
  ['aa\t[test]\n', 'bindep.txt:1:3: there is a blank that is no space'],
  ['aa\r\n', 'bindep.txt:1:3: the line ends with a carriage return'],
  ['aa[test]\n', 'bindep.txt:1:3: a space is missing before the ['],
  ['aa [test\n', 'bindep.txt:1:9: the [ is never closed'],
  ['aa [(test\n', 'bindep.txt:1:10: the ( is never closed'],
  ['aa [test] [doc]\n', 'bindep.txt:1:11: there is one [ ] too many'],
  ['aa [Test]\n', 'bindep.txt:1:5: "Test" cannot be part of a profile'],
  ['aa [my_prof]\n', 'bindep.txt:1:7: "_prof" cannot be part of a profile'],
  ['aa [! test]\n', 'bindep.txt:1:5: after the ! comes the name of a profile'],
  ['aa [(xx (yy))]\n', 'bindep.txt:1:9: there are no groups within groups, and no !( )'],
  ['aa [()]\n', 'bindep.txt:1:7: the group ( ) is empty'],
  ['aa >= 1.0\n', 'bindep.txt:1:6: this is no condition on a version'],
  ['aa >=1.0-\n', 'bindep.txt:1:10: this is no condition on a version'],
  ['aa >=1.0,\n', 'bindep.txt:1:10: this is no condition on a version'],
  ['pkg:amd64\n', 'bindep.txt:1:4: ":amd64" does not belong here'],
  ['aa', 'bindep.txt:1:3: the last line does not end'],
  ['\ufeffaa\n', 'bindep.txt:1:1: the file begins with a byte order mark, which bindep does not read'],
])('%j: %s', (text, wanted) => {
  const { diagnostics } = parseBindep(Buffer.from(text), 'bindep.txt');
  const lines = diagnostics.map(({ place, message }) => `${place?.file}:${place?.line}:${place?.column}: ${message}`);
  expect(lines).toEqual([wanted]);
});

test('all mistakes are reported at once', () => {
  const { rules, diagnostics } = parseBindep('x\naa [T]\nbb\ncc >1.0 x\n', 'bindep.txt');
  expect(diagnostics.map(({ place }) => place?.line)).toEqual([1, 2, 4]);
  expect(rules.map(({ name, line }) => `${name} ${line}`)).toEqual(['bb 3']);
});

test('what is no text is refused as a whole', () => {
  expect(parseBindep(Buffer.from([0xff, 0xfe, 0x41]), 'bindep.txt').diagnostics[0]?.message).toBe(
    'bindep.txt cannot be read: it is not text in UTF-8',
  );
});

const pieces = fc.constantFrom(
  ...[
    'aa',
    'libffi-dev',
    ' ',
    '  ',
    '[',
    ']',
    '(',
    ')',
    '!',
    'test',
    'platform:dpkg',
    'platform:rpm',
    '>=1.0',
    ',',
    '#',
  ],
  ...['\n', '\t', '\r', 'ü', '<2', '\ufeff', '\0', ':', '-', '==1:2-3'],
);

test('no input crashes it, and a line is either a rule or a mistake', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const { rules, diagnostics } = parseBindep(text, 'f');
      const kept = new Set(rules.map(({ line }) => line));
      for (const { place, severity } of diagnostics) {
        expect(severity).toBe('error');
        const isLast = place?.line === text.split('\n').length;
        if (place !== undefined && !isLast && place.line > 1) expect(kept.has(place.line)).toBe(false);
      }
    }),
    { numRuns: 2000 },
  );
});

test('long lines take no longer than long files', () => {
  const size = 100_000;
  for (const line of [
    `aa [${'('.repeat(size)}`,
    `aa [${'test '.repeat(size)}`,
    `aa ${' '.repeat(size)}x`,
    'a'.repeat(size),
  ])
    parseBindep(`${line}\n`, 'f');
  parseBindep(`aa >=${'1-'.repeat(size)}\n`, 'f');
  parseBindep('x\n'.repeat(size), 'f');
});

const profile = fc.constantFrom('test', 'doc', 'platform:dpkg', 'platform:debian-12', 'platform:rpm');
const word = fc.tuple(fc.boolean(), profile).map(([not, name]) => `${not ? '!' : ''}${name}`);
const rule = fc.record({
  name: fc.constant('aa'),
  selector: fc.array(fc.oneof(word, fc.array(word, { minLength: 1, maxLength: 3 })), { maxLength: 5 }),
  versions: fc.constant([]),
  line: fc.constant(1),
});

test('selecting in two steps is selecting at once', () => {
  fc.assert(
    fc.property(
      rule,
      fc.subarray(['test', 'doc']),
      fc.subarray(['platform:dpkg', 'platform:debian-12', 'platform:rpm']),
      (each, user, platforms) => {
        const atOnce = selectRules([each], [...user, ...platforms]).length;
        expect(selectRules(narrowRules([each], user), platforms).length).toBe(atOnce);
      },
    ),
    { numRuns: 3000 },
  );
});
