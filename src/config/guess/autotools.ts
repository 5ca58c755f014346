import { cImage } from './c-tools.ts';
import type { Guess, GuessRule } from './guess-rule.ts';

/** Autotools: in the tree, as they are made for; what they leave there is what the project's own .gitignore names. */
export const autotools: GuessRule = {
  tool: 'autotools',
  looksFor: 'configure.ac, Makefile.am, configure',
  guess(look): Guess | null {
    const seen = look.present(['configure.ac', 'configure.in', 'Makefile.am', 'autogen.sh', 'bootstrap']);
    const source = look.first(['configure.ac', 'configure.in']);
    if (source === null && !(look.has('configure') && look.has('Makefile.in'))) return null;
    const script = look.first(['autogen.sh', 'bootstrap']);
    const generate = script === null ? 'autoreconf --install' : `NOCONFIGURE=1 sh ./${script}`;
    return {
      seen: source === null ? ['configure', 'Makefile.in'] : seen,
      ...cImage,
      commands: [
        ...(source === null ? [] : [`test -x configure || ${generate}`]),
        './configure',
        'make',
        'make check {posargs}',
      ],
    };
  },
};
