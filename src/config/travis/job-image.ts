import type { CacheName } from '../cache-names.ts';
import type { Exists } from '../project-path.ts';
import { isBefore, type JobImage, madeImage, tools } from './made-image.ts';
import { pythonImage } from './python-image.ts';
import type { TravisJob } from './travis-project.ts';

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

/** An image so old that there are no packages for it any more; it has compilers and git of its own. */
const old: Partial<JobImage> = { hasPackages: false };

/** Node's images before 18 are of Debian releases without an archive. */
function nodeImage(written: string): JobImage | null {
  const cache: readonly CacheName[] = ['npm', 'yarn'];
  const more = { system: [...tools, 'python3'], cache };
  if (written === '' || written === 'lts/*') return madeImage('node:lts-slim', more);
  if (written === 'node' || written === 'stable' || written === 'latest') return madeImage('node:current-slim', more);
  const lts = /^lts\/([a-z]+)$/.exec(written)?.[1];
  if (lts !== undefined) return madeImage(`node:${lts}`, { cache });
  if (!/^\d+(\.\d+)*$/.test(written)) return null;
  return isBefore(written, 18, 0)
    ? madeImage(`node:${written}`, { cache, ...old })
    : madeImage(`node:${written}-slim`, more);
}

function rubyImage(written: string): JobImage | null {
  const cache: readonly CacheName[] = ['bundler'];
  if (written === '' || written === 'default') return madeImage('ruby:3', { cache });
  const jruby = /^jruby(?:-(\d[\d.]*))?/.exec(written);
  if (jruby !== null) return madeImage(`jruby:${jruby[1]?.replace(/\.$/, '') ?? 'latest'}`, { cache });
  const version = /^(?:ruby-)?(\d+(?:\.\d+)*)/.exec(written)?.[1];
  if (version === undefined) return null;
  return madeImage(`ruby:${version}`, { cache, hasPackages: !isBefore(version, 2, 7) });
}

function goImage(written: string): JobImage | null {
  const cache: readonly CacheName[] = ['go'];
  if (written === '' || written === 'stable' || written === 'master' || written === 'tip') {
    const notes =
      written === '' || written === 'stable'
        ? []
        : [`Go ${written} is not to be had as an image; dox takes its newest release`];
    return madeImage('golang:1', { cache, notes });
  }
  const version = written.replace(/^go/, '');
  if (!/^\d+(\.\d+)*$/.test(version)) return null;
  return madeImage(`golang:${version}`, { cache, hasPackages: !isBefore(version, 1, 17) });
}

function phpImage(written: string): JobImage | null {
  if (written !== '' && !/^\d+(\.\d+)*(snapshot)?$/.test(written)) return null;
  const version = written.replace('snapshot', '') || '8';
  const composer =
    'curl -fsS https://getcomposer.org/installer | php -- --install-dir=/usr/local/bin --filename=composer';
  const isOld = isBefore(version, 7, 4);
  const more = { prep: [composer], cache: ['composer'] as const, hasPackages: !isOld };
  return madeImage(`php:${version}-cli`, isOld ? more : { ...more, system: ['git', 'unzip'] });
}

function rustImage(written: string): JobImage {
  if (written === '' || written === 'stable') return madeImage('rust:1', { cache: ['cargo'] });
  if (/^\d+(\.\d+)*$/.test(written)) return madeImage(`rust:${written}`, { cache: ['cargo'] });
  const channel = written.replace(/[^A-Za-z0-9._-]/g, '');
  return madeImage('rust:1', {
    prep: [`rustup default ${channel}`, 'chmod -R a+rwX /usr/local/rustup'],
    cache: ['cargo'],
  });
}

/** Eclipse Temurin is what became of the JDKs that Travis has. */
function javaImage({ language, axes, version }: TravisJob, exists: Exists): JobImage | null {
  const number = /^(?:open|oracle)?jdk-?(\d+)$/.exec(version ?? axes.jdk ?? 'openjdk11')?.[1];
  if (number === undefined) return null;
  if (language === 'clojure') return madeImage(`clojure:temurin-${number}-lein`, { cache: ['maven'] });
  const isThere = (file: string): boolean => exists(file) === 'file';
  const gradle: readonly CacheName[] = ['gradle'];
  if (isThere('gradlew')) return madeImage(`eclipse-temurin:${number}-jdk`, { system: ['git'], cache: gradle });
  if (isThere('build.gradle') || isThere('build.gradle.kts'))
    return madeImage(`gradle:jdk${number}`, { cache: gradle });
  return madeImage(`maven:3-eclipse-temurin-${number}`, { cache: ['maven'] });
}

function plainImage({ axes }: TravisJob): JobImage {
  const more = ['cmake', 'pkg-config', 'python3', 'python3-pip', 'python3-venv', 'wget', 'zip', 'unzip'];
  const compiler = axes.compiler ?? '';
  const packaged = /^(?:clang|g\+\+|gcc)-\d+(?:\.\d+)?$/.test(compiler)
    ? [compiler]
    : /^clang/.test(compiler)
      ? ['clang']
      : [];
  return madeImage('debian:bookworm-slim', { system: [...tools, ...more, ...packaged] });
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
  if (version === '' || version === 'stable' || version === 'release' || version === 'latest') return madeImage(usual);
  if (!/^R?\d[A-Za-z0-9.-]*$/.test(version)) return null;
  return madeImage(versioned.replace('*', version));
}
