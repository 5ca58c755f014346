import type { Failure } from '../failure.ts';
import { optionTable } from '../operands.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';
import { obstacle } from './js-selection.ts';

/**
 * cargo test: `cargo test --lib -- --exact tests::adds`. The name of a doc test has blanks, at which rustdoc splits it, so that
 * only the item can be selected, with all its examples.
 */
export const cargoRerun: RerunSyntax = {
  runner: 'cargo',
  programs: ['cargo test', 'cargo t'],
  commands: (failures) => {
    const all = selections(failures);
    return typeof all === 'string' ? all : all.map((words) => ['cargo', 'test', ...words]);
  },
  arguments: (failures, own) => {
    const reason = obstacle(own, selecting, options);
    if (reason !== null) return reason;
    const all = selections(failures);
    if (typeof all === 'string') return all;
    const [selection, ...others] = all;
    if (selection === undefined || others.length > 0)
      return 'cargo test cannot select tests of several targets at once';
    return selection;
  },
};

/** One for each target; a target without names runs as a whole. */
function selections(failures: readonly Failure[]): readonly (readonly string[])[] | string {
  const targets = new Map<string, Set<string> | null>();
  for (const { id, rerunId } of failures) {
    const [flags = '', ...rest] = (rerunId ?? id).split(' -- ');
    const name = rest.join(' -- ');
    const isDoc = flags.endsWith('--doc');
    const selector = isDoc && name !== '' ? itemOf(name) : name;
    if (selector === null) return `cargo test cannot select the doc test ${name} alone`;
    const known = targets.get(flags);
    if (name === '' || known === null) targets.set(flags, null);
    else targets.set(flags, (known ?? new Set()).add(selector));
  }
  return [...targets].map(([flags, names]) => {
    const target = flags.split(' ');
    if (names === null) return target;
    return [...target, '--', ...(flags.endsWith('--doc') ? [] : ['--exact']), ...names];
  });
}

/** `add` of `src/lib.rs - add (line 1)`. */
function itemOf(name: string): string | null {
  return /^\S+ - (\S+) \(line \d+\)/.exec(name)?.[1] ?? null;
}

const selecting =
  /^(?:--lib|--bins?|--examples?|--tests?|--benches|--bench|--doc|--all-targets|-p|--package|--workspace|--all|--no-run)(?:=|$)/;

/** `cargo test --help`. */
const options = optionTable(
  `-F --features -j --jobs --profile --target --target-dir --manifest-path --message-format --color --config -Z
  --exclude --lockfile-path`,
  `-q --quiet -v -vv --verbose --no-fail-fast -r --release --all-features --no-default-features --ignore-rust-version
  --locked --offline --frozen --future-incompat-report --keep-going --timings --unit-graph`,
);
