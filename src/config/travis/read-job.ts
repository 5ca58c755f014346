import { quoted } from '../../base/printable.ts';
import type { DiagnosticLog } from '../diagnostic-log.ts';
import { isNothing, type MapTree, type TextTree, type Tree } from '../yaml-tree.ts';
import { isSecure } from './env-rows.ts';
import { type ExpandedJob, ownRows } from './expand-matrix.ts';
import { matrixKeys, versionKeyOf } from './languages.ts';
import type { RawJob } from './normal-job.ts';
import type { RootConfig } from './normal-root.ts';
import type { ShellVar } from './shell-vars.ts';
import { type AptSource, type Phase, phases, type Step, type TravisJob } from './travis-project.ts';
import { firstText, flatItems, flatTexts, isBlank } from './tree-values.ts';

/** What is needed to read a job besides itself. */
export interface JobContext {
  readonly root: RootConfig;
  readonly log: DiagnosticLog;
}

/** A job's values in the shapes that one wants to work with; a command that is no text goes to the log. */
export function readJob({ job, allowFailure }: ExpandedJob, context: JobContext): TravisJob {
  const text = (key: string): string | null => textAt(job, key);
  const language = text('language') ?? 'ruby';
  const versionKey = versionKeyOf(language);
  const env = variables(rowsAt(job), context.root);
  const addons = entriesOf(job.get('addons'));
  const apt = entriesOf(addons.get('apt'));
  const shorthand = [addons.get('apt_packages'), language === 'r' ? job.get('apt_packages') : undefined];
  const steps = (value: Tree | undefined): readonly Step[] => stepsIn(value, context.log);
  const place = job.get('name') ?? job.get('python') ?? [...job.values()][0];
  return {
    name: text('name'),
    stage: text('stage'),
    language,
    version: versionKey === null ? null : text(versionKey),
    versionKey,
    axes: axesOf(job, versionKey),
    os: text('os') ?? 'linux',
    arch: text('arch'),
    dist: text('dist'),
    ...env,
    apt: { packages: steps(apt.get('packages')), sources: sourcesOf(apt.get('sources')) },
    aptPackages: shorthand.flatMap((value) => steps(value)),
    addons: otherAddons(addons),
    services: steps(job.get('services')),
    phases: readPhases(job, context.log),
    condition: text('if'),
    texts: textsOf(job),
    allowFailure,
    cache: cacheNames(job.get('cache')),
    place: context.log.place(place?.span.start ?? 0),
    places: Object.fromEntries([...job].map(([key, value]) => [key, context.log.place(value.span.start)])),
  };
}

function textAt(job: RawJob, key: string): string | null {
  const value = job.get(key);
  return value === undefined ? null : (firstText(value)?.text ?? null);
}

function rowsAt(job: RawJob): readonly Tree[] {
  const env = job.get('env');
  return env === undefined ? [] : flatItems(env);
}

function variables(rows: readonly Tree[], root: RootConfig): Pick<TravisJob, 'env' | 'ownEnv' | 'secure'> {
  const own = new Set(ownRows({ kind: 'list', items: rows, span: { start: 0, end: 0 } }, root));
  const maps = rows.filter((row): row is MapTree => row.kind === 'map');
  return {
    env: maps.flatMap(variablesOf),
    ownEnv: maps.filter((row) => own.has(row)).flatMap(variablesOf),
    secure: maps.reduce((sum, row) => sum + secureIn(row), 0),
  };
}

function variablesOf(row: MapTree): readonly ShellVar[] {
  if (isSecure(row)) return [];
  return [...row.entries].flatMap(([name, { value }]) => (value.kind === 'text' ? [{ name, raw: value.text }] : []));
}

function secureIn(row: MapTree): number {
  if (isSecure(row)) return 1;
  return [...row.entries.values()].filter(({ value }) => isSecure(value)).length;
}

function entriesOf(tree: Tree | undefined): ReadonlyMap<string, Tree> {
  if (tree?.kind !== 'map') return new Map();
  return new Map([...tree.entries].map(([key, { value }]) => [key, value]));
}

function stepsIn(value: Tree | undefined, log: DiagnosticLog): readonly Step[] {
  return value === undefined ? [] : flatTexts(value).map((text) => ({ text: text.text, place: textPlace(text, log) }));
}

function textPlace({ span }: TextTree, log: DiagnosticLog): Step['place'] {
  return log.place(span.start);
}

function axesOf(job: RawJob, versionKey: string | null): TravisJob['axes'] {
  const axes = matrixKeys.flatMap((key): [string, string][] => {
    const value = textAt(job, key);
    const isAxis = key !== versionKey && !['os', 'arch', 'env'].includes(key);
    return isAxis && value !== null ? [[key, value]] : [];
  });
  return Object.fromEntries(axes);
}

function sourcesOf(value: Tree | undefined): readonly AptSource[] {
  if (value === undefined) return [];
  return flatItems(value).map((item) => {
    const entries = entriesOf(item);
    const text = (key: string): string | null => firstText(entries.get(key) ?? item)?.text ?? null;
    return { name: text('name'), sourceline: text('sourceline') };
  });
}

function otherAddons(addons: ReadonlyMap<string, Tree>): TravisJob['addons'] {
  const others = [...addons].filter(([key]) => key !== 'apt');
  return Object.fromEntries(others.map(([key, value]) => [key, firstText(value)?.text ?? null]));
}

function readPhases(job: RawJob, log: DiagnosticLog): TravisJob['phases'] {
  const read = (phase: Phase): readonly Step[] | null => {
    const value = job.get(phase);
    if (value === undefined || isNothing(value)) return null;
    for (const item of flatItems(value)) {
      if (item.kind === 'map' && !isSecure(item)) reportMapping(phase, item, log);
    }
    return stepsIn(value, log);
  };
  // the record has each phase once, which fromEntries cannot tell
  return Object.fromEntries(phases.map((phase) => [phase, read(phase)])) as Record<Phase, readonly Step[] | null>;
}

function reportMapping(phase: Phase, item: MapTree, log: DiagnosticLog): void {
  const source = log.text.slice(item.span.start, item.span.end).trimEnd();
  const message = `this command of "${phase}" is read as a mapping, since it has ": " in it: ${quoted(source)}`;
  log.error(item.span, message, 'put the whole command in single quotes');
}

function textsOf(job: RawJob): TravisJob['texts'] {
  const texts = [...job].flatMap(([key, value]): [string, string][] => {
    return value.kind === 'text' && !isBlank(value) && !matrixKeys.includes(key) ? [[key, value.text]] : [];
  });
  return Object.fromEntries(texts);
}

/** `cache: pip`, `cache: [pip, npm]` and `cache: {pip: true}`. */
function cacheNames(value: Tree | undefined): readonly string[] {
  if (value === undefined) return [];
  if (value.kind !== 'map') return flatTexts(value).map(({ text }) => text);
  return [...value.entries].flatMap(([key, entry]) => (firstText(entry.value)?.text === 'true' ? [key] : []));
}
