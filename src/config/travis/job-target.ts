import { printable, quoted } from '../../base/printable.ts';
import { shellQuote } from '../../base/shell-quote.ts';
import type { SystemPackage, Target } from '../config.ts';
import { newTarget } from '../new-target.ts';
import type { ProjectFiles } from '../project-files.ts';
import { jobCommands } from './job-commands.ts';
import { jobEnv } from './job-env.ts';
import { jobImage } from './job-image.ts';
import { jobServices } from './job-services.ts';
import type { JobImage } from './made-image.ts';
import type { Step, TravisJob } from './travis-project.ts';

/** A job as a target, or why it can be none. */
export interface JobTarget {
  readonly target: Target | null;
  /** What a person should know of it, as sentences without their full stop. */
  readonly notes: readonly string[];
}

/** The target for a job that runs on Linux. */
export function jobTarget(name: string, job: TravisJob, files: ProjectFiles): JobTarget {
  const image = jobImage(job, files.exists);
  if (image === null) {
    const what = `${job.language}${job.version === null ? '' : ` ${quoted(job.version)}`}`;
    return { target: null, notes: [`left out: dox knows no image for ${what}`] };
  }
  const services = jobServices(job);
  const { env, exports } = jobEnv(job);
  const commands = jobCommands({ job, files, before: [...image.before, ...exports] });
  if (commands.commands.length === 0) return { target: null, notes: ['left out: it has no commands'] };
  const packages = [...job.apt.packages, ...job.aptPackages, ...commands.packages];
  const { system, refused } = systemOf(image, services.clients, packages);
  const target = newTarget({
    name,
    description: describe(job),
    images: [{ kind: 'reference', reference: image.reference, place: job.place }],
    system,
    prep: [...image.prep, ...(image.hasPackages ? services.prep : [])],
    env: { ...env, ...withoutGiven(services.env, job) },
    commands: commands.commands,
    commandsForm: commands.form,
    platform: platformOf(job),
    allowFailure: job.allowFailure,
    cache: [...image.cache].sort(),
    services: services.services,
    place: job.place,
    places: placesOf(job),
  });
  const secure = job.secure === 1 ? '1 encrypted variable is' : `${job.secure} encrypted variables are`;
  const notes = [
    ...image.notes,
    ...services.notes,
    ...commands.notes,
    ...(job.secure === 0 ? [] : [`${secure} left out: only Travis can read them`]),
    ...(job.apt.sources.length === 0 ? [] : ['"apt.sources" is left out: packages come from Debian']),
    ...refused.map((text) => `the package ${shellQuote(text)} is left out: Debian has none of such a name`),
    ...otherAddons(job),
  ];
  return { target, notes };
}

const packageName = /^[a-z0-9][a-z0-9+.-]+$/;

function systemOf(image: JobImage, clients: readonly string[], packages: readonly Step[]) {
  const system = new Map<string, SystemPackage>();
  const refused: string[] = [];
  const usual = image.hasPackages ? [...image.system, ...clients] : [];
  for (const name of usual) system.set(name, { name, version: null });
  for (const { text, place } of packages) {
    const name = text.trim();
    if (!packageName.test(name)) refused.push(name);
    else if (!system.has(name)) system.set(name, { name, version: null, place });
  }
  return { system: [...system.values()], refused };
}

/** What the job says itself wins over what dox would tell the programs that talk to services. */
function withoutGiven(env: Readonly<Record<string, string>>, job: TravisJob): Readonly<Record<string, string>> {
  const given = new Set(job.env.map(({ name }) => name));
  return Object.fromEntries(Object.entries(env).filter(([name]) => !given.has(name)));
}

function describe(job: TravisJob): string {
  const variables = job.ownEnv.map(({ name, raw }) => `${name}=${raw}`);
  const facts = [
    `${job.language}${job.version === null ? '' : ` ${job.version}`}`,
    ...Object.values(job.axes),
    ...variables,
    ...(job.stage === null ? [] : [`stage ${job.stage}`]),
  ];
  const text = job.name ?? facts.join(', ');
  return printable(text.replace(/\s+/g, ' ').trim()).slice(0, 120);
}

const platforms: Readonly<Record<string, string>> = {
  amd64: 'linux/amd64',
  arm64: 'linux/arm64',
  'arm64-graviton2': 'linux/arm64',
  ppc64le: 'linux/ppc64le',
  s390x: 'linux/s390x',
  i386: 'linux/386',
};

/** Null where the job asks for none. */
function platformOf({ arch }: TravisJob): string | null {
  return arch === null ? null : (platforms[arch] ?? null);
}

/** Where the values are written that become a target's. */
function placesOf({ place, places, versionKey }: TravisJob): NonNullable<Target['places']> {
  const image = places[versionKey ?? 'language'] ?? places.language ?? place;
  const sources = { commands: places.script, env: places.env, system: places.addons, services: places.services };
  const given = Object.entries(sources).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  return { images: image, ...Object.fromEntries(given) };
}

/** Addons that dox does not carry over. */
function otherAddons({ addons }: TravisJob): readonly string[] {
  const carried = [
    'apt_packages',
    'postgresql',
    'mariadb',
    'homebrew',
    'pkg',
    'sonarcloud',
    'coverity_scan',
    'artifacts',
  ];
  const others = Object.keys(addons).filter((name) => !carried.includes(name));
  return others.length === 0 ? [] : [`left out of "addons": ${others.join(', ')}`];
}
