import { closest } from '../base/closest.ts';
import type { Diagnostic } from '../base/diagnostic.ts';
import { expandBraces, splitNames } from '../base/expand-braces.ts';
import { globMatcher, isGlob } from '../base/glob.ts';
import { someOf } from '../base/some-of.ts';
import type { Config, Group, Target } from '../config/config.ts';

export interface SelectionInput {
  /** All targets, in the order of the file. */
  readonly targets: readonly string[];
  /** Those that run when none is named. */
  readonly defaults: readonly string[];
  /** What names mean that are no target's. */
  readonly groups?: readonly Group[];
  /** Values of `-e`, as given. */
  readonly environments: readonly string[];
  /** Values of `-m`, as given. */
  readonly labels?: readonly string[];
  /** The labels of targets that have some. */
  readonly labelled?: readonly Pick<Target, 'name' | 'labels'>[];
  /** `--skip-env`: a regular expression that is searched in each name. */
  readonly skip: string | null;
}

export interface Selection {
  /** In the order in which they were named, each once; what a glob or `ALL` brings is in the order of the file. */
  readonly selected: string[];
  /** Everything that is wrong with the request; a selection of nothing is never without an error. */
  readonly diagnostics: Diagnostic[];
}

/** The same for what a configuration has. */
export function selectOf(
  { targets, defaults, groups = [] }: Config,
  asked: Pick<SelectionInput, 'environments' | 'labels' | 'skip'>,
): Selection {
  const labelled = targets.filter(({ labels }) => labels.length > 0);
  return selectTargets({ targets: targets.map(({ name }) => name), defaults, groups, labelled, ...asked });
}

/**
 * Which targets run: the defaults, or those that `-e` names with commas, repeats, braces (`py{27,311}`), globs
 * (`py3*`, `?`, `[…]`, `[!…]`) and `ALL`, and those with a label that `-m` names, less those that `--skip-env` matches.
 */
export function selectTargets(input: SelectionInput): Selection {
  const { targets, defaults, environments, labels = [], skip } = input;
  const diagnostics: Diagnostic[] = [];
  const wanted = environments.flatMap(splitNames);
  if (environments.length > 0 && wanted.length === 0) {
    const hint = `targets: ${someOf(targets, mostListed)}`;
    return { selected: [], diagnostics: [{ severity: 'error', message: '-e names no target', hint }] };
  }
  const isAsked = environments.length + labels.length > 0;
  const chosen = isAsked
    ? [...wanted.flatMap((word) => named(word, input, diagnostics)), ...withLabels(labels, input, diagnostics)]
    : [...defaults];
  const unique = [...new Set(chosen)];
  const selected = skip === null ? unique : withoutSkipped(unique, skip, diagnostics);
  if (unique.length === 0 && diagnostics.length === 0) {
    const hint = targets.length === 0 ? 'the file has no targets' : `name some with -e: ${someOf(targets, mostListed)}`;
    diagnostics.push({ severity: 'error', message: 'no target is selected', hint });
  }
  return { selected, diagnostics };
}

/** The targets with these labels, in the order in which they run without them, then in that of the file. */
function withLabels(
  asked: readonly string[],
  { targets, defaults, labelled = [] }: SelectionInput,
  diagnostics: Diagnostic[],
): readonly string[] {
  const known = new Set(labelled.flatMap(({ labels }) => labels));
  // one that has a comma in it is taken as it is
  const wanted = asked.flatMap((value) => (known.has(value) ? [value] : splitNames(value)));
  for (const label of new Set(wanted)) if (!known.has(label)) diagnostics.push(unknownLabel(label, [...known]));
  if (wanted.length === 0 && asked.length > 0) diagnostics.push({ severity: 'error', message: '-m names no label' });
  const has = new Set(labelled.filter(({ labels }) => labels.some((each) => wanted.includes(each))).map(nameOf));
  return [...new Set([...defaults, ...targets])].filter((name) => has.has(name));
}

function nameOf({ name }: Pick<Target, 'name'>): string {
  return name;
}

function unknownLabel(label: string, known: readonly string[]): Diagnostic {
  const near = closest(label, known);
  const list =
    known.length === 0 ? 'no target has labels: name targets with -e' : `labels: ${someOf(known, mostListed)}`;
  const hint = near === null ? list : `did you mean "${near}"? ${list}`;
  return { severity: 'error', message: `no target has the label "${label}"`, hint };
}

function named(word: string, input: SelectionInput, diagnostics: Diagnostic[]): readonly string[] {
  const { targets, groups = [] } = input;
  if (word === 'ALL') return targets;
  if (targets.includes(word)) return [word];
  return expanded(word, diagnostics).flatMap((name) => {
    if (targets.includes(name)) return [name];
    const group = groups.find((each) => each.name === name);
    if (group !== undefined && group.targets.length > 0) return group.targets;
    if (group?.hint !== undefined) {
      diagnostics.push({ severity: 'error', message: `unknown target "${name}"`, hint: group.hint });
      return [];
    }
    const matches = isGlob(name) ? targets.filter(globMatcher(name)) : [];
    if (matches.length === 0) diagnostics.push(unknown(name, targets));
    return matches;
  });
}

function expanded(word: string, diagnostics: Diagnostic[]): string[] {
  const expansion = expandBraces(word);
  if (expansion.ok) return expansion.names.map(({ name }) => name).filter((name) => name !== '');
  diagnostics.push({ severity: 'error', message: `-e "${word}": ${expansion.reason}` });
  return [];
}

function unknown(name: string, targets: readonly string[]): Diagnostic {
  const list = `targets: ${someOf(targets, mostListed)}`;
  if (isGlob(name)) return { severity: 'error', message: `no target matches "${name}"`, hint: list };
  const near = otherSpelling(name, targets) ?? closest(name, targets);
  const hint = near === null ? list : `did you mean "${near}"? ${list}`;
  return { severity: 'error', message: `unknown target "${name}"`, hint };
}

/** Of a Python's version written otherwise, `py27`, `py2.7`, `python2.7` or `2.7`: the target, or the glob for those of it. */
function otherSpelling(name: string, targets: readonly string[]): string | null {
  const [, major, minor] = /^(?:py(?:thon)?)?(\d)\.?(\d{1,2})$/.exec(name) ?? [];
  if (major === undefined || minor === undefined) return null;
  const spellings = [`py${major}${minor}`, `py${major}.${minor}`, `python${major}.${minor}`, `${major}.${minor}`];
  const same = spellings.find((spelling) => targets.includes(spelling));
  if (same !== undefined) return same;
  const start = spellings.find((spelling) => targets.some((target) => target.startsWith(`${spelling}-`)));
  return start === undefined ? null : `${start}*`;
}

function withoutSkipped(names: readonly string[], skip: string, diagnostics: Diagnostic[]): string[] {
  let expression: RegExp;
  try {
    expression = new RegExp(skip);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error);
    diagnostics.push({ severity: 'error', message: `--skip-env is not a regular expression: ${why}` });
    return [...names];
  }
  const kept = names.filter((name) => !expression.test(name));
  if (kept.length === 0 && names.length > 0) {
    const hint = `it skips ${someOf(names, mostListed)}`;
    diagnostics.push({ severity: 'error', message: `--skip-env ${skip} leaves no target to run`, hint });
  }
  return kept;
}

const mostListed = 30;
