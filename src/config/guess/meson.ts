import { cImage } from './c-tools.ts';
import type { Guess, GuessRule } from './guess-rule.ts';

/** Meson with tests, built outside of the tree. */
export const meson: GuessRule = {
  tool: 'meson',
  looksFor: 'meson.build with test()',
  guess(look): Guess | null {
    if (!look.has('meson.build')) return null;
    const isTested = look.find(/^meson\.build$/, 2).some((file) => /^[ \t]*test[ \t]*\(/m.test(look.text(file)));
    const commands = ['meson setup /tmp/build', 'meson test -C /tmp/build --print-errorlogs {posargs}'];
    return { seen: ['meson.build'], ...cImage, commands: isTested ? commands : null };
  },
};
