import type { CacheName } from '../cache-names.ts';
import { curatedImage } from '../curated.ts';
import type { Exists } from '../project-path.ts';
import type { TravisJob } from './travis-project.ts';

/** What a job runs in. */
export interface JobImage {
  readonly reference: string;
  /** Packages for what every machine of Travis's has. */
  readonly system: readonly string[];
  /** Shell commands for the image, as root. */
  readonly prep: readonly string[];
  /** What comes before the job's commands. */
  readonly before: readonly string[];
  readonly cache: readonly CacheName[];
  /** Whether Debian packages can be had for it. */
  readonly hasPackages: boolean;
  /** What a person should know, as sentences without their full stop. */
  readonly notes: readonly string[];
}

/** What every machine of Travis's has, and what most jobs need without saying so. */
const tools = ['build-essential', 'ca-certificates', 'curl', 'git'];
const virtualenv = '/home/travis/virtualenv';

/** The image for a job's language and version, or null where there is none that dox knows. */
export function jobImage(job: TravisJob, exists: Exists): JobImage | null {
  const version = (job.version ?? '').replace(/^v(?=\d)/, '').replace(/\.x$/, '');
  switch (job.language) {
    case 'python':
      return pythonImage(version);
    case 'node_js':
      return nodeImage(version);
    case 'ruby':
      return rubyImage(version);
    case 'go':
      return goImage(version);
    case 'php':
      return phpImage(version);
    case 'rust':
      return rustImage(version);
    case 'java':
    case 'groovy':
    case 'clojure':
      return javaImage(job, exists);
    case 'c':
    case 'cpp':
    case 'generic':
    case 'shell':
      return plainImage(job);
    default:
      return otherImage(job.language, version);
  }
}

function made(reference: string, more: Partial<JobImage> = {}): JobImage {
  return { reference, system: [], prep: [], before: [], cache: [], hasPackages: true, notes: [], ...more };
}

/** The version of Python that Debian 12 has, for jobs that name none. */
const usualPython = '3.11';

/** A virtualenv of its own is in PATH, so that pip needs no rights, as on Travis. */
function pythonImage(written: string): JobImage | null {
  const pypy = /^pypy([23](?:\.\d+)?)?/.exec(written);
  if (pypy !== null) {
    const image = `pypy:${pypy[1] === undefined ? '2.7' : pypy[1] === '2' ? '2.7' : pypy[1]}-slim`;
    return withVirtualenv(image, pypy[0], 'pypy', { system: tools });
  }
  if (written === 'nightly') return withVirtualenv('python:rc-slim', written, 'python', { system: tools });
  const version = written.replace(/-dev$/, '') || usualPython;
  if (!/^\d+(\.\d+)*$/.test(version)) return null;
  const notes = written === '' ? [`no version of Python is named; dox takes ${usualPython}`] : [];
  const curated = curatedImage('python', version);
  if (curated.ok) {
    const isTwo = version.startsWith('2');
    const system = [...tools, isTwo ? 'python2-dev' : 'python3-dev', ...(isTwo ? ['virtualenv'] : [])];
    return withVirtualenv(`dox/python:${version}`, `python${version}`, isTwo ? 'python2' : 'python3', {
      system,
      notes,
    });
  }
  if (isBefore(version, 3, 6)) return withVirtualenv(`python:${version}`, `python${version}`, 'python', old);
  return withVirtualenv(`python:${version}-slim`, `python${version}`, 'python', { system: tools, notes });
}

/** An image so old that there are no packages for it any more; it has compilers and git of its own. */
const old: Partial<JobImage> = { hasPackages: false };

function withVirtualenv(reference: string, name: string, program: string, more: Partial<JobImage>): JobImage {
  const path = `${virtualenv}/${name}`;
  const make =
    program === 'python2' || !more.system ? `virtualenv -p ${program} ${path}` : `${program} -m venv ${path}`;
  const isTwo = /^(?:python:|pypy:)2|^python:3\.[0-2]\b/.test(reference);
  const prep = isTwo
    ? [`pip install virtualenv && virtualenv ${path}`]
    : [!more.system ? `python -m venv ${path}` : make];
  return made(reference, {
    ...more,
    prep: [...prep, `chmod -R a+rwX ${path}`],
    before: [`. ${path}/bin/activate`],
    cache: ['pip'],
  });
}

function isBefore(version: string, major: number, minor: number): boolean {
  const [first = 0, second = Number.POSITIVE_INFINITY] = version.split('.').map(Number);
  return first < major || (first === major && second < minor);
}

/** Node's images before 18 are of Debian releases without an archive. */
function nodeImage(written: string): JobImage | null {
  const cache: readonly CacheName[] = ['npm', 'yarn'];
  const more = { system: [...tools, 'python3'], cache };
  if (written === '' || written === 'lts/*') return made('node:lts-slim', more);
  if (written === 'node' || written === 'stable' || written === 'latest') return made('node:current-slim', more);
  const lts = /^lts\/([a-z]+)$/.exec(written)?.[1];
  if (lts !== undefined) return made(`node:${lts}`, { cache });
  if (!/^\d+(\.\d+)*$/.test(written)) return null;
  return isBefore(written, 18, 0) ? made(`node:${written}`, { cache, ...old }) : made(`node:${written}-slim`, more);
}

function rubyImage(written: string): JobImage | null {
  const cache: readonly CacheName[] = ['bundler'];
  if (written === '' || written === 'default') return made('ruby:3', { cache });
  const jruby = /^jruby(?:-(\d[\d.]*))?/.exec(written);
  if (jruby !== null) return made(`jruby:${jruby[1]?.replace(/\.$/, '') ?? 'latest'}`, { cache });
  const version = /^(?:ruby-)?(\d+(?:\.\d+)*)/.exec(written)?.[1];
  if (version === undefined) return null;
  return made(`ruby:${version}`, { cache, hasPackages: !isBefore(version, 2, 7) });
}

function goImage(written: string): JobImage | null {
  const cache: readonly CacheName[] = ['go'];
  if (written === '' || written === 'stable' || written === 'master' || written === 'tip') {
    const notes =
      written === '' || written === 'stable'
        ? []
        : [`Go ${written} is not to be had as an image; dox takes its newest release`];
    return made('golang:1', { cache, notes });
  }
  const version = written.replace(/^go/, '');
  if (!/^\d+(\.\d+)*$/.test(version)) return null;
  return made(`golang:${version}`, { cache, hasPackages: !isBefore(version, 1, 17) });
}

function phpImage(written: string): JobImage | null {
  if (written !== '' && !/^\d+(\.\d+)*(snapshot)?$/.test(written)) return null;
  const version = written.replace('snapshot', '') || '8';
  const composer =
    'curl -fsS https://getcomposer.org/installer | php -- --install-dir=/usr/local/bin --filename=composer';
  const isOld = isBefore(version, 7, 4);
  const more = { prep: [composer], cache: ['composer'] as const, hasPackages: !isOld };
  return made(`php:${version}-cli`, isOld ? more : { ...more, system: ['git', 'unzip'] });
}

function rustImage(written: string): JobImage {
  if (written === '' || written === 'stable') return made('rust:1', { cache: ['cargo'] });
  if (/^\d+(\.\d+)*$/.test(written)) return made(`rust:${written}`, { cache: ['cargo'] });
  const channel = written.replace(/[^A-Za-z0-9._-]/g, '');
  return made('rust:1', { prep: [`rustup default ${channel}`, 'chmod -R a+rwX /usr/local/rustup'], cache: ['cargo'] });
}

/** Eclipse Temurin is what became of the JDKs that Travis has. */
function javaImage({ language, axes, version }: TravisJob, exists: Exists): JobImage | null {
  const number = /^(?:open|oracle)?jdk-?(\d+)$/.exec(version ?? axes.jdk ?? 'openjdk11')?.[1];
  if (number === undefined) return null;
  if (language === 'clojure') return made(`clojure:temurin-${number}-lein`, { cache: ['maven'] });
  const isThere = (file: string): boolean => exists(file) === 'file';
  const gradle: readonly CacheName[] = ['gradle'];
  if (isThere('gradlew')) return made(`eclipse-temurin:${number}-jdk`, { system: ['git'], cache: gradle });
  if (isThere('build.gradle') || isThere('build.gradle.kts')) return made(`gradle:jdk${number}`, { cache: gradle });
  return made(`maven:3-eclipse-temurin-${number}`, { cache: ['maven'] });
}

function plainImage({ axes }: TravisJob): JobImage {
  const more = ['cmake', 'pkg-config', 'python3', 'python3-pip', 'python3-venv', 'wget', 'zip', 'unzip'];
  const compiler = axes.compiler ?? '';
  const packaged = /^(?:clang|g\+\+|gcc)-\d+(?:\.\d+)?$/.test(compiler)
    ? [compiler]
    : /^clang/.test(compiler)
      ? ['clang']
      : [];
  return made('debian:bookworm-slim', { system: [...tools, ...more, ...packaged] });
}

/** The official images of other languages, for a version and for none. */
const others: Readonly<Record<string, readonly [versioned: string, usual: string]>> = {
  perl: ['perl:*', 'perl:5'],
  elixir: ['elixir:*', 'elixir:1'],
  erlang: ['erlang:*', 'erlang:26'],
  haskell: ['haskell:*', 'haskell:9'],
  julia: ['julia:*', 'julia:1'],
  dart: ['dart:*', 'dart:stable'],
  haxe: ['haxe:*', 'haxe:4'],
  crystal: ['crystallang/crystal:*', 'crystallang/crystal:latest'],
  r: ['r-base:*', 'r-base:latest'],
  csharp: ['mcr.microsoft.com/dotnet/sdk:*', 'mcr.microsoft.com/dotnet/sdk:8.0'],
};

function otherImage(language: string, version: string): JobImage | null {
  const images = Object.hasOwn(others, language) ? others[language] : undefined;
  if (images === undefined) return null;
  const [versioned, usual] = images;
  if (version === '' || version === 'stable' || version === 'release' || version === 'latest') return made(usual);
  if (!/^R?\d[A-Za-z0-9.-]*$/.test(version)) return null;
  return made(versioned.replace('*', version));
}
