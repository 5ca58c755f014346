import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';
import { filterName } from '../runners/phpunit-name.ts';

const selecting = /^--(?:filter|exclude-filter|group|exclude-group|covers|uses|run-test-id)(?:=|$)/;

/** `--filter` is a regular expression that is searched for in `Class::method with data set #1`. */
export const phpunitRerun: RerunSyntax = {
  runner: 'phpunit',
  programs: ['phpunit', 'php vendor/bin/phpunit', 'php artisan test'],
  commands: (failures) => {
    const words = select(failures);
    return typeof words === 'string' ? words : [['phpunit', ...words]];
  },
  arguments(failures, own) {
    const selects = own.find((word) => selecting.test(word));
    return selects === undefined ? select(failures) : `\`${selects}\` in its command selects tests already`;
  },
};

function select(failures: readonly Failure[]): readonly string[] | string {
  const file = failures.find(({ unit, rerunId }) => unit === 'module' || rerunId?.endsWith('.phpt'));
  if (file !== undefined) return `phpunit cannot select ${file.id} together with tests`;
  const names = failures.map((failure) => {
    const name = escaped(filterName(failure.rerunId ?? failure.id));
    return failure.unit === 'class' ? `${name}::.*` : name;
  });
  return ['--filter', `/^(?:${names.join('|')})$/`];
}

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/#-]/g, '\\$&');
}
