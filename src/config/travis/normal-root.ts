import { isNothing, type MapTree, type Tree } from '../yaml-tree.ts';
import { type RootEnv, readRootEnv } from './env-rows.ts';
import { matrixKeys, supports } from './languages.ts';
import { normalJob, normalValue, type RawJob, textList } from './normal-job.ts';
import { normalEntries } from './normal-keys.ts';
import type { Notes } from './notes.ts';
import { firstText, flatItems, flatTexts, isBlank, listOf, textOf } from './tree-values.ts';

/** A .travis.yml with every key under its own name and every value in one shape; defaults are filled in. */
export interface RootConfig {
  readonly span: Tree['span'];
  /** What all jobs share. */
  readonly shared: RawJob;
  /** The matrix keys that the language has, in the order in which they are multiplied, without `env`. */
  readonly axes: ReadonlyMap<string, readonly Tree[]>;
  readonly env: RootEnv;
  readonly include: readonly RawJob[];
  readonly exclude: readonly RawJob[];
  readonly allowFailures: readonly RawJob[];
  readonly fastFinish: boolean;
  readonly stages: readonly Tree[];
}

/** Keys of the file that no job has. */
const notShared: ReadonlySet<string> = new Set(
  'jobs import stages notifications version allow_failure global_env merge_mode conditions'.split(' '),
);

/** Reads the file's top level. What cannot be used is noted and left out. */
export function normalRoot(tree: MapTree, notes: Notes): RootConfig {
  const values = new Map<string, Tree>();
  for (const [key, { value }] of normalEntries(tree, 'root')) values.set(key, value);
  const { span } = tree;
  const { language, os } = defaults(values);
  const shared = new Map<string, Tree>([['language', textOf(language, values.get('language')?.span ?? span)]]);
  const systems = listOf(os.length > 0 ? os : [textOf('linux', span)], span);
  if (isGiven(values.get('dist')) === false && flatTexts(systems).some(({ text }) => text.startsWith('linux'))) {
    shared.set('dist', textOf(usualDist, span));
  }
  const axes = new Map<string, readonly Tree[]>();
  const surroundings = { language, os: flatTexts(systems).map(({ text }) => text) };
  for (const key of matrixKeys) {
    const value = key === 'os' ? systems : values.get(key);
    if (key === 'env' || value === undefined || !supports(key, surroundings)) continue;
    const items = flatItems(textList(key, value)).filter((item) => !isBlank(item));
    if (items.length > 0) axes.set(key, items);
  }
  for (const [key, value] of values) {
    if (notShared.has(key) || matrixKeys.includes(key) || key === 'language') continue;
    const normal = normalValue(key, value);
    if (!isBlank(normal)) shared.set(key, normal);
  }
  const env = values.get('env');
  return {
    span,
    shared,
    axes,
    env: env === undefined ? { global: null, rows: null } : readRootEnv(env, notes),
    ...readJobs(values.get('jobs'), notes),
    stages: flatItems(values.get('stages') ?? listOf([], span)),
  };
}

/** Travis's own, where the file names none. */
export const usualDist = 'focal';

function isGiven(value: Tree | undefined): boolean {
  return value !== undefined && !isNothing(value);
}

/** Without a language it is ruby, or objective-c where all that is asked for is macOS. */
function defaults(values: ReadonlyMap<string, Tree>): { language: string; os: readonly Tree[] } {
  const os = flatItems(textList('os', values.get('os') ?? listOf([], { start: 0, end: 0 })));
  const given = values.get('language');
  const said = given === undefined ? null : firstText(normalValue('language', given));
  const onlyMac = os.length > 0 && os.every((each) => each.kind === 'text' && each.text === 'osx');
  const language = said?.text ?? (onlyMac ? 'objective-c' : 'ruby');
  if (os.length === 0 && language === 'objective-c') return { language, os: [textOf('osx', { start: 0, end: 0 })] };
  return { language, os };
}

type Jobs = Pick<RootConfig, 'include' | 'exclude' | 'allowFailures' | 'fastFinish'>;

function readJobs(tree: Tree | undefined, notes: Notes): Jobs {
  if (tree === undefined || isNothing(tree)) return { include: [], exclude: [], allowFailures: [], fastFinish: false };
  const keys = tree.kind === 'map' ? normalEntries(tree, 'jobs') : new Map();
  const isKnown = ['include', 'exclude', 'allow_failures', 'fast_finish'].some((key) => keys.has(key));
  const part = (key: string): readonly RawJob[] => {
    const value: Tree | undefined = isKnown ? keys.get(key)?.value : key === 'include' ? tree : undefined;
    return value === undefined ? [] : readEntries(key, value, notes);
  };
  const fast: Tree | undefined = isKnown ? keys.get('fast_finish')?.value : undefined;
  return {
    include: part('include'),
    exclude: part('exclude'),
    allowFailures: part('allow_failures'),
    fastFinish: fast !== undefined && firstText(fast)?.text === 'true',
  };
}

function readEntries(key: string, value: Tree, notes: Notes): readonly RawJob[] {
  return flatItems(value).flatMap((item) => {
    if (item.kind === 'map') return item.entries.size === 0 ? [] : [normalJob(item, notes)];
    notes.add(item.span, `an entry of "${key}" that is no mapping, such as {python: 3.9}, says nothing to Travis`);
    return [];
  });
}
