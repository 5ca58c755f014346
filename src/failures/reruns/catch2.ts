import { optionTable, readOperands } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/** A program that was built with Catch2: `'one,the other\, with a comma'`. */
export const catch2Rerun: RerunSyntax = {
  runner: 'catch2',
  programs: [],
  commands: () =>
    'dox does not know the path of the program that holds these tests: give it their names, separated by commas',
  arguments: (failures, own) => {
    const read = readOperands(
      own.map((text) => ({ text, bare: true })),
      catch2Options,
    );
    if (!read.known) return `dox does not know whether ${read.option} of Catch2 takes a value`;
    const [spec] = read.operands;
    if (spec !== undefined) return `\`${spec.text}\` selects tests already`;
    return [failures.map(({ id, rerunId }) => escaped(rerunId ?? id)).join(',')];
  },
};

/** What its test specs take for more than itself (src/catch2/internal/catch_test_spec_parser.cpp). */
function escaped(name: string): string {
  return name.replace(/[\\,[\]"~]/g, '\\$&');
}

/** `--help` of Catch2, 2.13 and 3. */
const catch2Options = optionTable(
  `-r -o -n -x -w -d -D -f -c -v --reporter --out --name --abortx --warn --durations --min-duration --input-file --section
  --verbosity --order --rng-seed --use-colour --colour-mode --wait-for-keypress --benchmark-samples
  --benchmark-resamples --benchmark-confidence-interval --benchmark-warmup-time --shard-count --shard-index`,
  '-s -b -e -i -a -# --success --break --nothrow --invisibles --abort --filenames-as-tags --libidentify --benchmark-no-analysis --skip-benchmarks --allow-running-no-tests',
);
