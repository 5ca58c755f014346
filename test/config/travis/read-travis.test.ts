import { describe, expect, it } from 'vitest';
import { readTravis } from '../../../src/config/travis/read-travis.ts';
import type { TravisJob } from '../../../src/config/travis/travis-project.ts';

function jobsOf(text: string): readonly TravisJob[] {
  const { project, diagnostics } = readTravis({ shown: '.travis.yml', text });
  if (project === null) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return project.jobs;
}

/** A job in short: its version, its variables and, if it has one, its stage. */
function short({ version, env, stage, axes, os }: TravisJob): string {
  const facts = [
    version,
    os === 'linux' ? null : os,
    ...Object.values(axes),
    ...env.map(({ name, raw }) => `${name}=${raw}`),
  ];
  return [...facts, stage === null ? null : `(${stage})`].filter((fact) => fact !== null).join(' ');
}

/** https://docs.travis-ci.com/user/build-matrix and lib/travis/yml/matrix.rb of travis-yml. */
describe('the matrix', () => {
  it.each([
    ['is a product', 'python: [2.7, 3.10]\nenv: [A=1, A=2]', ['2.7 A=1', '2.7 A=2', '3.10 A=1', '3.10 A=2']],
    ['takes one value for a list of one', 'python: 3.10\nenv: A=1 B="x y"', ['3.10 A=1 B="x y"']],
    ['knows both names of its keys', 'python: 3.9\nenv: {matrix: [A=1], global: [G=1]}', ['3.9 G=1 A=1']],
    ['multiplies systems first', 'os: [linux, osx]\npython: [2.7, 3.9]', ['2.7', '3.9', '2.7 osx', '3.9 osx']],
    ['adds included jobs', 'python: [2.7, 3.9]\njobs: {include: [{python: 3.8}]}', ['2.7', '3.9', '3.8']],
    ['is included jobs alone where it would be one', 'python: 3.9\nmatrix: {include: [{env: A=1}]}', ['3.9 A=1']],
    [
      'gives included jobs the first of all',
      'python: [2.7, 3.9]\nenv: [A=1, A=2]\njobs: [{env: B=1}, {python: 3.5}]',
      ['2.7 A=1', '2.7 A=2', '3.9 A=1', '3.9 A=2', '2.7 B=1', '3.5 A=1'],
    ],
    ['lets an empty env of a job be none', 'python: [2.7]\nenv: [A=1]\njobs: [{env: , python: 3.5}]', ['3.5']],
    [
      'carries a stage on',
      'python: 2.7\njobs: [{stage: a}, {python: 3.5}, {stage: b, python: 3.6}]',
      ['2.7 (a)', '3.5 (a)', '3.6 (b)'],
    ],
    [
      'excludes by all that is named',
      'python: [2.7, 3.9]\nenv: [A=1, A=2]\njobs: {exclude: [{python: 2.7, env: A=2}]}',
      ['2.7 A=1', '3.9 A=1', '3.9 A=2'],
    ],
    [
      'excludes included jobs, too',
      'python: [2.7, 3.9]\njobs: {include: [{python: 3.8}], exclude: [{python: 3.8}]}',
      ['2.7', '3.9'],
    ],
    [
      'excludes whatever is global',
      'env: {global: G=1, jobs: [A=1, A=2]}\npython: 3.9\njobs: {exclude: [{env: A=1}]}',
      ['3.9 G=1 A=2'],
    ],
    ['drops doubles', 'python: [2.7, 2.7]\njobs: [{python: 2.7}]', ['2.7']],
    [
      'leaves out what its language has not',
      'python: [2.7, 3.9]\nnode_js: [1, 2]\ncompiler: [gcc, clang]',
      ['2.7', '3.9'],
    ],
    ['has one job where nothing makes more', 'script: make', ['']],
  ])('%s', (_, text, expected) => {
    expect(jobsOf(`language: python\n${text}`).map(short)).toEqual(expected);
  });
});

describe('YAML', () => {
  it.each([
    ['the last of two equal keys counts', 'script: a\nscript: b', ['b']],
    ['a merge key gives what is not said', '_x: &x {script: a}\njobs: [{<<: *x, name: n}]', ['a']],
    ['what is below a merge key wins', '_x: &x {script: a}\njobs: [{<<: *x, script: b}]', ['b']],
    ['a merge key wins over what is above it', '_x: &x {script: a}\njobs: [{script: b, <<: *x}]', ['a']],
    ['lists in lists are one', '_x: &x [a, b]\nscript: [*x, c]', ['a', 'b', 'c']],
    ['an alias without an anchor is nothing', 'script: [a, *b]', ['a']],
    ['a truth is a command', 'script: [true, 3.10, yes]', ['true', '3.10', 'yes']],
    ['only the first document is read', 'script: a\n---\nscript: b', ['a']],
    ['a block at the end has no line end', 'script: |\n  a\n  b\n', ['a\nb']],
  ])('%s', (_, text, expected) => {
    expect(jobsOf(text)[0]?.phases.script?.map((step) => step.text)).toEqual(expected);
  });
});

describe('a job', () => {
  it('has no phase where null is written for one that others have', () => {
    const [job] = jobsOf('install: a\nscript: b\njobs: [{install: }]');
    expect(job?.phases.install).toEqual([]);
    expect(job?.phases.before_install).toBeNull();
  });

  it.each([
    ['C++', 'cpp'],
    ['nodejs', 'node_js'],
    ['minimal', 'shell'],
    ['Python', 'python'],
    ['jvm', 'java'],
    ['cobol', 'cobol'],
  ])('in %s is one of %s', (written, language) => {
    expect(jobsOf(`language: ${written}\nscript: a`)[0]?.language).toBe(language);
  });

  it.each([
    ['A=1\nmatrix', { fast_finish: true, allow_failures: [{ python: '2.7' }] }, [true, false]],
    ['A=1\nmatrix', { allow_failures: [{ python: '2.7', env: 'B=1' }] }, [false, false]],
    ['A=1\nmatrix', { allow_failures: [{ env: 'A=1' }] }, [true, true]],
    ['A=1\nmatrix', { allow_failures: [{ python: '2.7', os: 'osx' }] }, [false, false]],
  ])('may fail where all that an entry says is true of it: %s %j', (env, matrix, expected) => {
    const text = `language: python\npython: [2.7, 3.9]\nscript: a\nenv: ${env}: ${JSON.stringify(matrix)}`;
    expect(jobsOf(text).map(({ allowFailure }) => allowFailure)).toEqual(expected);
  });

  it('counts what is encrypted', () => {
    const [job] = jobsOf('script: a\nenv: {global: [{secure: x}, A=1, {B: {secure: y}, C: 2}]}');
    expect(job).toMatchObject({
      secure: 2,
      env: [
        { name: 'A', raw: '1' },
        { name: 'C', raw: '2' },
      ],
    });
  });

  it('that cannot be read as text is refused', () => {
    const { project, diagnostics } = readTravis({ shown: '.travis.yml', text: new Uint8Array([0xff, 0xfe, 0]) });
    expect(project).toBeNull();
    expect(diagnostics[0]?.message).toBe('.travis.yml cannot be read: it is not text in UTF-8');
  });
});
