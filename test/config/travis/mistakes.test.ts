import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpusFolder, namesOf } from './corpus.ts';
import { readText } from './read.ts';

/** `line:column message`, for each mistake that has a place. */
function mistakes(text: string): readonly string[] {
  const { config, diagnostics } = readText(text);
  if (diagnostics.length > 0) expect(config).toBeNull();
  return diagnostics.map(({ place, message }) => `${place?.line}:${place?.column} ${message}`);
}

describe('a mistake', () => {
  it.each([
    ['language: python\nscript: [make', '2:14 a closing "]" is missing before this'],
    ['matrix:\n  - python: 3.7\n      env: A=1', '2:13 ": " makes a mapping of this text'],
    ['script:\n\t- make', '2:1 YAML does not allow tabs as indentation'],
    ['', '1:1 the file must be a mapping of keys to values'],
    ['# nothing', '1:1 the file must be a mapping of keys to values'],
    ['- make', '1:1 the file must be a mapping of keys to values'],
    ['just text', '1:1 the file must be a mapping of keys to values'],
    [
      'language: shell\nscript:\n  - make\n  - echo "a": b',
      '4:5 this command of "script" is read as a mapping, since it has ": " in it: "echo "a": b"',
    ],
  ])('%j', (text, expected) => {
    expect(mistakes(text)).toContain(expected);
  });

  it.each([
    ['script: make\nscript: test', '.travis.yml:2: the key "script" is given twice; the last one counts'],
    [
      "script: make\nenv: A='1",
      '.travis.yml:2: Travis cannot read the variables "A=\'1" and leaves them out: what stands at character 1 is no shell word',
    ],
    [
      'script: make\njobs: {include: [x]}',
      '.travis.yml:2: an entry of "include" that is no mapping, such as {python: 3.9}, says nothing to Travis',
    ],
  ])('that Travis forgives is a note: %j', (text, note) => {
    expect(readText(`language: shell\n${text}`).config?.notes[0]).toBe(note.replace(':2:', ':3:'));
  });
});

describe('a hostile file', () => {
  const wide = (key: string): string => `${key}: [${Array.from({ length: 200 }, (_, at) => `v${at}`).join()}]`;

  it.each([
    [
      'a product of many',
      `language: ruby\nscript: a\n${wide('rvm')}\n${wide('gemfile')}\n${wide('jdk')}\n${wide('env')}`,
    ],
    ['many included jobs', `script: a\njobs: {include: [${'{python: 3.9},'.repeat(1001)}]}`],
    ['many rules', `script: a\njobs: {exclude: [${'{python: 3.9},'.repeat(1001)}]}`],
    [
      'a long script in many jobs',
      `language: ruby\nrvm: [${Array.from({ length: 900 }, (_, at) => at).join()}]\nscript: [${'a,'.repeat(50_000)}]`,
    ],
    [
      'anchors in anchors',
      `_a: &a [x,x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
        .split('')
        .map((name, at) => `_${name}: &${name} [${`*${'abcdefghi'[at]},`.repeat(10)}]`)
        .join('\n')}\nscript: *j`,
    ],
    ['an anchor inside itself', 'script: &a [make, *a]'],
    ['a merge of itself', 'language: shell\n_x: &x {<<: *x, script: make}'],
    ['deep lists', `script: ${'['.repeat(20_000)}`],
    ['deep lists that end', `script: ${'['.repeat(5000)}${']'.repeat(5000)}`],
  ])('with %s is refused', (_, text) => {
    expect(mistakes(text)[0]).toMatch(/^\d+:\d+ /);
  });

  it('with one long text in many places is read', () => {
    const text = `language: shell\n_x: &x ${'y'.repeat(200_000)}\nscript: make\njobs: {include: [${'{name: *x},'.repeat(500)}]}`;
    expect(readText(text).config?.targets).toHaveLength(1);
  });

  const key = fc.constantFrom(
    ...'language os dist arch python node_js rvm env jobs matrix include exclude allow_failures stages stage name if'.split(
      ' ',
    ),
    ...'addons apt packages sources services script install before_install cache global secure <<'.split(' '),
  );
  const word = fc.oneof(
    fc.constantFrom('python', 'ruby', 'go', 'linux', 'osx', '3.9', 'A=1 B="x', 'skip', 'docker', 'tag IS present', ''),
    fc.string(),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      word,
      fc.constantFrom(null, true, 3.1, -0),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    ),
  }));

  it('never makes dox throw, and gives targets or a reason', () => {
    fc.assert(
      fc.property(fc.dictionary(key, value, { maxKeys: 8 }), (root) => {
        const { config, diagnostics } = readText(JSON.stringify(root));
        if (config === null) expect(diagnostics.length).toBeGreaterThan(0);
        else expect(new Set(config.targets.map(({ name }) => name)).size).toBe(config.targets.length);
      }),
      { numRuns: 1000 },
    );
  });

  const folder = corpusFolder();
  it.runIf(folder !== null)('that was a real one before it was cut and mixed is no worse', () => {
    const texts = namesOf(folder ?? '', 'real', '.yml').map((name) =>
      readFileSync(join(folder ?? '', 'real', `${name}.yml`), 'utf8'),
    );
    const slice = fc.tuple(fc.nat(texts.length - 1), fc.nat(4000), fc.nat(1500)).map(([at, start, length]) => {
      return texts[at]?.slice(start, start + length) ?? '';
    });
    fc.assert(
      fc.property(fc.array(slice, { minLength: 1, maxLength: 3 }), fc.nat(1500), (slices, cut) => {
        const text = slices.join('\n');
        for (const each of [text, text.slice(0, cut)]) {
          const { config, diagnostics } = readText(each);
          expect(config !== null || diagnostics.length > 0).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
