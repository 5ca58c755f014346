import { expect, test } from 'vitest';
import { formatDiagnostics } from '../../../src/base/format-diagnostics.ts';
import { readDoxYml } from '../../../src/config/dox-yml.ts';

const files: Readonly<Record<string, string>> = {
  'bindep.txt': 'aa\nbb [test]\ncc [doc]\ndd [default]\n',
  'other-requirements.txt': 'old\n',
  'sub/list.txt': 'sub [test]\n',
};

function read(text: string, there: Readonly<Record<string, string>> = files) {
  return readDoxYml({
    file: '/code/shop/dox.yml',
    root: '/code/shop',
    text,
    exists: () => 'file',
    read: (path) => (there[path] === undefined ? null : Buffer.from(there[path])),
  });
}

/** `FILE PROFILES: PACKAGES` of each target. */
function bindeps(text: string, there = files): readonly string[] {
  const { config, diagnostics } = read(text, there);
  if (config === null) throw new Error(formatDiagnostics(diagnostics));
  return config.targets.map(({ bindep }) =>
    bindep === null ? 'none' : `${bindep.file} ${bindep.profiles}: ${bindep.rules.map(({ name }) => name)}`,
  );
}

function complaints(text: string, there = files): string {
  return formatDiagnostics(read(text, there).diagnostics);
}

const flat = (line = ''): string => `image: debian:12\ncommands: ['true']\n${line}\n`;

test.each([
  ['by itself', flat(), ['bindep.txt test: aa,bb']],
  ['off', flat('bindep: false'), ['none']],
  ['on', flat('bindep: true'), ['bindep.txt test: aa,bb']],
  ['a profile', flat('bindep: doc'), ['bindep.txt doc: aa,cc']],
  ['profiles', flat('bindep: [test, doc]'), ['bindep.txt test,doc: aa,bb,cc']],
  ["none, which is bindep's own default", flat('bindep: []'), ['bindep.txt default: aa,dd']],
  ['another file', flat('bindep: {file: sub/list.txt}'), ['sub/list.txt test: sub']],
  ['both', flat('bindep: {file: bindep.txt, profiles: [doc]}'), ['bindep.txt doc: aa,cc']],
  ['a section of the first dox', "testing:\n  image: a\n  commands: ['true']\n", ['bindep.txt test: aa,bb']],
  [
    'each target for itself',
    "image: a\nbindep: doc\ntargets:\n  x: {commands: ['true']}\n  y: {commands: ['true'], bindep: false}\n",
    ['bindep.txt doc: aa,cc', 'none'],
  ],
])('%s', (_, text, wanted) => {
  expect(bindeps(text)).toEqual(wanted);
});

test('other-requirements.txt counts where there is no bindep.txt', () => {
  expect(bindeps(flat(), { 'other-requirements.txt': 'old\n' })).toEqual(['other-requirements.txt test: old']);
  expect(bindeps(flat(), {})).toEqual(['none']);
});

test('what is asked for must be there', () => {
  expect(complaints(flat('bindep: true'), {})).toContain(
    'dox.yml:3:9: error: "bindep" of target "testing": there is no "bindep.txt" or "other-requirements.txt" in the project',
  );
  expect(complaints(flat('bindep: {file: nope.txt}'))).toContain('there is no "nope.txt" in the project');
});

test.each([
  ['bindep: Test', '"bindep" must be true, false, a profile, a list of profiles, or a mapping with file and profiles'],
  ['bindep: [a, B]', 'item 2 of "bindep" must be a profile (lower case letters, digits, ".", ":" and "-"), not "B"'],
  ['bindep: {profile: test}', 'unknown key "profile" in "bindep"'],
])('%s', (line, message) => {
  expect(complaints(flat(line))).toContain(message);
});

test('a mistake in bindep.txt has its place, once, and a way out', () => {
  const said = complaints("image: a\ntargets:\n  x: {commands: ['true']}\n  y: {commands: ['true']}\n", {
    'bindep.txt': 'aa\nbb [Test]\n',
  });
  expect(said).toContain('bindep.txt:2:5');
  expect(said.match(/cannot be part of a profile/g)).toHaveLength(1);
  expect(said).toContain('"bindep: false" in dox.yml leaves the file alone');
});

// bindep opens its file as text, and Python makes one newline of each of these (io.TextIOWrapper, newline=None)
test.each([
  ['Windows', 'aa\r\n# ü\r\n\r\nbb [test]\r\ncc [doc] # x\r\n'],
  ['the old Macintosh', 'aa\r# ü\r\rbb [test]\rcc [doc]\r'],
  ['several systems', 'aa\r\n\rbb [test]\n\ncc [doc]\r'],
])('a file with the line ends of %s is read as bindep reads it', (_, text) => {
  expect(bindeps(flat(), { 'bindep.txt': text })).toEqual(['bindep.txt test: aa,bb']);
});

test('the places of mistakes are right in such a file', () => {
  expect(complaints(flat(), { 'bindep.txt': 'aa\r\nb\r\n' })).toContain('bindep.txt:2:1: error: "b" is too short');
});
