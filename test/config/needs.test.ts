import { describe, expect, it } from 'vitest';
import { complaints, config } from './read.ts';

/** Targets with these values of `needs`. */
function text(needs: Readonly<Record<string, string>>): string {
  const targets = Object.entries(needs).map(([name, value]) => `  ${name}: {commands: [x], needs: ${value}}`);
  return `image: i\ntargets:\n${targets.join('\n')}\n`;
}

function needsOf(source: string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(config(source).targets.map(({ name, needs }) => [name, needs]));
}

describe('needs', () => {
  it('takes names, lists, braces and patterns, and a pattern not for the target itself', () => {
    const source = text({
      lint: '[]',
      py27: '[]',
      py311: 'lint',
      all: '"*"',
      some: '["py{27,311}", lint]',
      few: '"py*, lint"',
    });
    expect(needsOf(source)).toEqual({
      lint: [],
      py27: [],
      py311: ['lint'],
      all: ['lint', 'py27', 'py311', 'some', 'few'],
      some: ['py27', 'py311', 'lint'],
      few: ['py27', 'py311', 'lint'],
    });
  });

  it('is inherited, and can be taken back', () => {
    const source = `image: i
commands: [x]
targets:
  lint:
  a: {needs: lint}
  b: {extends: a}
  c: {extends: a, needs: []}
  py{27,311}: {needs: "style{1}"}
  style{27,311}:
`;
    expect(needsOf(source)).toMatchObject({ b: ['lint'], c: [], py27: ['style27'], py311: ['style311'] });
  });

  it('does not take what is no target, with its place and what may be meant', () => {
    const said = complaints(text({ lint: '[]', unit: '[lnit]' }));
    // counted from 1: two blanks, and the 30 characters of `unit: {commands: [x], needs: [`
    expect(said).toContain('dox.yml:4:33: error: unknown target "lnit" in "needs" of target "unit"');
    expect(said).toContain('did you mean "lint"?');
  });

  it('does not take a template, which never runs', () => {
    const source = 'image: i\ntargets:\n  base: {timeout: 5m}\n  a: {extends: base, commands: [x], needs: base}\n';
    expect(complaints(source)).toContain('target "base" in "needs" of target "a" has no commands');
  });

  it.each([
    [{ a: 'a' }, 'target "a" needs itself'],
    [{ a: 'b', b: 'a' }, 'targets need each other: a → b → a'],
    [{ z: 'a', a: 'b', b: '[c]', c: '[z2, a]', z2: '[]' }, 'targets need each other: a → b → c → a'],
  ])('says where targets go in a circle: %j', (needs, message) => {
    const said = complaints(text(needs));
    expect(said).toContain(message);
    expect(said.match(/error: /g)).toHaveLength(1);
  });

  it('stands in a target only, since nothing can need itself', () => {
    expect(complaints('image: i\nneeds: [a]\ntargets: {a: {commands: [x]}}\n')).toContain('"needs"');
  });

  it('reads a long chain', () => {
    const names = Array.from({ length: 1500 }, (_, at) => `t${at}`);
    const source = text(Object.fromEntries(names.map((name, at) => [name, at === 0 ? '[]' : `t${at - 1}`])));
    expect(needsOf(source).t1499).toEqual(['t1498']);
  });
});
