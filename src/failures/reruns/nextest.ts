import type { Failure } from '../failure.ts';
import { optionTable } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';
import { obstacle } from './js-selection.ts';

/** cargo-nextest: `cargo nextest run -E 'binary_id(=demo::integ) & test(=fails)'`; several `-E` are joined by or. */
export const nextestRerun: RerunSyntax = {
  runner: 'nextest',
  programs: ['cargo nextest run', 'cargo nextest r'],
  commands: (failures) => [['cargo', 'nextest', 'run', ...expressions(failures)]],
  arguments: (failures, own) => obstacle(own, selecting, options) ?? expressions(failures),
};

function expressions(failures: readonly Failure[]): readonly string[] {
  return failures.flatMap(({ id, rerunId }) => {
    const text = rerunId ?? id;
    const at = text.indexOf(' ');
    return ['-E', `binary_id(=${escaped(text.slice(0, at))}) & test(=${escaped(text.slice(at + 1))})`];
  });
}

/** Source: nextest, nextest-filtering/src/parsing/unicode_string.rs. */
function escaped(text: string): string {
  return text.replace(/[\\),]/g, '\\$&');
}

const selecting =
  /^(?:-E|--filterset|--filter-expr|-R|--rerun|--partition|--lib|--bins?|--examples?|--tests?|--benches|--bench|--skip|--exact|--run-ignored|--no-run)(?:=|$)/;

/** `cargo nextest run --help`. */
const options = optionTable(
  `-P --profile --retries -j --test-threads --jobs --build-jobs --max-fail --failure-output --success-output --status-level
  --final-status-level --show-progress --features -F --cargo-profile --target --target-dir --manifest-path --message-format
  --config --config-file --tool-config-file --color -p --package --exclude --archive-file --workspace-remap --no-tests
  --stress-count --stress-duration --slow-timeout -Z`,
  `-q --quiet --cargo-quiet --verbose -v --cargo-verbose --no-fail-fast --ff --fail-fast --nff --no-capture --nocapture
  --hide-progress-bar --workspace --all --release -r --all-features --no-default-features --locked --offline --frozen
  --all-targets --ignore-default-filter --no-output-indent --keep-going`,
);
