import { expect, test } from 'vitest';
import { differences } from '../../src/init/same-plans.ts';
import { config } from '../config/read.ts';

const base = 'image: debian:12\ntargets:\n  unit:\n    env: {A: b}\n    commands: [pytest]\n';
const compared = (left: string, right: string) => differences(config(left), config(right), 'unit', {});

test('a plan is the same as itself, wherever it is written', () => {
  expect(compared(base, `# a comment\n\n${base}`)).toEqual([]);
});

test.each([
  ['another variable', 'A: b', 'A: c', ['targets.0.env.A']],
  ['one variable more', 'A: b', 'A: b, C: d', ['targets.0.env.C']],
  ['another command', '[pytest]', '[pytest -x]', ['targets.0.commands']],
  ['the same command in other words', '[pytest]', '["  pytest"]', ['targets.0.commands']],
  ['a limit', 'env:', 'memory: 2g\n    env:', ['targets.0.container.memory']],
])('%s makes it another', (_, old, by, expected) => {
  expect(compared(base, base.replace(old, by))).toEqual(expected);
});

const ignoring = `arguments: ignore\n${base}`;

test.each([
  ['[pytest]', '[[pytest]]', []],
  ['[pytest a b]', '[[pytest, a, b]]', []],
  ['["pytest {posargs:a b}"]', '[[pytest, "{posargs:a b}"]]', []],
  ['["pytest {posargs:a}"]', '[{tox: "pytest {posargs:a}"}]', []],
  ['["pytest -k={posargs}"]', '[{tox: "pytest -k={posargs}"}]', ['targets.0.commands']],
  ['["a \'{posargs}\'"]', '[{tox: "a \'{posargs}\'"}]', ['targets.0.commands']],
  ['["echo *"]', '[[echo, "*"]]', ['targets.0.commands']],
  ['["rm x || true"]', '[{run: [rm, x], ignore_exit: true}]', ['targets.0.commands']],
  ['["rm x || :"]', '[{run: [rm, x], ignore_exit: true}]', []],
])('commands %s beside %s', (left, right, expected) => {
  expect(compared(ignoring.replace('[pytest]', left), ignoring.replace('[pytest]', right))).toEqual(expected);
});

test('where there is no plan, the same reasons are the same', () => {
  const [none, other] = ['["# nothing"]', '["# nothing at all"]'].map((each) => base.replace('[pytest]', each));
  expect(compared(none ?? '', other ?? '')).toEqual([]);
  expect(compared(none ?? '', base)).toEqual(['whether it runs']);
});

test('what is wrong is the same however many places of a file it is said of', () => {
  const text = `${base}services:\n  one: {image: a, port: 1}\n  two: {image: b, port: 1}\n`;
  const read = config(text);
  const elsewhere = JSON.parse(JSON.stringify(read, (key, value) => (key.startsWith('place') ? undefined : value)));
  expect(differences(elsewhere, read, 'unit', {})).toEqual([]);
});
