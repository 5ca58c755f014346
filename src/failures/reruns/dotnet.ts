import type { RerunSyntax } from '../rerun-syntax.ts';

/** https://learn.microsoft.com/dotnet/core/testing/selective-unit-tests; a rerunId is a condition of the filter. */
export const dotnetRerun: RerunSyntax = {
  runner: 'dotnet',
  programs: ['dotnet test'],
  commands: (failures) => [['dotnet', 'test', '--filter', filter(failures)]],
  arguments(failures, own) {
    if (own.some((word) => word === '--filter' || word.startsWith('--filter=')))
      return 'its command has a filter already';
    if (own.includes('--')) return 'its command has a --, behind which a filter would mean something else';
    return ['--filter', filter(failures)];
  },
};

function filter(failures: readonly { readonly id: string; readonly rerunId: string | null }[]): string {
  return [...new Set(failures.map(({ rerunId, id }) => rerunId ?? id))].join('|');
}
