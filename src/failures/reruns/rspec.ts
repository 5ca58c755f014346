import type { RerunSyntax } from '../rerun-syntax.ts';

const selecting = /^(?:-e|-E|-t|-n|-P|--example|--example-matches|--tag|--only-failures|--next-failure|--pattern)/;
/** Options with a value of their own word (`rspec --help`, 3.12). */
const valued = new Set(
  `-I -r -O -f -o --require --options --order --seed --failure-exit-code --error-exit-code --drb-port --format --out
  --deprecation-out --exclude-pattern --default-path`.split(/\s+/),
);

/** `rspec ./spec/a_spec.rb:24 './spec/b_spec.rb[1:3:2]'`: the locations that RSpec itself prints. */
export const rspecRerun: RerunSyntax = {
  runner: 'rspec',
  programs: ['rspec', 'bundle exec rspec'],
  commands: (failures) => [['rspec', ...failures.map(({ id, rerunId }) => rerunId ?? id)]],
  arguments(failures, own) {
    const selects = own.find((word, at) => {
      return selecting.test(word) || (!word.startsWith('-') && !valued.has(own[at - 1] ?? ''));
    });
    if (selects !== undefined) return `\`${selects}\` in its command selects tests already`;
    return failures.map(({ id, rerunId }) => rerunId ?? id);
  },
};
