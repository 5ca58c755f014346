import { describe, expect, it } from 'vitest';
import { selectTargets } from '../../src/plan/select.ts';
import { bounded, processorTime } from '../support/bounded.ts';

const targets = ['py27', 'py311', 'py313', 'lint', 'docs:html', 'all'];
const select = (
  environments: readonly string[],
  skip: string | null = null,
  defaults: readonly string[] = ['py311', 'lint'],
) => selectTargets({ targets, defaults, environments, skip });

describe('selectTargets', () => {
  it.each<[string[], string[]]>([
    [[], ['py311', 'lint']],
    [['lint'], ['lint']],
    [['lint,py27'], ['lint', 'py27']],
    [
      ['lint', 'py27'],
      ['lint', 'py27'],
    ],
    [[' lint , py27 ,'], ['lint', 'py27']],
    [['py27,lint,py27'], ['py27', 'lint']],
    [['ALL'], targets],
    [['lint,ALL'], ['lint', 'py27', 'py311', 'py313', 'docs:html', 'all']],
    [['all'], ['all']],
    [['py*'], ['py27', 'py311', 'py313']],
    [['py31?'], ['py311', 'py313']],
    [['py31[13]'], ['py311', 'py313']],
    [['py31[!1]'], ['py313']],
    [['py[0-2]*'], ['py27']],
    [['*:*'], ['docs:html']],
    [['py{313,27}'], ['py313', 'py27']],
    [['{py27,lint},all'], ['py27', 'lint', 'all']],
    [['py{27-27,311}'], ['py27', 'py311']],
    [['{py31*,lint}'], ['py311', 'py313', 'lint']],
    [['*'], targets],
  ])('%j gives %j', (environments, expected) => {
    expect(select(environments)).toEqual({ selected: expected, diagnostics: [] });
  });

  it('names every unknown target with what was probably meant', () => {
    const { diagnostics } = select(['py312,lnit', 'zzzzzzzz', 'lint']);
    expect(diagnostics.map((each) => each.message)).toEqual([
      'unknown target "py312"',
      'unknown target "lnit"',
      'unknown target "zzzzzzzz"',
    ]);
    expect(diagnostics[1]?.hint).toBe(`did you mean "lint"? targets: ${targets.join(', ')}`);
    expect(diagnostics[2]?.hint).toBe(`targets: ${targets.join(', ')}`);
  });

  it.each([
    ['py27', ['py2.7-a', 'py2.7-b', 'py3.4'], 'py2.7*'],
    ['py2.7', ['py2.7-a', 'py3.4'], 'py2.7*'],
    ['py34', ['py2.7-a', 'py3.4'], 'py3.4'],
    ['2.7', ['py27', 'py34'], 'py27'],
    ['py2.7', ['py27-django18'], 'py27*'],
    ['py310', ['python3.10-x', 'py3.1'], 'python3.10*'],
  ])('%s is a Python that targets name otherwise: %j', (name, names, meant) => {
    const given = { targets: names, defaults: [], skip: null };
    const [found] = selectTargets({ ...given, environments: [name] }).diagnostics;
    expect(found).toMatchObject({ message: `unknown target "${name}"`, hint: expect.stringContaining(`"${meant}"?`) });
    expect(selectTargets({ ...given, environments: [meant] }).diagnostics).toEqual([]);
  });

  it.each<[string[], string]>([
    [['x*'], 'no target matches "x*"'],
    [['py{27,99}'], 'unknown target "py99"'],
    [['Lint'], 'unknown target "Lint"'],
    [[''], '-e names no target'],
    [[','], '-e names no target'],
    [['{1-100}{1-100}'], '-e "{1-100}{1-100}": it stands for 10000 names'],
    [['py{27'], '-e "py{27": its braces do not match'],
  ])('%j is an error', (environments, message) => {
    const { diagnostics } = select(environments);
    expect(diagnostics[0]).toMatchObject({ severity: 'error' });
    expect(diagnostics[0]?.message).toContain(message);
  });

  it.each<[string[], string, string[]]>([
    [['ALL'], 'py3', ['py27', 'lint', 'docs:html', 'all']],
    [['ALL'], '^(lint|all)$', ['py27', 'py311', 'py313', 'docs:html']],
    [[], 'lint', ['py311']],
  ])('%j less %s', (environments, skip, expected) => {
    expect(select(environments, skip)).toEqual({ selected: expected, diagnostics: [] });
  });

  it('is never green with nothing to run', () => {
    expect(select([], '.').diagnostics).toMatchObject([{ severity: 'error' }]);
    expect(select([], null, []).diagnostics).toMatchObject([{ severity: 'error', message: 'no target is selected' }]);
  });

  it('refuses a bad regular expression', () => {
    expect(select([], '(').diagnostics).toMatchObject([
      { message: expect.stringContaining('--skip-env is not a regular') },
    ]);
  });

  it('takes a hostile glob in time', () => {
    const took = processorTime();
    selectTargets({ targets: ['a'.repeat(5000)], defaults: [], environments: [`${'*a'.repeat(200)}b`], skip: null });
    expect(took()).toBeLessThan(bounded);
  });

  it('names only some of very many targets', () => {
    const many = Array.from({ length: 2000 }, (_, index) => `t${index}`);
    const { diagnostics } = selectTargets({ targets: many, defaults: many, environments: ['nope'], skip: null });
    expect(diagnostics[0]?.hint).toMatch(/t29 and 1970 more$/);
  });

  describe('by labels', () => {
    const labelled = [
      { name: 'lint', labels: ['fast', 'static'] },
      { name: 'py27', labels: ['unit'] },
      { name: 'py311', labels: ['unit', 'fast', 'a, b'] },
    ];
    const targets = ['lint', 'py27', 'py311', 'docs'];
    const select = (labels: readonly string[], environments: readonly string[] = [], skip: string | null = null) =>
      selectTargets({ targets, defaults: ['py311', 'docs'], environments, labels, labelled, skip });

    it.each([
      [['fast'], ['py311', 'lint']],
      [['unit'], ['py311', 'py27']],
      [['static,unit'], ['py311', 'lint', 'py27']],
      [
        ['static', 'unit'],
        ['py311', 'lint', 'py27'],
      ],
      [['a, b'], ['py311']],
    ])('%j, in the order of the defaults and of the file', (labels, expected) => {
      expect(select(labels)).toEqual({ selected: expected, diagnostics: [] });
    });

    it('adds to what -e names, and --skip-env takes away', () => {
      expect(select(['fast'], ['docs']).selected).toEqual(['docs', 'py311', 'lint']);
      expect(select(['fast'], [], '^py').selected).toEqual(['lint']);
    });

    it('knows what is meant, and what there is', () => {
      expect(select(['fsat']).diagnostics).toEqual([
        {
          severity: 'error',
          message: 'no target has the label "fsat"',
          hint: 'did you mean "fast"? labels: fast, static, unit, a, b',
        },
      ]);
      const none = selectTargets({ targets, defaults: [], environments: [], labels: ['fast'], skip: null });
      expect(none.diagnostics[0]?.hint).toBe('no target has labels: name targets with -e');
      expect(select(['']).diagnostics).toMatchObject([{ message: '-m names no label' }]);
    });
  });
});
