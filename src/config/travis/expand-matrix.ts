import { expandedSize, isNothing, type Tree } from '../yaml-tree.ts';
import { distFits, matrixKeys, supports } from './languages.ts';
import type { RawJob } from './normal-job.ts';
import type { RootConfig } from './normal-root.ts';
import { firstText, flatTexts, isBlank, listOf, valueKey } from './tree-values.ts';

/** A job of the matrix and what is not written in it. */
export interface ExpandedJob {
  readonly job: RawJob;
  readonly allowFailure: boolean;
}

/** More jobs than any build of Travis may have, and few enough that multiplying stays quick. */
const mostJobs = 1000;

/** More values than these in all jobs together are no work of a person's. */
const mostValues = 2_000_000;

/** Why a matrix is too big to be multiplied, or null if it is not. */
export function sizeProblem(root: RootConfig): string | null {
  const jobs = matrixSize(root);
  if (jobs > mostJobs) return `the matrix of this file has ${shown(jobs)} jobs; dox takes ${mostJobs}`;
  const rules = root.exclude.length + root.allowFailures.length;
  if (rules > mostJobs) return `"exclude" and "allow_failures" have ${shown(rules)} entries; dox takes ${mostJobs}`;
  const known = new Map<Tree, number>();
  const sizes = [...root.shared.values(), ...(root.env.global ?? [])].map((value) => expandedSize(value, known));
  const values = jobs * sizes.reduce((sum, size) => sum + size, 0);
  return values > mostValues ? `the jobs of this file have ${shown(values)} values in all` : null;
}

function shown(count: number): string {
  return count < 1e9 ? count.toLocaleString('en-US') : 'more than a billion';
}

/** How many jobs there are before any is excluded. */
function matrixSize({ axes, env, include }: RootConfig): number {
  const sizes = [...axes.values(), ...(env.rows === null || env.rows.length === 0 ? [] : [env.rows])];
  return sizes.reduce((product, { length }) => product * length, 1) + include.length;
}

/**
 * All jobs: the product of the axes, then those of `include`, which take the first value of each axis where they say
 * nothing themselves; those that `exclude` matches and doubles are taken out (travis-yml, lib/travis/yml/matrix.rb).
 */
export function expandMatrix(root: RootConfig): readonly ExpandedJob[] {
  const product = multiplied(root);
  const included = withStages(root.include);
  const single = product.length === 1 && included.length > 0;
  const seen = new Set<string>();
  return [...(single ? [] : product), ...included].flatMap((written) => {
    const job = withEnv(inherited(written, root), root);
    const own = ownRows(job.get('env'), root);
    if (root.exclude.some((pattern) => isExcluded(job, pattern, own))) return [];
    const supported = withoutUnsupported(job);
    const key = jobKey(supported);
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ job: supported, allowFailure: mayFail(supported, own, root) }];
  });
}

function multiplied({ axes, env }: RootConfig): readonly RawJob[] {
  let jobs: readonly RawJob[] = [new Map()];
  const all = new Map(axes);
  if (env.rows !== null && env.rows.length > 0) all.set('env', env.rows);
  for (const [key, values] of all) {
    jobs = jobs.flatMap((job) =>
      values.map((value) => new Map([...job, [key, key === 'env' ? listOf([value], value.span) : value]])),
    );
  }
  return jobs;
}

/** A stage holds for the jobs that follow, too. */
function withStages(included: readonly RawJob[]): readonly RawJob[] {
  let stage: Tree | undefined;
  return included.map((job) => {
    const own = job.get('stage');
    if (own !== undefined && !isNothing(own)) stage = own;
    return stage === undefined ? job : new Map([...job, ['stage', stage]]);
  });
}

function inherited(job: RawJob, { axes, shared }: RootConfig): RawJob {
  const first = [...axes].flatMap(([key, [value]]): [string, Tree][] => (value === undefined ? [] : [[key, value]]));
  return new Map([...first, ...shared, ...job]);
}

/** `env` as a list of rows: those for all jobs, then the job's own, or the first row of all where it has none. */
function withEnv(job: RawJob, { env }: RootConfig): RawJob {
  const given = job.get('env');
  const first = env.rows?.[0];
  let own: readonly Tree[] = [];
  if (given !== undefined) own = rowsOf(given);
  else if (first !== undefined) own = [first];
  const rows = [...(env.global ?? []), ...own];
  if (given === undefined && env.global === null && own.length === 0) return job;
  return new Map([...job, ['env', listOf(env.global === null ? rows : unique(rows), rows[0]?.span ?? noSpan)]]);
}

const noSpan = { start: 0, end: 0 };

/** The job's rows; `global` means nothing in a job. */
function rowsOf(env: Tree): readonly Tree[] {
  const rows = env.kind === 'list' ? env.items : [env];
  return rows.flatMap((row): readonly Tree[] => {
    if (row.kind !== 'map') return [row];
    if (!row.entries.has('global')) return row.entries.size === 0 ? [] : [row];
    const entries = new Map([...row.entries].filter(([name]) => name !== 'global'));
    return entries.size === 0 ? [] : [{ ...row, entries }];
  });
}

function unique(rows: readonly Tree[]): readonly Tree[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = valueKey(row);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** The job's own rows, as Travis tells them: all but those that are for every job. */
export function ownRows(env: Tree | undefined, { env: { global } }: Pick<RootConfig, 'env'>): readonly Tree[] {
  const shared = new Set((global ?? []).map((row) => valueKey(row)));
  const rows = env === undefined ? [] : env.kind === 'list' ? env.items : [env];
  return rows.filter((row) => !shared.has(valueKey(row)));
}

function isExcluded(job: RawJob, pattern: RawJob, own: readonly Tree[]): boolean {
  return [...pattern].every(([key, wanted]) => {
    const value = job.get(key);
    switch (key) {
      case 'if':
        return true;
      case 'env':
        return value !== undefined && sameList(own, rowsIn(wanted));
      case 'stage':
        return isStage(value, wanted);
      default:
        return sameList(listIn(value), listIn(wanted));
    }
  });
}

function isStage(value: Tree | undefined, wanted: Tree): boolean {
  const name = firstText(wanted)?.text ?? '';
  const own = value === undefined ? null : firstText(value);
  return own === null ? name.toLowerCase() === 'test' : own.text === name;
}

function rowsIn(tree: Tree): readonly Tree[] {
  return tree.kind === 'list' ? tree.items : [tree];
}

function listIn(tree: Tree | undefined): readonly Tree[] {
  return tree === undefined ? [] : rowsIn(tree);
}

function sameList(left: readonly Tree[], right: readonly Tree[]): boolean {
  return left.length === right.length && left.every((item, at) => valueKey(item) === keyOf(right[at]));
}

function keyOf(tree: Tree | undefined): string {
  return tree === undefined ? 'null' : valueKey(tree);
}

/** Without the matrix keys that mean nothing to the job's language and system. */
function withoutUnsupported(job: RawJob): RawJob {
  const os = textsAt(job, 'os');
  const surroundings = { language: textsAt(job, 'language')[0] ?? null, os };
  return new Map(
    [...job].filter(([key, value]) => {
      if (key === 'dist') return distFits(firstText(value)?.text ?? '', os);
      return !matrixKeys.includes(key) || isBlank(value) || supports(key, surroundings);
    }),
  );
}

function textsAt(job: RawJob, key: string): readonly string[] {
  const value = job.get(key);
  return value === undefined ? [] : flatTexts(value).map(({ text }) => text);
}

function jobKey(job: RawJob): string {
  const keys = [...job.keys()].sort();
  return keys.map((key) => `${key}\0${keyOf(job.get(key))}`).join('\0');
}

/** Whether an entry of `allow_failures` matches in all that it says, or the job says it itself. */
function mayFail(job: RawJob, own: readonly Tree[], root: RootConfig): boolean {
  if (textsAt(job, 'allow_failure')[0] === 'true') return true;
  return root.allowFailures.some((pattern) =>
    [...pattern].every(([key, wanted]) => {
      const value = job.get(key);
      if (key === 'if' || key === 'branch') return true;
      return key === 'env' ? value !== undefined && envMatches(own, wanted, root) : keyOf(value) === valueKey(wanted);
    }),
  );
}

/** The same rows, or rows that are all for every job (travis-yml, lib/travis/yml/configs/allow_failures.rb). */
function envMatches(own: readonly Tree[], wanted: Tree, root: RootConfig): boolean {
  const rows = rowsIn(wanted);
  if (sameList(own, rows)) return true;
  const ownKeys = new Set(own.map((row) => valueKey(row)));
  const shared = new Set((root.env.global ?? []).map((row) => valueKey(row)));
  const others = rows.filter((row) => !ownKeys.has(valueKey(row)));
  return others.length > 0 && others.every((row) => shared.has(valueKey(row)));
}
