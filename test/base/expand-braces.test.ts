import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandBraces, splitNames } from '../../src/base/expand-braces.ts';

function names(pattern: string): string[] | string {
  const expansion = expandBraces(pattern);
  return expansion.ok ? expansion.names.map(({ name }) => name) : expansion.reason;
}

describe('expandBraces', () => {
  it.each([
    ['unit', ['unit']],
    ['py{27,311}', ['py27', 'py311']],
    ['py{27, 311 }', ['py27', 'py311']],
    ['{py27,lint}', ['py27', 'lint']],
    ['py{39,311}-django{3,4}', ['py39-django3', 'py39-django4', 'py311-django3', 'py311-django4']],
    ['py{39,311}{,-slow}', ['py39', 'py39-slow', 'py311', 'py311-slow']],
    ['py{310-312}', ['py310', 'py311', 'py312']],
    ['py{8-10,13}', ['py8', 'py9', 'py10', 'py13']],
    ['py{3.9-rc1}', ['py3.9-rc1']],
    ['a{1,1}', ['a1']],
    ['', ['']],
    ['py{27', 'its braces do not match'],
    ['py}27{', 'its braces do not match'],
    ['a{b{c,d},e}', 'its braces do not match'],
    ['py{}', 'a pair of braces is empty'],
    ['{1-100}{1-100}', 'it stands for 10000 names, the most is 1000'],
  ])('of %j is %j', (pattern, expected) => {
    expect(names(pattern)).toEqual(expected);
  });

  it('says what each pair of braces gave', () => {
    expect(expandBraces('py{39,311}-{a,b}')).toMatchObject({
      names: [{ pieces: ['39', 'a'] }, { pieces: ['39', 'b'] }, { pieces: ['311', 'a'] }, { pieces: ['311', 'b'] }],
    });
  });

  it('never gives a name twice, and each name comes from its pieces', () => {
    const part = fc.stringMatching(/^[a-c0-3,{}-]{0,12}$/);
    fc.assert(
      fc.property(part, (pattern) => {
        const expansion = expandBraces(pattern);
        if (!expansion.ok) return;
        const all = expansion.names.map(({ name }) => name);
        expect(new Set(all).size).toBe(all.length);
        for (const { name, pieces } of expansion.names) {
          let next = 0;
          expect(pattern.replace(/\{[^}]*\}/g, () => pieces[next++] ?? '')).toBe(name);
        }
      }),
    );
  });
});

describe('splitNames', () => {
  it.each([
    ['unit', ['unit']],
    ['lint, py{27,311} ,docs', ['lint', 'py{27,311}', 'docs']],
    [',a,,', ['a']],
    ['', []],
    ['py{27,311', ['py{27,311']],
  ])('of %j is %j', (text, expected) => {
    expect(splitNames(text)).toEqual(expected);
  });
});
