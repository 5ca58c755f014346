import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';
import { titlePattern } from './js-selection.ts';

/**
 * playwright: `playwright test a.spec.ts -g '^ ?project a\.spec\.ts suite title( @\S+)*$'`. It matches the pattern against
 * project, file, titles and tags with blanks between them (playwright, src/common/test.ts), so this alone is enough, also
 * for tests that stand in one line of a file.
 */
export const playwrightRerun: RerunSyntax = {
  runner: 'playwright',
  programs: ['playwright test', ...['npx', 'yarn', 'pnpm', 'pnpm exec', 'bunx'].map((by) => `${by} playwright test`)],
  commands: (failures) => {
    const files = [...new Set(failures.flatMap(({ file }) => file ?? []))];
    const patterns = files.map((file) => file.replace(/[\\^$*+?()[\]{}|]/g, '\\$&'));
    return [['npx', 'playwright', 'test', ...patterns, ...selection(failures)]];
  },
  arguments: (failures, own) => {
    const selects = own.find((word) => selecting.test(word));
    return selects === undefined ? selection(failures) : `its ${selects.split('=')[0]} selects tests already`;
  },
};

const selecting = /^(?:-g|--grep|--last-failed|--only-changed|--test-list|--list)(?:=|$)/;

function selection(failures: readonly Failure[]): readonly string[] {
  const patterns = [...new Set(failures.map(({ id, rerunId }) => patternOf(rerunId ?? id)))];
  const any = patterns.length === 1 ? patterns[0] : `(${patterns.join('|')})`;
  return ['-g', `^ ?${any}( @\\S+)*$`];
}

const parts = /^(?:\[(.{1,500}?)\] › )?(\S.{0,1000}?):\d{1,9}:\d{1,9} › (.*)$/;
/** Tags that are in no title are printed behind it. */
const tags = /( @\S+)+$/;

function patternOf(id: string): string {
  const match = parts.exec(id);
  if (match?.[2] === undefined || match[3] === undefined) return titlePattern(id, '›');
  const project = match[1] === undefined ? '' : `${titlePattern(match[1], '›')} `;
  return `${project}${titlePattern(match[2], '›')} ${titlePattern(match[3].replace(tags, ''), '›')}`;
}
