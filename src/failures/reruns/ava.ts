import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/** AVA: `npx ava a.test.js '--match=a title'`. */
export const avaRerun: RerunSyntax = {
  runner: 'ava',
  programs: ['', 'npx ', 'yarn ', 'pnpm ', 'c8 ', 'nyc ', 'npx c8 ', 'npx nyc '].map((before) => `${before}ava`),
  commands: (failures) => {
    const files = failures.map(({ file }) => file);
    const known = files.filter((file) => file !== null && !file.startsWith('/'));
    const all = known.length === files.length ? [...new Set(known)].filter((file) => file !== null) : [];
    return [['npx', 'ava', ...all, ...selection(failures)]];
  },
  arguments: (failures, own) => {
    const selects = own.find((word) => /^(?:-m|--match)(?:=|$)/.test(word));
    return selects === undefined ? selection(failures) : `its ${selects.split('=')[0]} selects tests already`;
  },
};

/** `*` stands for anything, itself too, and cannot be escaped; a `!` at the beginning would turn the pattern round. */
function selection(failures: readonly Failure[]): readonly string[] {
  const titles = failures.map(({ id, rerunId }) => (rerunId ?? id).replace(/^!/, '*'));
  return [...new Set(titles)].map((title) => `--match=${title}`);
}
