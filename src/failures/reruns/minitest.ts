import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

const selecting = /^(?:-n|-i|-e|-x|--name|--include|--exclude)/;

/** minitest compares a pattern between slashes with `Class#test` (lib/minitest.rb, filter_runnable_methods). */
export const minitestRerun: RerunSyntax = {
  runner: 'minitest',
  programs: ['ruby', 'bundle exec ruby', 'rails test', 'bundle exec rails test'],
  commands: (failures) => [['rake', 'test', testOptions(failures)]],
  arguments(failures, own) {
    const selects = own.find((word) => selecting.test(word));
    return selects === undefined ? ['-n', pattern(failures)] : `\`${selects}\` in its command selects tests already`;
  },
};

function pattern(failures: readonly Failure[]): string {
  const names = failures.map(({ id, rerunId }) => escaped(rerunId ?? id));
  return `/^(?:${names.join('|')})$/`;
}

/** Rake hands TESTOPTS to a shell, minitest's own task splits it as one would: the pattern in it is quoted. */
function testOptions(failures: readonly Failure[]): string {
  return `TESTOPTS=--name='${pattern(failures).replaceAll("'", "'\\''")}'`;
}

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/#]/g, '\\$&');
}
