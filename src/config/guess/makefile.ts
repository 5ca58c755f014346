import { cImage } from './c-tools.ts';
import type { Guess, GuessRule } from './guess-rule.ts';

const names = ['GNUmakefile', 'makefile', 'Makefile'] as const;

/** A Makefile: its target `test`, else `check`, else all that it makes, which is then no test. */
export const makefile: GuessRule = {
  tool: 'make',
  looksFor: 'Makefile',
  guess(look): Guess | null {
    const file = look.first(names);
    if (file === null) return null;
    const text = look.text(file);
    const targets = targetsOf(text);
    const target = ['test', 'check'].find((name) => targets.has(name));
    const compiles = look.find(/\.(?:c|cc|cpp|cxx|h|hpp)$/, 2).length > 0;
    const where = compiles ? cImage : { image: cImage.image, system: ['make'] };
    if (target !== undefined) return { seen: [file], ...where, commands: [`make ${target}`] };
    return { seen: [file], ...where, commands: ['make'], allowEmpty: true };
  },
};

/** The targets that a Makefile has rules for; not variables that are set by `:=`. */
function targetsOf(text: string): ReadonlySet<string> {
  const rules = text.split('\n').filter((line) => /^[\w.]/.test(line));
  return new Set(
    rules.flatMap((line) => {
      const colon = line.indexOf(':');
      return colon < 0 || line[colon + 1] === '=' || line.startsWith('::=', colon)
        ? []
        : line.slice(0, colon).split(/\s+/);
    }),
  );
}
