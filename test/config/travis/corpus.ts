import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readTravis, type TravisReading } from '../../../src/config/travis/read-travis.ts';
import { phases, type TravisJob } from '../../../src/config/travis/travis-project.ts';

/** The real files and their answers; null where there is no such folder. */
export function corpusFolder(): string | null {
  const corpora = process.env.DOX_CORPORA ?? resolve(import.meta.dirname, '../../../../shared/corpora');
  const folder = join(corpora, 'travis');
  return existsSync(folder) ? folder : null;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One job as facts by name: both sides are told in these and compared key by key. */
export type Facts = Readonly<Record<string, unknown>>;

export interface Compared {
  readonly file: string;
  readonly jobs: number;
  readonly agree: number;
  /** What differs, a line for each job. */
  readonly differences: readonly string[];
}

function readCorpusFile(folder: string, name: string): TravisReading {
  return readTravis({ shown: `${name}.yml`, text: readFileSync(join(folder, 'real', `${name}.yml`)) });
}

/** Compares dox's jobs of a file with those of `answers`, in order. Where Travis refused the file, so must dox. */
export function compareAnswer(folder: string, name: string): Compared {
  const answer = readJson(join(folder, 'answers', `${name}.json`));
  const { project, diagnostics } = readCorpusFile(folder, name);
  const file = `answers/${name}`;
  if (!isObject(answer) || !Array.isArray(answer.jobs)) {
    const refused = project === null && diagnostics.some(({ place }) => place !== undefined);
    return { file, jobs: 1, agree: refused ? 1 : 0, differences: refused ? [] : [`${file}: Travis refuses it`] };
  }
  const stages = namesIn(isObject(answer.config) ? answer.config.stages : undefined);
  const wanted = answer.jobs.map((job: Json) => (isObject(job) ? answerFacts(job) : {}));
  const compared = compare(file, wanted, (project?.jobs ?? []).map(jobFacts));
  if (JSON.stringify(stages) === JSON.stringify(project?.stages.map((each) => each.name) ?? [])) return compared;
  return { ...compared, differences: [...compared.differences, `${file}: stages ${JSON.stringify(stages)}`] };
}

/** Compares dox's jobs of a file with those of `expected`, in order. */
export function compareExpected(folder: string, name: string): Compared {
  const expected = readJson(join(folder, 'expected', `${name}.json`));
  const { project } = readCorpusFile(folder, name);
  const jobs = isObject(expected) && Array.isArray(expected.jobs) ? expected.jobs : [];
  const wanted = jobs.map((job: Json) => (isObject(job) ? expectedFacts(job) : {}));
  return compare(`expected/${name}`, wanted, (project?.jobs ?? []).map(jobAsExpected));
}

export function namesOf(folder: string, part: string, suffix: string): readonly string[] {
  const files = readdirSync(join(folder, part)).filter((name) => name.endsWith(suffix));
  return files.map((name) => name.slice(0, -suffix.length)).sort();
}

function compare(file: string, wanted: readonly Facts[], found: readonly Facts[]): Compared {
  const differences: string[] = [];
  let agree = 0;
  for (let at = 0; at < Math.max(wanted.length, found.length); at += 1) {
    const [left, right] = [wanted[at], found[at]];
    if (left === undefined) differences.push(`${file} job ${at}: dox has one more: ${JSON.stringify(right)}`);
    else if (right === undefined) differences.push(`${file} job ${at}: dox lacks it: ${JSON.stringify(left)}`);
    else {
      const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
      const wrong = keys.filter((key) => JSON.stringify(left[key]) !== JSON.stringify(right[key]));
      if (wrong.length === 0) agree += 1;
      for (const key of wrong) {
        differences.push(
          `${file} job ${at} ${key}: Travis ${JSON.stringify(left[key])}, dox ${JSON.stringify(right[key])}`,
        );
      }
    }
  }
  return { file, jobs: Math.max(wanted.length, found.length), agree, differences };
}

/** Keys of a job that hold one text. */
const textKeys =
  `name stage language os arch dist if python node_js rvm gemfile jdk php go rust perl r otp_release elixir
  compiler osx_image ghc scala crystal dart d elm haxe hhvm julia matlab mono dotnet nix perl6 smalltalk xcode_sdk
  xcode_scheme solution dart_task smalltalk_config smalltalk_vm`.split(/\s+/);

function answerFacts(job: { readonly [key: string]: Json }): Facts {
  const rows = (Array.isArray(job.env) ? job.env : []).filter(isObject);
  const isSecure = (value: Json | undefined): boolean => isObject(value) && 'secure' in value;
  const addons = isObject(job.addons) ? job.addons : {};
  const apt = isObject(addons.apt) ? addons.apt : {};
  const texts = textKeys.map((key): [string, unknown] => [key, job[key] === undefined ? null : scalar(job[key])]);
  return {
    ...Object.fromEntries(texts),
    env: rows.flatMap((row) =>
      'secure' in row
        ? []
        : Object.entries(row).flatMap(([key, value]) => (isSecure(value) ? [] : [`${key}=${scalar(value) ?? ''}`])),
    ),
    secure: rows.reduce(
      (sum, row) => sum + ('secure' in row ? 1 : Object.values(row).filter((value) => isSecure(value)).length),
      0,
    ),
    ...Object.fromEntries(phases.map((phase) => [phase, job[phase] === undefined ? null : texts_(job[phase])])),
    services: texts_(job.services),
    apt: texts_(apt.packages),
    sources: (Array.isArray(apt.sources) ? apt.sources : []).map((source: Json) =>
      isObject(source) ? [scalar(source.name ?? null), scalar(source.sourceline ?? null)] : source,
    ),
    apt_packages: texts_(addons.apt_packages),
    addons: Object.keys(addons)
      .filter((key) => key !== 'apt')
      .sort(),
  };
}

function texts_(value: Json | undefined): readonly string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map((item: Json) => scalar(item) ?? 'null');
}

function scalar(value: Json | undefined): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function jobFacts(job: TravisJob): Facts {
  const version: Record<string, string | null> = job.versionKey === null ? {} : { [job.versionKey]: job.version };
  const texts: Record<string, string | null> = { ...job.axes, ...version };
  for (const key of ['name', 'stage', 'language', 'os', 'arch', 'dist'] as const) texts[key] = job[key];
  texts.if = job.condition;
  return {
    ...Object.fromEntries(textKeys.map((key) => [key, texts[key] ?? null])),
    env: job.env.map(({ name, raw }) => `${name}=${raw}`),
    secure: job.secure,
    ...Object.fromEntries(phases.map((phase) => [phase, job.phases[phase]?.map(({ text }) => text) ?? null])),
    services: job.services.map(({ text }) => text),
    apt: job.apt.packages.map(({ text }) => text),
    sources: job.apt.sources.map(({ name, sourceline }) => [name, sourceline]),
    apt_packages: job.aptPackages.map(({ text }) => text),
    addons: Object.keys(job.addons).sort(),
  };
}

/** The fields that expected/README.txt tells, but for the default steps; a `dist` that is not given is Travis's own. */
function expectedFacts(job: { readonly [key: string]: Json }): Facts {
  const keys =
    `name stage language version version_key os arch dist env_raw env_secure apt services before_install install
    before_script script after_success after_failure after_script`.split(/\s+/);
  return {
    ...Object.fromEntries(keys.map((key) => [key, job[key]])),
    addons_other: texts_(job.addons_other).toSorted(),
    dist: job.dist ?? 'focal',
  };
}

function jobAsExpected(job: TravisJob): Facts {
  const { name, stage, language, version, versionKey, os, arch, dist } = job;
  const isC = language === 'c' || language === 'cpp';
  return {
    ...{
      name,
      stage,
      language,
      version: isC ? (job.axes.compiler ?? null) : version,
      version_key: versionKey ?? (isC ? 'compiler' : null),
      os,
      arch,
      dist: dist ?? 'focal',
    },
    env_raw: job.env.map((each) => `${each.name}=${each.raw}`),
    env_secure: job.secure,
    apt: job.apt.packages.map(({ text }) => text),
    services: job.services.map(({ text }) => text),
    ...Object.fromEntries(phases.map((phase) => [phase, job.phases[phase]?.map(({ text }) => text) ?? null])),
    addons_other: Object.keys(job.addons).sort(),
  };
}

function namesIn(value: Json | undefined): readonly string[] {
  const items: readonly Json[] = Array.isArray(value) ? value : [];
  return items.flatMap((item) => (isObject(item) && typeof item.name === 'string' ? [item.name] : []));
}

function readJson(path: string): Json {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function isObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
