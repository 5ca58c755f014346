import { splitWords } from '../../base/split-words.ts';
import { nameProblem } from '../target-name.ts';
import type { ShellVar } from './shell-vars.ts';
import type { TravisJob } from './travis-project.ts';

/** What comes before a version in a target's name, by language. */
const prefixes: Readonly<Record<string, string>> = {
  python: 'py',
  node_js: 'node-',
  ruby: 'ruby-',
  java: '',
  go: 'go-',
  php: 'php-',
  rust: 'rust-',
  perl: 'perl-',
  r: 'r-',
  erlang: 'otp-',
};
/** Variables whose value alone is what people call the job. */
const speaking: ReadonlySet<string> = new Set(['TOXENV', 'TOX_ENV']);
const longestPart = 40;
const longestName = 80;

/**
 * The names of the jobs as targets, in their order, all different: the job's own name, else its stage where that is its
 * alone, else its version and what tells it from the others: `lint`, `py3.6`, `py3.6-DJANGO-2.2`, `node-18`. Of those
 * that would have the same name the first has it, and the others what they run beside it: `py3.6-flake8`.
 */
export function jobNames(jobs: readonly TravisJob[]): readonly string[] {
  const facts = new Facts(jobs);
  const seen = new Set<string>();
  const names = jobs.map((job) => {
    const name = clipped(facts.nameOf(job));
    const isFirst = seen.size < seen.add(name).size;
    return isFirst ? name : clipped(facts.longNameOf(job, name));
  });
  return numbered(names);
}

/** What the jobs differ in. */
class Facts {
  readonly #jobs: readonly TravisJob[];
  readonly #varying: ReadonlySet<string>;
  readonly #axes: ReadonlySet<string>;
  readonly #speaking: ReadonlySet<string>;

  constructor(jobs: readonly TravisJob[]) {
    this.#jobs = jobs;
    this.#varying = varying(jobs.map((job) => ownVariables(job).map(({ name, raw }) => [name, raw])));
    this.#axes = varying(jobs.map((job) => Object.entries(job.axes)));
    const values = jobs.flatMap((job) => spokenName(job) ?? []);
    const doubles = repeated(values);
    this.#speaking = new Set(values.filter((value) => !doubles.has(value)));
  }

  nameOf(job: TravisJob): string {
    if (job.name !== null) return job.name;
    const spoken = spokenName(job);
    if (spoken !== null && this.#speaking.has(spoken)) return spoken;
    const parts = this.#partsOf(job);
    if (!isOtherStage(job.stage)) return parts.join('-') || job.language;
    const alone = this.#jobs.filter((other) => other.stage === job.stage).length === 1;
    return [slug(job.stage ?? ''), ...(alone ? [] : parts)].filter((part) => part !== '').join('-');
  }

  /** With what else there is to tell of it. */
  longNameOf(job: TravisJob, name: string): string {
    const { stage, arch, dist } = job;
    const parts = job.name === null ? [] : this.#partsOf(job);
    const differs = (values: readonly (string | null)[]): boolean => new Set(values).size > 1;
    if (differs(this.#jobs.map(programOf))) parts.push(programOf(job));
    if (stage !== null && differs(this.#jobs.map((other) => other.stage))) parts.push(slug(stage));
    if (dist !== null && differs(this.#jobs.map((other) => other.dist))) parts.push(dist);
    if (arch !== null && differs(this.#jobs.map((other) => other.arch))) parts.push(arch);
    return [name, ...parts.filter((part) => part !== '' && !name.split('-').includes(part))].join('-');
  }

  /** Its version, other axes and variables that tell it from the others. */
  #partsOf(job: TravisJob): string[] {
    const axes = Object.entries(job.axes).filter(([key]) => this.#axes.has(key));
    const variables = ownVariables(job).filter(({ name }) => this.#varying.has(name));
    const spoken = spokenName(job);
    const saysVersion = spoken !== null && variables.length > 0 && startsWithVersion(spoken, job);
    const parts = [
      saysVersion ? '' : versionPart(job),
      ...axes.map(([, value]) => slug(value.replace(/^.*\//, ''))),
      ...variables.map(({ name, raw }) => (speaking.has(name) ? spelled(raw) : `${slug(name)}-${spelled(raw)}`)),
    ];
    return parts.map((part) => part.replace(/-$/, '')).filter((part) => part !== '');
  }
}

/** The keys that do not have one and the same value in every job. */
function varying(jobs: readonly (readonly (readonly [string, string])[])[]): ReadonlySet<string> {
  const seen = new Map<string, { value: string; count: number; differs: boolean }>();
  for (const entries of jobs) {
    for (const [key, value] of new Map(entries)) {
      const known = seen.get(key);
      if (known === undefined) seen.set(key, { value, count: 1, differs: false });
      else seen.set(key, { value, count: known.count + 1, differs: known.differs || known.value !== value });
    }
  }
  return new Set([...seen].flatMap(([key, { count, differs }]) => (differs || count < jobs.length ? [key] : [])));
}

/** The stage that Travis gives to what names none. */
function isOtherStage(stage: string | null): boolean {
  return stage !== null && stage.toLowerCase() !== 'test';
}

/** The program that the script begins with. */
function programOf({ phases }: TravisJob): string {
  const [first = ''] = splitWords(phases.script?.[0]?.text.slice(0, 200) ?? '');
  return slug(first.replace(/^.*\//, ''));
}

function ownVariables({ ownEnv }: TravisJob): readonly ShellVar[] {
  return ownEnv.slice(0, 20);
}

function spokenName(job: TravisJob): string | null {
  const found = ownVariables(job).find(({ name }) => speaking.has(name));
  return found === undefined ? null : spelled(found.raw) || null;
}

/** `py27-flake8` says that it is for Python 2.7. */
function startsWithVersion(name: string, { language, version }: TravisJob): boolean {
  const digits = language === 'python' ? /^(?:pypy)?\d+\.?\d*/.exec(version ?? '')?.[0].replace('.', '') : undefined;
  return digits !== undefined && name.split('-').some((part) => part === `py${digits}` || part === digits);
}

function versionPart({ language, version }: TravisJob): string {
  if (version === null) return '';
  const plain = slug(version.replace(/^(?:python|ruby|go|v(?=\d))-?/, ''));
  if (!/^\d/.test(plain) && (language === 'python' || language === 'ruby')) return plain;
  return `${prefixes[language] ?? `${language}-`}${plain}`;
}

function spelled(raw: string): string {
  return slug(splitWords(raw).join(' '));
}

/** Text as a part of a name that needs no quotes in a shell and is no pattern of dox's. */
function slug(text: string): string {
  const plain = text
    .replace(/\$\{?(\w+)\}?/g, '$1')
    .replace(/[<>=!]=/g, '')
    .replace(/[^A-Za-z0-9_.+]+/g, '-')
    .replace(/^[-.+]+/, '');
  return plain.slice(0, longestPart).replace(/[-.]+$/, '');
}

function clipped(name: string): string {
  const plain = name
    .replace(/[^A-Za-z0-9_.+]+/g, '-')
    .replace(/^[-.+]+/, '')
    .slice(0, longestName)
    .replace(/[-.]+$/, '');
  return nameProblem(plain) === null ? plain : 'job';
}

function repeated(names: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  return new Set(names.filter((name) => seen.size === seen.add(name).size));
}

/** The second of a name gets `-2`, and so on. */
function numbered(names: readonly string[]): readonly string[] {
  const taken = new Set(names);
  const given = new Set<string>();
  return names.map((name) => {
    let unique = name;
    for (let number = 2; given.has(unique) || (unique !== name && taken.has(unique)); number += 1) {
      unique = `${name}-${number}`;
    }
    given.add(unique);
    return unique;
  });
}
