import { describe, expect, test } from 'vitest';
import { makePlan } from '../../src/plan/make-plan.ts';
import type { Options } from '../../src/plan/options.ts';
import { config } from '../config/read.ts';

const asked: Options = {
  where: [],
  environments: [],
  skipEnv: null,
  images: [],
  direct: null,
  args: [],
  rebuild: 'no',
  pull: 'missing',
  failFast: false,
  keep: false,
  timeout: null,
};
const planned = (yaml: string, options: Partial<Options> = {}) => makePlan(config(yaml), { ...asked, ...options }, {});

describe('the options that choose a target again', () => {
  test.each<[string, Partial<Options>, string[]]>([
    ['image: a', {}, ['-e testing']],
    ['images: [a, b]', {}, ['-i a -e testing', '-i b -e testing']],
    ['image: a', { images: ['c'] }, ['-i c -e testing']],
    ['image: a', { where: ['-C', 'sub dir'] }, ['-C sub dir -e testing']],
  ])('%s %j', (image, options, expected) => {
    const { plan } = planned(`${image}\ncommands: [make]`, options);
    expect(plan?.targets.map(({ chosenBy }) => chosenBy.join(' '))).toEqual(expected);
  });
});

describe('commands that do nothing', () => {
  test.each(["['# later']", '"{posargs}"', '|\n  # one\n\n  # two\n'])('%s is an error', (commands) => {
    const { plan, diagnostics } = planned(`image: a\ncommands: ${commands}`);
    expect(plan).toBeNull();
    expect(diagnostics[0]?.message).toContain('its commands do nothing');
  });
  test('unless there are arguments, or that is meant', () => {
    expect(planned('image: a\ncommands: "{posargs}"', { args: ['make'] }).plan).not.toBeNull();
    expect(planned("image: a\nallow_empty: true\ncommands: ['# later']").plan).not.toBeNull();
  });
});

test('-c without a command is nobody’s mistake in the file', () => {
  const { diagnostics } = planned('image: a\ncommands: [make]', { direct: 'command' });
  expect(diagnostics).toEqual([{ severity: 'error', message: 'target "testing": -c needs a command' }]);
});
