import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/**
 * `cargo test --lib -- --exact a::b c::d`. Words behind `--` are for the test program; a documentation test's name has blanks,
 * which cargo cuts, so that it can only be looked for by one of its words (`cargo help test`, rustdoc).
 */
export const cargoRerun: RerunSyntax = {
  runner: 'cargo',
  programs: ['cargo test', 'cargo t'],
  commands(failures) {
    const groups = byTarget(failures);
    if (typeof groups === 'string') return groups;
    return [...groups.values()].map((group) => ['cargo', 'test', ...group.options, '--', '--exact', ...group.names]);
  },
  arguments(failures, own) {
    const groups = byTarget(failures);
    if (typeof groups === 'string') return groups;
    const [group, ...more] = groups.values();
    if (group === undefined || more.length > 0) return 'cargo runs the tests of one target at a time by name';
    const at = own.indexOf('--');
    if (at >= 0) return 'its command has a `--` already';
    const operand = own.find((word, index) => !word.startsWith('-') && !takesValue(own[index - 1]));
    if (operand !== undefined) return `\`${operand}\` in its command selects tests already`;
    const selects = own.some((word) => /^--(?:lib|bins?|tests?|doc|examples?|benches|bench|all-targets)$/.test(word));
    return [...(selects ? [] : group.options), '--', '--exact', ...group.names];
  },
};

function takesValue(word: string | undefined): boolean {
  return (
    word !== undefined &&
    /^(?:-[pFjZ]|--(?:package|features|target|target-dir|manifest-path|profile|jobs|color|config|test|bin|example|bench|exclude|message-format))$/.test(
      word,
    )
  );
}

interface Group {
  readonly options: readonly string[];
  readonly names: string[];
}

const owned = /^(?:(\S+) )?(lib|doc|(?:test|bin|bench|example):\S+) (.+)$/;

function byTarget(failures: readonly Failure[]): ReadonlyMap<string, Group> | string {
  const groups = new Map<string, Group>();
  for (const { id, unit } of failures) {
    const match = unit === undefined ? owned.exec(id.slice(0, 3000)) : null;
    const [, , target, name = id] = match ?? [];
    if (unit !== undefined) return `${id} could not be built or ended early`;
    if (target === 'doc') return 'cargo cannot select a documentation test by its whole name';
    const options = target === undefined ? [] : target === 'lib' ? ['--lib'] : optionOf(target);
    const key = options.join(' ');
    const group = groups.get(key) ?? { options, names: [] };
    group.names.push(name);
    groups.set(key, group);
  }
  return groups;
}

function optionOf(target: string): readonly string[] {
  const at = target.indexOf(':');
  return [`--${target.slice(0, at)}`, target.slice(at + 1)];
}

/** A filterset: exact names of exact binaries (nexte.st, "Filterset DSL"). */
export const nextestRerun: RerunSyntax = {
  runner: 'nextest',
  programs: ['cargo nextest run', 'cargo nextest r', 'cargo-nextest nextest run'],
  commands: (failures) => [['cargo', 'nextest', 'run', '-E', filterOf(failures)]],
  arguments: (failures, own) =>
    own.some((word) => /^(?:-E|--filterset|--filter-expr|-R|--rerun)(?:=|$)/.test(word))
      ? 'its filter selects tests already'
      : ['-E', filterOf(failures)],
};

function filterOf(failures: readonly Failure[]): string {
  return failures
    .map(({ id }) => {
      const at = id.indexOf(' ');
      return `(binary_id(=${escaped(id.slice(0, at))}) & test(=${escaped(id.slice(at + 1))}))`;
    })
    .join(' | ');
}

function escaped(text: string): string {
  return text.replace(/[\\(),/]/g, '\\$&');
}
