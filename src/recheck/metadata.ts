import type { Metadata } from './query.ts';

const asConsole = ['console', 'console.html'];
const asService = ['screen', 'oslofmt'];

/**
 * Under what tags OpenStack's log processor filed what it read, by the end of its path, beside the file's own name; the first
 * row that fits counts (openstack/project-config, roles/submit-logstash-jobs, defaults/main.yaml; before Zuul 3 the console
 * log was console.html).
 */
const tagsOf: readonly (readonly [path: RegExp, tags: readonly string[]])[] = [
  [/\/(?:console\.html|job-output\.txt|grenade\.sh\.txt|devstacklog\.txt)$/, asConsole],
  [/\/apache\/keystone\.txt$/, asService],
  [/\/apache\/horizon_error\.txt$/, ['apacheerror']],
  [/\/syslog\.txt$/, ['syslog']],
  [/\/libvirtd\.txt$/, ['libvirt']],
  [/\/(?:tempest|javelin)\.txt$/, asService],
  [/\/dsvm-(?:functional|fullstack)-index\.txt$/, ['oslofmt']],
  [/\/screen-s-(?:account|container|object)\.txt$/, ['screen', 'apachecombined']],
  [/\/(?:postci|var\/log\/extra\/logstash)\.txt$/, ['console', 'postci']],
  [/\/var\/log\/extra\/errors\.txt$/, ['console', 'errors']],
  [/\/devstack-gate-[^/]{0,200}\.txt$/, asConsole],
  [/\/screen-(?!peakmem_tracker|dstat)[^/]{0,200}\.txt$/, asService],
];

/** The folders of OpenStack's log servers: the change's last digits, change, patch set, pipeline, job, build, file. */
const logServer = /\/\d\d\/(\d{1,9})\/(\d{1,4})\/([\w-]{1,60})\/([\w.-]{1,200})\/([0-9a-f]{7,40})\/([^?#]{1,400})/;

/** The address of a run of GitHub Actions, or of what belongs to it, on the web or in the API. */
const actionsRun = /\/actions\/runs\/(\d{1,20})(?:\/|$)/;

const longestName = 2000;

/** What the name or address of a log says of it, by logstash's names; nothing for a pipe. */
export function metadataOfSource(source: string): Metadata {
  if (source === '-') return new Map();
  const [address = ''] = source.slice(0, longestName).split(/[?#]/);
  const path = address.replace(/\.(?:gz|bz2|xz)$/, '');
  const name = path.slice(path.lastIndexOf('/') + 1);
  const tags = tagsOf.find(([pattern]) => pattern.test(`/${path}`))?.[1] ?? [];
  const found = new Map<string, readonly string[]>();
  if (name !== '') {
    found.set('filename', [name, `logs/${name}`]);
    found.set('tags', [...new Set([...tags, name])]);
  }
  const [, change, patchset, queue, job, uuid, file] = logServer.exec(path) ?? [];
  const more = {
    build_change: change,
    build_patchset: patchset,
    build_queue: queue,
    build_name: job,
    build_uuid: uuid,
  };
  for (const [field, value] of Object.entries(more)) if (value !== undefined) found.set(field, [value]);
  const [, run] = actionsRun.exec(path) ?? [];
  if (run !== undefined && /^https?:/.test(path)) found.set('run', [run]);
  if (file !== undefined) found.set('filename', [...new Set([file, name])]);
  return found;
}

/**
 * What the name of a log and its own lines say together: a console log that somebody saved as `ci.log` is one all the same, so
 * that of its tags and names all hold, unless its name or its place on a log server says that it is another log of the job;
 * of the rest what the name says.
 */
export function joinedMetadata(source: Metadata, facts: Metadata): Metadata {
  const isNamed = source.has('build_uuid') || (source.get('tags')?.length ?? 0) > 1;
  const joined = ['tags', 'filename'].flatMap((field) => {
    const values = [...(source.get(field) ?? []), ...(isNamed ? [] : (facts.get(field) ?? []))];
    return values.length === 0 ? [] : [[field, [...new Set(values)]] as const];
  });
  return new Map([...facts, ...source, ...joined]);
}

/** So many lines tell what a log is of. */
const headLines = 300;
/** Zuul writes the time before each line of a console log: to the millisecond until 2017, to the microsecond since. */
const stamp = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.(\d{3}|\d{6}) \| ?/;

/** What the first lines of a log say of the job: those of Zuul and of its Jenkins. */
const facts: readonly (readonly [fields: readonly string[], pattern: RegExp])[] = [
  [
    ['build_name'],
    /^Building remotely on [^/]{1,300} in workspace (?:\/[\w.-]{1,100}){0,9}\/workspace\/([\w.-]{1,200})$/,
  ],
  [['build_queue'], /^(?:[\w.-]+ \| )?\s{0,20}Pipeline: ([\w-]{1,60})$/],
  [['build_name'], /^(?:[\w.-]+ \| )?\s{0,20}Job: ([\w.-]{1,200})$/],
  [['build_change', 'build_patchset'], /^Triggered by: https?:\/\/\S{1,200}?\/(\d{1,9}) patchset (\d{1,4})$/],
];

/** Gathers what a log says of itself in its first lines. */
export class LogFacts {
  readonly #found = new Map<string, readonly string[]>();
  #lines = 0;
  #stamped = 0;
  #digits = 0;

  /** False once it has seen enough. */
  get wantsMore(): boolean {
    return this.#lines < headLines;
  }

  line(text: string): void {
    this.#lines += 1;
    const [mark, digits = ''] = stamp.exec(text) ?? [];
    if (mark === undefined) return;
    this.#stamped += 1;
    this.#digits = digits.length;
    const rest = text.slice(mark.length, mark.length + 1000).trimEnd();
    for (const [fields, pattern] of facts) {
      const values = pattern.exec(rest)?.slice(1) ?? [];
      fields.forEach((field, index) => {
        const value = values[index];
        if (value !== undefined && !this.#found.has(field)) this.#found.set(field, [value]);
      });
    }
  }

  /** Nothing for a log whose lines do not have Zuul's stamps. */
  end(): Metadata {
    if (this.#stamped * 2 <= this.#lines) return new Map();
    const filename = this.#digits === 6 ? 'job-output.txt' : 'console.html';
    const tags = [...new Set([...asConsole, filename])];
    return new Map([...this.#found, ['tags', tags], ['filename', [filename, `logs/${filename}`]]]);
  }
}
