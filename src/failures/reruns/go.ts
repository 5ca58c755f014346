import type { Failure } from '../failure.ts';
import type { RerunSyntax } from '../rerun-syntax.ts';

/**
 * `go test PACKAGE -count=1 -run '^TestA$/^sub$'`: a pattern is cut at each `/`, and each part is for one level of
 * subtests (go help testflag). -count=1 keeps Go from answering out of its cache.
 */
export const goRerun: RerunSyntax = {
  runner: 'go',
  programs: ['go test'],
  commands: (failures) => commandsFor(failures, (pkg, flags) => ['go', 'test', pkg, '-count=1', ...flags]),
  arguments: (failures, own) => argumentsFor(failures, own, ['-count=1']),
};

/** gotestsum hands what stands behind `--` to `go test`. */
export const gotestsumRerun: RerunSyntax = {
  runner: 'gotestsum',
  programs: ['gotestsum'],
  commands: (failures) => commandsFor(failures, (pkg, flags) => ['gotestsum', '--', pkg, '-count=1', ...flags]),
  arguments: (failures, own) => {
    const answer = argumentsFor(failures, own, ['-count=1']);
    return typeof answer === 'string' || own.includes('--') ? answer : ['--', ...answer];
  },
};

/** Ginkgo's focus is a regular expression that is looked for in the whole name. */
export const ginkgoRerun: RerunSyntax = {
  runner: 'ginkgo',
  programs: ['ginkgo', 'ginkgo run'],
  commands: (failures) => [['ginkgo', '-r', ...focus(failures)]],
  arguments: (failures, own) =>
    own.some((word) => /^--?focus/.test(word)) ? 'its --focus selects tests already' : focus(failures),
};

/** The words in brackets are nodes, not part of the name that a focus is compared with. */
function focus(failures: readonly Failure[]): readonly string[] {
  return failures.map(
    ({ id }) =>
      `--focus=${escaped(id.replace(/ ?\[(?:It|BeforeEach|AfterEach|BeforeAll|AfterAll|JustBeforeEach)\]/g, ''))}`,
  );
}

interface Selected {
  readonly pkg: string;
  /** Empty: the whole package. */
  readonly name: string;
}

const testName = /^(.*?)\.((?:Test|Benchmark|Example|Fuzz)[\s\S]*)$/;

function selected({ id, unit }: Failure): Selected {
  const match = unit === 'package' ? null : testName.exec(id.slice(0, 4000));
  return match === null ? { pkg: id, name: '' } : { pkg: match[1] ?? '', name: match[2] ?? '' };
}

function commandsFor(
  failures: readonly Failure[],
  command: (pkg: string, flags: readonly string[]) => readonly string[],
): readonly (readonly string[])[] {
  const packages = grouped(failures.map(selected));
  return [...packages].flatMap(([pkg, names]) => patterns(names).map((pattern) => command(pkg, flagsOf(pattern))));
}

function argumentsFor(
  failures: readonly Failure[],
  own: readonly string[],
  flags: readonly string[],
): readonly string[] | string {
  if (own.some((word) => /^-{1,2}(?:test\.)?(?:run|bench|fuzz)(?:=|$)/.test(word))) return 'it selects tests already';
  const packages = grouped(failures.map(selected));
  const [first] = packages;
  if (first === undefined || packages.size > 1)
    return 'tests of several packages failed, and each would be looked for in all of them';
  const [pkg, names] = first;
  const found = patterns(names);
  if (found.length !== 1) return 'Go takes one pattern for all subtests';
  const operands = own.filter((word) => !word.startsWith('-'));
  const others = operands.filter((word) => word !== pkg);
  if (others.length > 0)
    return `\`${others.join(' ')}\` in its command would run as well: write \`{posargs:${others.join(' ')}}\``;
  return [...(operands.length > 0 ? [] : [pkg]), ...flags, ...flagsOf(found[0] ?? '')];
}

function grouped(all: readonly Selected[]): ReadonlyMap<string, readonly string[]> {
  const packages = new Map<string, string[]>();
  for (const { pkg, name } of all) packages.set(pkg, [...(packages.get(pkg) ?? []), name]);
  return packages;
}

/** One pattern for all whole tests, and one for the subtests of each parent; an empty one is for the whole package. */
function patterns(names: readonly string[]): readonly string[] {
  if (names.includes('')) return [''];
  const parents = new Map<string, string[]>();
  for (const name of names) {
    const at = name.lastIndexOf('/');
    const parent = at < 0 ? '' : name.slice(0, at);
    parents.set(parent, [...(parents.get(parent) ?? []), name.slice(at + 1)]);
  }
  return [...parents].map(([parent, leaves]) => {
    const levels = parent === '' ? [] : parent.split('/').map((level) => `^${escaped(level)}$`);
    const last = leaves.map(escaped);
    return [...levels, last.length === 1 ? `^${last[0]}$` : `^(${last.join('|')})$`].join('/');
  });
}

function flagsOf(pattern: string): readonly string[] {
  if (pattern === '') return [];
  return /^\^\(?Benchmark/.test(pattern) ? ['-run', '^$', '-bench', pattern] : ['-run', pattern];
}

function escaped(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
}
