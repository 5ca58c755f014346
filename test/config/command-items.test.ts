import { describe, expect, it, test } from 'vitest';
import type { Command } from '../../src/config/config.ts';
import { complaints, target } from './read.ts';

/** Without places. */
function commands(yaml: string): readonly Command[] {
  return target(`image: i\ncommands:\n  - ${yaml}\n`, 'testing').commands.map(({ place: _, ...command }) => command);
}

const argv = (words: readonly string[], more: object = {}) => ({
  kind: 'argv',
  argv: words,
  ignoreExit: false,
  invertExit: false,
  ...more,
});

describe('a command', () => {
  it.each([
    ['[pytest, -k, "one two"]', argv(['pytest', '-k', 'one two'])],
    ['[echo, 3.10, "", true]', argv(['echo', '3.10', '', 'true'])],
    ['{run: [rm, -f, x], ignore_exit: true}', argv(['rm', '-f', 'x'], { ignoreExit: true })],
    ['{run: [-f x], invert_exit: true}', argv(['-f x'], { invertExit: true })],
    ['{run: [a], keep_going: true, always: true}', argv(['a'], { keepGoing: true, always: true })],
    ['{run: [a], keep_going: false, always: false}', argv(['a'])],
    [
      '{tox: "a {posargs:b c}"}',
      argv(['a {posargs:b c}'], { line: { text: 'a {posargs:b c}', splitting: { escape: '', comment: '#' } } }),
    ],
    [
      '{tox: "a", rules: tox4, python: 2.7}',
      argv(['a'], { line: { text: 'a', splitting: { escape: '\\', comment: '' }, python: '2.7' } }),
    ],
    ['{script: a | b}', { kind: 'script', text: 'a | b' }],
    ['{script: "a | b", keep_going: true}', { kind: 'script', text: 'a | b', keepGoing: true }],
    ['{keep_going: true, script: "a;\\nb"}', { kind: 'script', text: 'a;\nb', keepGoing: true }],
    ['"  quoted "', { kind: 'script', text: '  quoted ' }],
  ])('%s', (yaml, expected) => {
    expect(commands(yaml)).toEqual([expected]);
  });

  it.each([
    ['[ -f x ]', 'item 1 of "commands" is read as a list, since it begins with "["'],
    ['[]', 'item 1 of "commands" must be a command'],
    ['{run: rm -f x}', 'item 1 of "commands" must be a command'],
    ['{run: [a], tox: a}', 'item 1 of "commands" must be a command'],
    ['{run: [a], ignore: true}', 'unknown key "ignore" in "commands"'],
    ['{run: [a], script: a}', 'item 1 of "commands" must be a command'],
    ['{script: a, always: true}', 'item 1 of "commands" must be a command'],
    ['{script: [a]}', 'item 1 of "commands" must be a command'],
    ['{tox: a, rules: tox5}', 'item 1 of "commands" must be a command'],
    ['{ignore_exit: true}', 'is read as a mapping'],
  ])('cannot be %s', (yaml, message) => {
    expect(complaints(`image: i\ncommands:\n  - ${yaml}\n`)).toContain(message);
  });
});

test.each([
  ['append', 'list'],
  ['refuse', 'block'],
  ['ignore', 'tox'],
] as const)('arguments: %s', (value, form) => {
  const text = `image: i\narguments: ${value}\ntargets:\n  a: {commands: [x]}\n  b: {commands: "x\\ny"}\n`;
  expect(['a', 'b'].map((name) => target(text, name).commandsForm)).toEqual([form, form]);
});

test('no commands at all are a mistake, unless it is said that they are meant', () => {
  expect(complaints('image: i\ncommands: []\n')).toContain('not an empty list');
  expect(target('image: i\ncommands: []\nallow_empty: true\n', 'testing').commands).toEqual([]);
});
