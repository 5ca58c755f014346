import type { Failure } from '../failure.ts';
import { optionTable, readOperands } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/** tape, node-tap and scripts in Perl: all of them can run a file again, but no test of it alone. */
export const tapRerun: RerunSyntax = {
  runner: 'tap',
  programs: ['', 'npx ', 'yarn ', 'pnpm '].flatMap((before) => [`${before}tape`, `${before}tap`, `${before}tap run`]),
  commands: (failures) => {
    const tools = [['npx', 'tap', 'run'], ['prove'], ['npx', 'tape']];
    const byTool = tools.map((tool) => [
      ...tool,
      ...files(failures.filter((failure) => toolOf(failure) === tool.at(-1))),
    ]);
    return byTool.filter((words, at) => words.length > (tools[at]?.length ?? 0));
  },
  arguments: (failures, own) => {
    const read = readOperands(
      own.map((text) => ({ text, bare: true })),
      options,
    );
    if (!read.known) return `dox does not know whether ${read.option} takes a value`;
    const [first] = read.operands;
    return first === undefined ? files(failures) : `\`${first.text}\` in its command would run as well`;
  },
};

/** node-tap names a file before its tests. */
function toolOf({ id, rerunId }: Failure): 'run' | 'prove' | 'tape' {
  const file = rerunId ?? id;
  if (file.endsWith('.t') || file.endsWith('.pl')) return 'prove';
  return id === file || id.startsWith(`${file} > `) ? 'run' : 'tape';
}

function files(failures: readonly Failure[]): readonly string[] {
  return [...new Set(failures.map(({ id, rerunId }) => rerunId ?? id))];
}

/** `tape --help` and `tap help`. */
const options = optionTable(
  '-r --require -i --ignore --ignore-pattern -R --reporter -j --jobs -t --timeout -c --color',
  '-b --bail --strict --no-only --disable-coverage --allow-incomplete-coverage --allow-empty-coverage --no-color -C -q -h',
);
