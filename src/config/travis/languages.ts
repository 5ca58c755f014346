import { closest } from '../../base/closest.ts';

/**
 * The keys that make a job for each of their values, in the order in which Travis multiplies them (`expand` of its
 * schema.json). `env` comes last.
 */
export const matrixKeys: readonly string[] =
  `os arch compiler osx_image jdk crystal dotnet mono solution d dart dart_task elixir otp_release elm node_js go hhvm php
  ghc haxe julia matlab nix perl perl6 python r rvm gemfile xcode_scheme xcode_sdk rust scala smalltalk smalltalk_config
  smalltalk_vm env`.split(/\s+/);

/** Which matrix keys mean something to which language; the first of a language is that of its version. */
const keysOfLanguage: Readonly<Record<string, readonly string[]>> = {
  android: ['jdk'],
  c: ['compiler'],
  clojure: ['jdk'],
  cpp: ['compiler'],
  crystal: ['crystal'],
  csharp: ['dotnet', 'mono', 'solution'],
  d: ['d'],
  dart: ['dart', 'dart_task'],
  elixir: ['elixir', 'otp_release'],
  elm: ['elm', 'node_js'],
  erlang: ['otp_release'],
  generic: [],
  go: ['go'],
  groovy: ['jdk'],
  hack: ['hhvm', 'php'],
  haskell: ['ghc'],
  haxe: ['haxe'],
  java: ['jdk'],
  julia: ['julia'],
  matlab: ['matlab'],
  nix: ['nix'],
  node_js: ['node_js'],
  'objective-c': ['rvm', 'gemfile', 'xcode_scheme', 'xcode_sdk'],
  perl: ['perl'],
  perl6: ['perl6'],
  php: ['php'],
  python: ['python'],
  r: ['r'],
  ruby: ['rvm', 'gemfile', 'jdk'],
  rust: ['rust'],
  scala: ['scala', 'jdk'],
  shell: [],
  smalltalk: ['smalltalk', 'smalltalk_config', 'smalltalk_vm'],
};

const languageAliases: Readonly<Record<string, string>> = {
  'c++': 'cpp',
  golang: 'go',
  jvm: 'java',
  javascript: 'node_js',
  js: 'node_js',
  node: 'node_js',
  objective_c: 'objective-c',
  swift: 'objective-c',
  bash: 'shell',
  minimal: 'shell',
  sh: 'shell',
};

/** Travis's own name of a language, with its aliases and slips of the pen put right; what it does not know stays. */
export function languageName(written: string): string {
  const name = written.trim().toLowerCase();
  if (Object.hasOwn(keysOfLanguage, name)) return name;
  if (Object.hasOwn(languageAliases, name)) return languageAliases[name] ?? name;
  const letters = name.replace(/\W/g, '');
  return closest(name, Object.keys(keysOfLanguage)) ?? (Object.hasOwn(keysOfLanguage, letters) ? letters : name);
}

/** The key that holds the version of a language; null for those that have none. */
export function versionKeyOf(language: string): string | null {
  const first = Object.hasOwn(keysOfLanguage, language) ? keysOfLanguage[language]?.[0] : undefined;
  return first === undefined || first === 'compiler' ? null : first;
}

/** What a job is, as far as it decides which keys mean something. */
export interface Surroundings {
  readonly language: string | null;
  readonly os: readonly string[];
}

/** Whether a matrix key means something there; any other key does. */
export function supports(key: string, { language, os }: Surroundings): boolean {
  if (key === 'arch') return os.includes('linux');
  if (key === 'osx_image') return os.includes('osx');
  if (!matrixKeys.includes(key) || key === 'os' || key === 'env') return true;
  return language !== null && (keysOfLanguage[language]?.includes(key) ?? false);
}

const osAliases: Readonly<Record<string, string>> = {
  ubuntu: 'linux',
  mac: 'osx',
  macos: 'osx',
  macosx: 'osx',
  ios: 'osx',
  bsd: 'freebsd',
  win: 'windows',
};

const archAliases: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  x64: 'amd64',
  power: 'ppc64le',
  ppc: 'ppc64le',
  ppc64: 'ppc64le',
  x86: 'i386',
};

const serviceAliases: Readonly<Record<string, string>> = {
  memcache: 'memcached',
  postgres: 'postgresql',
  'rabbitmq-server': 'rabbitmq',
  'redis-server': 'redis',
};

/** The values of these keys are names that Travis knows: lower case, and under one name each. */
export const valueNames: Readonly<Record<string, (written: string) => string>> = {
  language: languageName,
  os: (written) => aliased(written, osAliases),
  arch: (written) => aliased(written, archAliases),
  dist: (written) => aliased(written, {}),
  services: (written) => aliased(written, serviceAliases),
};

function aliased(written: string, aliases: Readonly<Record<string, string>>): string {
  const name = written.toLowerCase();
  return Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name;
}

/** Which systems a distribution is for; others do not have the key. */
export function distFits(dist: string, os: readonly string[]): boolean {
  if (dist === 'server-2016') return os.includes('windows');
  if (dist === 'xenial' || dist === 'focal') return os.includes('linux') || os.includes('linux-ppc64le');
  const linuxOnly = ['trusty', 'precise', 'bionic', 'jammy', 'noble', 'rhel8'];
  return !linuxOnly.includes(dist) || os.includes('linux');
}
