import type { Guess, GuessRule } from './guess-rule.ts';

/** Perl: the Makefile.PL or Build.PL builds, then prove runs what is in t/. What it depends on comes from CPAN. */
export const perl: GuessRule = {
  tool: 'perl',
  looksFor: 'Makefile.PL, Build.PL, cpanfile, t/*.t',
  guess(look): Guess | null {
    const builders = look.present(['Makefile.PL', 'Build.PL', 'cpanfile']);
    const tests = look.named(/\.t$/, 't');
    if (
      builders.length === 0 &&
      !tests.some((name) => /^#!.*\bperl\b|\buse (?:strict|Test)/m.test(look.text(`t/${name}`)))
    )
      return null;
    const needsCpan =
      look.has('cpanfile') ||
      /\b(?:PREREQ_PM|[A-Z]+_REQUIRES|requires)\b/.test(builders.map((each) => look.text(each)).join('\n'));
    const plain = look.has('cpanfile') && !look.has('Makefile.PL') && !look.has('Build.PL');
    const compiles = look.find(/\.xs$/).length > 0;
    const build = !compiles ? [] : look.has('Build.PL') ? ['perl Build.PL', './Build'] : ['perl Makefile.PL', 'make'];
    return {
      seen: [...builders, ...(tests.length === 0 ? [] : ['t'])],
      isWeak: builders.length === 0,
      image: 'debian:bookworm-slim',
      system: ['perl', 'make', ...(needsCpan || compiles ? ['cpanminus', 'gcc', 'libc6-dev', 'ca-certificates'] : [])],
      add: plain ? ['cpanfile'] : [],
      prep: plain ? ['cpanm --notest --installdeps .'] : [],
      commands:
        tests.length === 0
          ? null
          : [
              ...(needsCpan && !plain
                ? ['cpanm --local-lib /tmp/perl5 --notest --installdeps .', 'export PERL5LIB=/tmp/perl5/lib/perl5']
                : []),
              ...build,
              `prove ${compiles ? '-b' : '-l'} -r {posargs:t}`,
            ],
    };
  },
};
